#!/usr/bin/env node
// nothing more is loaded before `fail` can report that it cannot be
import { fail } from './fail.ts';

/** Columns of the help. */
const WIDTH = 110;

process.on('uncaughtException', fail);

try {
  (await import('./streams.ts')).guardStreams();
  const words = process.argv.slice(2);
  const [first = ''] = words;
  if (first === 'run') (await import('./stopSignals.ts')).stopSignal(); // from now on: what follows takes a while
  const { COMMANDS } = await import('./commands.ts');
  const { commandLine } = await import('./commandLine.ts');
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  // all of them for the overview, completion, and the guess at what a wrong name meant
  const commands = await Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
  // yargs lays out the help whenever a command runs, even if nobody asked for it; without line breaks that takes less time
  const wrap = named && !words.some((word) => word.startsWith('--help')) ? null : WIDTH;
  await commandLine(words, commands, wrap).parseAsync();
} catch (error) {
  fail(error);
}
