import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Sees the text on stderr so far; a signal, if any, to send. */
export type Trigger = (text: string) => NodeJS.Signals | { signal: NodeJS.Signals; after: number } | null;

/**
 * Runs the built command in a directory.
 *
 * @param onStderr sees the text on stderr so far whenever more arrives; a signal it returns is sent once, perhaps `after` seconds.
 * @param environment variables beside those of this process.
 */
export function isacMc(
  args: readonly string[],
  cwd: string,
  onStderr: Trigger = () => null,
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npm run build first`);
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let sent = false;
  return outcomeOf(child, (stderr) => {
    const answer = sent ? null : onStderr(stderr);
    if (!answer) return;
    sent = true;
    const { signal, after } = typeof answer === 'string' ? { signal: answer, after: 0 } : answer;
    if (after > 0) setTimeout(() => child.kill(signal), 1000 * after);
    else child.kill(signal);
  });
}

/**
 * How a process ends.
 *
 * @param onStderr sees the text on stderr so far whenever more arrives.
 */
export function outcomeOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onStderr: (text: string) => void = () => undefined,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => onStderr((stderr += text)));
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Chunks done that the JSON log on stderr tells so far. */
export function chunksDone(stderr: string): number {
  return Math.max(0, ...[...stderr.matchAll(/"done":(\d+)/g)].map((m) => Number(m[1])));
}

/** Lines of a text, the last line break left out. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Lines on stderr without the first one of a run that got as far as its backend. */
export function afterBackend(stderr: string): string[] {
  const lines = linesOf(stderr);
  return /^backend \w+ on .+ \(.+\)$/.test(lines[0] ?? '') ? lines.slice(1) : lines;
}
