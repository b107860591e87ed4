import type { CommandModule } from 'yargs';
import { invariant } from '../errors.ts';

/** A command: what the overview says of it, and what loads it. */
interface Command {
  /** Its name and its arguments, as yargs has them. */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<CommandModule>;
}

/** yargs calls a command's handler with the arguments that its own builder declares. */
function command<U>(words: string, describe: string, load: () => Promise<CommandModule<object, U>>): Command {
  const loaded = async (): Promise<CommandModule> => ({
    ...((await load()) as CommandModule),
    command: words,
    describe,
  });
  return { command: words, describe, load: loaded };
}

/**
 * Every command by its name, in the order of the help. Loaded on demand, so that a command starts as fast as what it needs itself, and
 * no missing part of one stops another.
 */
export const COMMANDS: Readonly<Record<string, Command>> = {
  run: command(
    'run <study>',
    'run or resume a study (a YAML file, or the name of a shipped one)',
    async () => (await import('./run.ts')).runCommand,
  ),
  plan: command(
    'plan <study>',
    'how many designs a study has, and about how long run takes here, with how much memory and disk',
    async () => (await import('./plan.ts')).planCommand,
  ),
  list: command('list', 'the shipped studies, a line each', async () => (await import('./list.ts')).listCommand),
  solve: command(
    'solve <files..>',
    'solve instance files (isac-mc-instance/1): a JSON line for each on stdout',
    async () => (await import('./solve.ts')).solveCommand,
  ),
  status: command(
    'status <directory>',
    'what is done of a study, what is missing, failed or damaged',
    async () => (await import('./status.ts')).statusCommand,
  ),
  finish: command(
    'finish <directory>',
    'check that every chunk of a study is there, whole, and write _SUCCESS (after the shards of a cluster)',
    async () => (await import('./finish.ts')).finishCommand,
  ),
  submit: command(
    'submit <study>',
    'run a study as an array of shards on a cluster; repeatable',
    async () => (await import('./submit.ts')).submitCommand,
  ),
  verify: command(
    'verify <dir>',
    'check the files of a study and recompute every metric from its stored precoders',
    async () => (await import('./verify.ts')).verifyCommand,
  ),
  extract: command(
    'extract <dir>',
    'write one design as an instance file with its precoders, to check it elsewhere',
    async () => (await import('./extract.ts')).extractCommand,
  ),
  export: command(
    'export <dir>',
    'write the tables of a study as Parquet files beside the Arrow files',
    async () => (await import('./export.ts')).exportCommand,
  ),
  plot: command(
    'plot <dir>',
    'figures of a study directory as SVG and PNG, their vega-lite specifications beside them',
    async () => (await import('./plot.ts')).plotCommand,
  ),
  report: command(
    'report <dir>',
    'one HTML page about a study directory: charts, tables, statuses, how it was made',
    async () => (await import('./report.ts')).reportCommand,
  ),
  doctor: command(
    'doctor',
    'what this machine can run: backends, precision, memory, and how to get what is missing',
    async () => (await import('./doctor.ts')).doctorCommand,
  ),
  bench: command(
    'bench',
    'programs per second of every kind on this machine, beside stored reference machines',
    async () => (await import('./bench.ts')).benchCommand,
  ),
  init: command(
    'init [file]',
    'write a study file that explains every field',
    async () => (await import('./init.ts')).initCommand,
  ),
  schema: command(
    'schema',
    'print the JSON Schema of study files, for editors',
    async () => (await import('./schema.ts')).schemaCommand,
  ),
};

/**
 * The commands that a command line may mean: the one that it begins with, else all of them, for the overview, completion, and the guess at what a
 * wrong name meant. Loaded are those whose name is among the words.
 */
export function commandsFor(words: readonly string[]): Promise<CommandModule[]> {
  const [first = ''] = words;
  const named = Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS);
  return Promise.all(
    Object.entries(COMMANDS)
      .filter(([name]) => named.includes(name))
      .map(async ([name, { load, ...overview }]) =>
        words.includes(name)
          ? load()
          : { ...overview, handler: () => invariant(false, `a command that runs is loaded: ${name}`) },
      ),
  );
}
