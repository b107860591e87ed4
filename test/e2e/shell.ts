import { spawn } from 'node:child_process';
import { MAIN, type Outcome } from './command.ts';

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
  return new Promise((resolve, reject) => {
    const command = `${before} "$@" ${after}`;
    const child = spawn('sh', ['-c', command, 'sh', process.execPath, ...node, MAIN, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
