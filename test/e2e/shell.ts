import { spawn } from 'node:child_process';
import { MAIN, type Outcome, outcomeOf } from './command.ts';

/** How a shell starts the command: `before` it (`ulimit -n 20 &&`), with options of Node, and redirections `after` it. */
export interface Start {
  readonly before?: string;
  readonly node?: readonly string[];
  readonly after?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the built command in a directory by `sh`, as a user does who redirects its streams or limits it. */
export function inShell(
  args: readonly string[],
  cwd: string,
  { before = '', node = [], after = '', environment = {} }: Start,
): Promise<Outcome> {
  const command = `${before} "$@" ${after}`;
  return outcomeOf(
    spawn('sh', ['-c', command, 'sh', process.execPath, ...node, MAIN, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    }),
  );
}
