#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { commandLine } from './commandLine.ts';
import { COMMANDS } from './commands.ts';
import { fail } from './fail.ts';

/** Columns of the help. */
const WIDTH = 110;

process.on('uncaughtException', fail);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader has seen enough, as with | head
  throw error;
});

try {
  const words = hideBin(process.argv);
  const [first = ''] = words;
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  // all of them for the overview, completion, and the guess at what a wrong name meant
  const commands = await Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
  // yargs lays out the help whenever a command runs, even if nobody asked for it; without line breaks that takes less time
  const wrap = named && !words.some((word) => word.startsWith('--help')) ? null : WIDTH;
  await commandLine(words, commands, wrap).parseAsync();
} catch (error) {
  fail(error);
}
