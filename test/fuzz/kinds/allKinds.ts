import { channelFiles } from './channelFiles.ts';
import { commandLines } from './commandLines.ts';
import { directories } from './directories.ts';
import { instances } from './instances.ts';
import type { Kind } from './kind.ts';
import { libraryCalls } from './libraryCalls.ts';
import { studies } from './studies.ts';
import { flippedTables, forgedTables } from './tables.ts';

/** Every kind of input. */
export const KINDS: readonly Kind[] = [
  studies,
  commandLines,
  channelFiles,
  instances,
  directories,
  flippedTables,
  forgedTables,
  libraryCalls,
];
