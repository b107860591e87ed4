#!/usr/bin/env node
// nothing more is loaded before `fail` can report that it cannot be
import { fail } from './fail.ts';

process.on('uncaughtException', fail);

try {
  (await import('./streams.ts')).guardStreams();
  const words = process.argv.slice(2);
  if (words[0] === 'run') (await import('./stopSignals.ts')).stopSignal(); // from now on: what follows takes a while
  const { commandsFor } = await import('./commands.ts');
  const { runCommandLine } = await import('./commandLine.ts');
  await runCommandLine(words, await commandsFor(words));
} catch (error) {
  fail(error);
}
