import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { commandsFor } from '../../src/cli/commands.ts';
import { fail } from '../../src/cli/fail.ts';
import type { Outcome } from './command.ts';

/** What the process would have ended with. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit code ${code}`);
    this.code = code;
  }
}

/**
 * Runs a command in this process, in a directory, from its sources: for what is refused before any work, of which a process of its own would
 * take longer to start than to end. That a process answers the same is a test of its own.
 */
export async function commandHere(words: readonly string[], folder: string): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  const before = { folder: process.cwd(), exitCode: process.exitCode };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true)),
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Exit(Number(code ?? 0));
    }),
  ];
  process.exitCode = undefined;
  process.chdir(folder);
  try {
    await runCommandLine(words, await commandsFor(words));
    return { code: exitCode(), signal: null, stdout, stderr };
  } catch (error) {
    const code = exitCodeOf(error);
    return { code, signal: null, stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = before.exitCode;
    process.chdir(before.folder);
  }
}

/** What the command has set: a function, because the compiler believes that it is what was set here. */
const exitCode = (): number => Number(process.exitCode ?? 0);

/** Exit code of an error, whose lines are written as main.ts does. */
function exitCodeOf(error: unknown): number {
  if (error instanceof Exit) return error.code;
  try {
    return fail(error);
  } catch (exit) {
    if (exit instanceof Exit) return exit.code;
    throw exit;
  }
}
