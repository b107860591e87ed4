#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { IsacError } from '../errors.ts';
import { listCommand } from './list.ts';
import { runCommand } from './run.ts';
import { solveCommand } from './solve.ts';

const USAGE = 2;

/** Ends with the error's own code; anything else is a bug and keeps its stack. */
function fail(error: unknown): never {
  if (error instanceof IsacError) {
    process.stderr.write(`isac-mc: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`isac-mc: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

try {
  await yargs(hideBin(process.argv))
    .scriptName('isac-mc')
    .usage('$0 <command>\n\nBatch Monte Carlo evaluation of robust precoders in multi-cell ISAC.')
    .command(runCommand)
    .command(listCommand)
    .command(solveCommand)
    .completion('completion', 'print a completion script for your shell')
    .demandCommand(1, 'name a command')
    .strict()
    .recommendCommands()
    .wrap(110)
    .epilogue('Exit codes: 0 done, 2 usage or invalid input, 3 unfinished (run again to continue).')
    .fail((message, error) => {
      if (error) throw error;
      process.stderr.write(`isac-mc: ${message}\n  see isac-mc --help\n`);
      process.exit(USAGE);
    })
    .parseAsync();
} catch (error) {
  fail(error);
}
