#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { InputError, IsacError } from '../errors.ts';
import { COMMANDS } from './commands.ts';
import { complete } from './completion.ts';

const USAGE = 2;

/** Ends with the error's own code; anything else is a bug and keeps its stack. */
function fail(error: unknown): never {
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
      'Exit codes: 0 done, 2 usage or invalid input, 3 unfinished (run again to continue), 4 verification failed, 5 complete with failed rows (run --retry-failed tries them again).',
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
