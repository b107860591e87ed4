#!/usr/bin/env node
import yargs, { type CommandModule } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { InputError } from '../errors.ts';
import { checkArguments } from './checkArguments.ts';
import { COMMANDS } from './commands.ts';
import { complete } from './completion.ts';
import { fail } from './fail.ts';

/** `study` of `run <study>`. */
function positionalNames(commands: readonly CommandModule[]): string[] {
  return commands.flatMap(({ command }) => [...String(command).matchAll(/[<[](\w+)/g)].map((m) => m[1] ?? ''));
}

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
  await yargs(words)
    .scriptName('isac-mc')
    // what would make objects of texts, or false of them: --out.a x, --no-out
    .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false })
    .usage('$0 <command>\n\nBatch Monte Carlo evaluation of robust precoders in multi-cell ISAC.')
    .command(commands)
    .completion('completion', 'print a completion script: isac-mc completion >> ~/.bashrc (or ~/.zshrc)', complete)
    .demandCommand(1, 'name a command')
    .check((args, options) => {
      const { number, boolean } = options as unknown as Record<'number' | 'boolean', readonly string[]>;
      return checkArguments(args, { number, boolean, positional: positionalNames(commands) }, words);
    })
    .strict()
    .recommendCommands()
    // yargs lays out the help whenever a command runs, even if nobody asked for it; without line breaks that takes less time
    .wrap(named && !words.some((word) => word.startsWith('--help')) ? null : 110)
    .epilogue(
      'Exit codes: 0 done, 2 usage or invalid input, 3 unfinished (run again to continue), 4 verification failed.',
    )
    .fail((message, error) => {
      // its own errors have no class to be told by
      if (error && error.name !== 'YError') throw error;
      throw new InputError(message.trim().replace(/\s*\n\s*/g, ' '), 'see isac-mc --help');
    })
    .parseAsync();
} catch (error) {
  fail(error);
}
