import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBackend } from '../../../src/index.ts';
import { hostileValue } from '../change/hostile.ts';
import { changeValue, changeValues } from '../change/values.ts';
import type { Draw } from '../draw.ts';
import { copyOf, finishedStudy } from '../finishedStudies.ts';
import type { Answer, Kind } from './kind.ts';
import { callLibrary, LIBRARY_ARGUMENTS, type LibraryFunction } from './libraryArguments.ts';
import { SMALL_STUDIES } from './smallStudies.ts';

const NAMES = Object.keys(LIBRARY_ARGUMENTS) as LibraryFunction[];
/** They read or write a directory, which takes longer to lay out. */
const ON_DIRECTORIES: readonly string[] = ['readStudy', 'runStudy', 'finishStudy', 'studyStatus'];

/** Calls of every function of the library with something changed in right arguments. */
export const libraryCalls: Kind = {
  name: 'library-calls',
  share: { calls: 12, commands: 0 },
  most: { calls: 2900, commands: 0 },
  make: async (draw, { folder, shared }) => {
    const name = draw.chance(90) ? draw.pick(NAMES.filter((n) => !ON_DIRECTORIES.includes(n))) : draw.pick(NAMES);
    if (ON_DIRECTORIES.includes(name)) {
      writeFileSync(join(folder, 'study.yaml'), SMALL_STUDIES[0]);
      copyOf(await finishedStudy(shared, 0), folder);
    }
    const right = draw.pick(LIBRARY_ARGUMENTS[name](folder));
    const { value, what } = changeArguments(draw, right);
    return { what: `${name}: ${what}`, call: () => called(name, value), commands: [] };
  },
};

/** One to three changes within the arguments, an argument less, or one more. */
function changeArguments(draw: Draw, right: readonly unknown[]): { value: readonly unknown[]; what: string } {
  if (right.length === 0 || draw.chance(5)) return { value: [...right, hostileValue(draw)], what: 'an argument more' };
  if (draw.chance(5)) return { value: right.slice(0, -1), what: 'an argument less' };
  const at = draw.below(right.length);
  const change = draw.chance(80) ? changeValue : changeValues;
  const { value, what } = change(draw, right[at], hostileValue);
  return { value: right.with(at, value), what: `argument ${at + 1}: ${what}` };
}

async function called(name: LibraryFunction, args: readonly unknown[]): Promise<Answer> {
  try {
    await callLibrary(name, args);
    return { accepted: true };
  } finally {
    // whatever a call did to it
    if (name.endsWith('Backend')) await startBackend('cpu');
  }
}
