import type { CommandModule } from 'yargs';

type Load = () => Promise<CommandModule>;

/** yargs calls a command's handler with the arguments that its own builder declares. */
const command = <U>(load: () => Promise<CommandModule<object, U>>): Load => load as unknown as Load;

/**
 * Every command by its name, in the order of the help. Loaded on demand, so that a command starts as fast as what it needs itself, and
 * no missing part of one stops another.
 */
export const COMMANDS: Readonly<Record<string, Load>> = {
  run: command(async () => (await import('./run.ts')).runCommand),
  plan: command(async () => (await import('./plan.ts')).planCommand),
  list: command(async () => (await import('./list.ts')).listCommand),
  solve: command(async () => (await import('./solve.ts')).solveCommand),
  status: command(async () => (await import('./status.ts')).statusCommand),
  finish: command(async () => (await import('./finish.ts')).finishCommand),
  submit: command(async () => (await import('./submit.ts')).submitCommand),
  verify: command(async () => (await import('./verify.ts')).verifyCommand),
  extract: command(async () => (await import('./extract.ts')).extractCommand),
  export: command(async () => (await import('./export.ts')).exportCommand),
  plot: command(async () => (await import('./plot.ts')).plotCommand),
  report: command(async () => (await import('./report.ts')).reportCommand),
  doctor: command(async () => (await import('./doctor.ts')).doctorCommand),
  bench: command(async () => (await import('./bench.ts')).benchCommand),
  init: command(async () => (await import('./init.ts')).initCommand),
  schema: command(async () => (await import('./schema.ts')).schemaCommand),
};
