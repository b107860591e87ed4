#!/usr/bin/env node
// nothing more is loaded before `fail` can report that it cannot be
import { InputError, IsacError } from '../errors.ts';
import { refused } from '../systemErrors.ts';

const USAGE = 2;

/** Ends with the error's own code; anything else is a bug and keeps its stack. */
function fail(thrown: unknown): never {
  const error = refused('the system refuses', thrown);
  if (error instanceof IsacError) {
    const faults = error.message.split('\n').map((line) => `isac-mc: ${line}\n`);
    process.stderr.write(`${faults.join('')}${error.hint ? `  ${error.hint}\n` : ''}`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`isac-mc: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

/** yargs makes a list of an option that is given twice. */
function requireSingle(args: Record<string, unknown>): true {
  for (const [name, value] of Object.entries(args))
    if (Array.isArray(value) && name !== '_' && name !== 'files' && name !== 'select')
      throw new InputError(`--${name}: expected one value, got ${value.join(' and ')}`);
  return true;
}

try {
  (await import('./streams.ts')).guardStreams();
  const words = process.argv.slice(2);
  const [first = ''] = words;
  if (first === 'run') (await import('./stopSignals.ts')).stopSignal(); // from now on: what follows takes a while
  const { COMMANDS } = await import('./commands.ts');
  const { complete } = await import('./completion.ts');
  const { default: yargs } = await import('yargs');
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  // all of them for the overview, completion, and the guess at what a wrong name meant
  const commands = await Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
  await yargs(words)
    .scriptName('isac-mc')
    .usage('$0 <command>\n\nBatch Monte Carlo evaluation of robust precoders in multi-cell ISAC.')
    .command(commands)
    .completion('completion', 'print a completion script: isac-mc completion >> ~/.bashrc (or ~/.zshrc)', complete)
    .demandCommand(1, 'name a command')
    .check(requireSingle)
    .strict()
    .recommendCommands()
    // yargs lays out the help whenever a command runs, even if nobody asked for it; without line breaks that takes less time
    .wrap(named && !words.some((word) => word.startsWith('--help')) ? null : 110)
    .epilogue(
      'Exit codes: 0 done, 2 usage or invalid input, 3 unfinished (run again to continue), 4 verification failed.',
    )
    .fail((message, error) => {
      if (error) throw error;
      process.stderr.write(`isac-mc: ${message.trim().replace(/\s*\n\s*/g, ' ')}\n  see isac-mc --help\n`);
      process.exit(USAGE);
    })
    .parseAsync();
} catch (error) {
  fail(error);
}
