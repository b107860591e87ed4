import yargs, { type CommandModule } from 'yargs';
import { COMMANDS } from '../../../src/cli/commands.ts';

/** An option of a command, as its own builder declares it. */
export interface CommandOption {
  readonly name: string;
  readonly type: 'number' | 'string' | 'boolean';
  /** What it may be, where that is a list. */
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** A command as yargs knows it. */
export interface CommandShape {
  readonly name: string;
  /** Names of its arguments that are no options, in their order. */
  readonly positional: readonly string[];
  readonly options: readonly CommandOption[];
}

/** What yargs holds of the options of a command: it tells this to parsers, and its types leave it out. */
interface Declared {
  readonly key: Readonly<Record<string, unknown>>;
  readonly number: readonly string[];
  readonly boolean: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly demandedOptions: Readonly<Record<string, unknown>>;
}

/** Every command of the program with its options: a new one is there at once. */
export async function commandShapes(): Promise<CommandShape[]> {
  return Promise.all(Object.entries(COMMANDS).map(async ([name, { load }]) => shapeOf(name, await load())));
}

function shapeOf(name: string, { command, builder }: CommandModule): CommandShape {
  const parser = yargs([]);
  if (typeof builder === 'function') void builder(parser);
  else if (builder) parser.options(builder);
  const own = (parser as unknown as { getOptions: () => Declared }).getOptions();
  const text = typeof command === 'string' ? command : '';
  const positional = [...text.matchAll(/[<[](\w+)(?:\.\.)?[>\]]/g)].map(([, word = '']) => word);
  const names = Object.keys(own.key).filter((key) => !positional.includes(key) && key !== 'help' && key !== 'version');
  const options = names.map((key): CommandOption => ({
    name: key,
    type: own.number.includes(key) ? 'number' : own.boolean.includes(key) ? 'boolean' : 'string',
    choices: own.choices[key] ?? [],
    required: key in own.demandedOptions,
  }));
  return { name, positional, options };
}
