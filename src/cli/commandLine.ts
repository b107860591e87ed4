import yargs, { type Argv, type CommandModule } from 'yargs';
import { Parser } from 'yargs/helpers';
import { InputError } from '../errors.ts';
import { packageVersion } from '../packageRoot.ts';
import { oneLine, quoted } from '../plainText.ts';
import { checkArguments, PASSED } from './checkArguments.ts';
import { complete } from './completion.ts';
import { exitCodeSentence } from './exitCodes.ts';

const COMPLETION = 'completion';
/** Columns of the help. */
const WIDTH = 110;

/**
 * Runs the command that a command line names.
 *
 * @param words the command line, without program and script.
 * @param commands those that it may name.
 * @throws InputError on what the command does not take, and whatever the command throws.
 */
export async function runCommandLine(words: readonly string[], commands: readonly CommandModule[]): Promise<void> {
  const parsing = commands.map((own): CommandModule => ({
    ...own,
    handler: (args) => {
      throw new Parsed(() => own.handler(args));
    },
  }));
  try {
    await commandLine(words, parsing).parseAsync();
  } catch (thrown) {
    if (!(thrown instanceof Parsed)) throw thrown;
    await thrown.run();
  }
}

/** Ends the parser where the command is to run: after one that runs within it yargs lays out the whole help, which nobody asked for. */
class Parsed extends Error {
  readonly run: () => unknown;

  constructor(run: () => unknown) {
    super('a command line was parsed');
    this.run = run;
  }
}

/**
 * The parser of a command line; the command that it names runs once it has been checked.
 *
 * @param words the command line, without program and script.
 * @param commands those that it may name.
 * @returns a parser whose `parseAsync` throws InputError on what it does not take.
 */
export function commandLine(words: readonly string[], commands: readonly CommandModule[]): Argv {
  const joined = joinPassed(words);
  const positional = commands.flatMap((c) => positionalNames(String(c.command)));
  return (
    yargs(joined)
      .scriptName('isac-mc')
      // yargs would take that of the package which has isac-mc among its dependencies
      .version(packageVersion())
      // everything else is in English
      .locale('en')
      // what would make objects of texts, or false of them: --out.a x, --no-out
      .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false })
      .usage('$0 <command>\n\nBatch Monte Carlo evaluation of robust precoders in multi-cell ISAC.')
      .command([...commands])
      .completion(COMPLETION, 'print a completion script: isac-mc completion >> ~/.bashrc (or ~/.zshrc)', complete)
      .demandCommand(1, 'name a command')
      .check((args, options) => {
        const { number, boolean } = options as unknown as Record<'number' | 'boolean', readonly string[]>;
        return checkArguments(args, { number, boolean, positional }, joined);
      })
      .strict()
      .recommendCommands()
      .wrap(WIDTH)
      .epilogue(exitCodeSentence())
      .fail((message, error) => {
        // its own errors have no class to be told by
        if (error && error.name !== 'YError') throw error;
        const instead = /^Did you mean (\S+)\?$/.exec(message)?.[1];
        if (instead === undefined) throw new InputError(oneLine(message), 'see isac-mc --help');
        // yargs names what it recommends, and not what for
        const unknown = quoted(String(Parser(joined)._.find((word) => word !== COMPLETION)));
        throw new InputError(`unknown command ${unknown}: did you mean ${instead}?`, 'see isac-mc --help');
      })
  );
}

/** `study` of `run <study>`, `file` of `init [file]`. */
function positionalNames(command: string): string[] {
  return [...command.matchAll(/[<[](\w+)/g)].map((m) => m[1] ?? '');
}

/** Joins `--sbatch --qos=long` to one word: yargs would take the second one for an option of its own. */
function joinPassed(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    if (joined.at(-1) === `--${PASSED}` && word.startsWith('-')) joined[joined.length - 1] = `--${PASSED}=${word}`;
    else joined.push(word);
  }
  return joined;
}
