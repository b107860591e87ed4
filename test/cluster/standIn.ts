import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

/** Writes an executable script. */
export function writeTool(file: string, text: string, shell = '/bin/bash'): string {
  writeFileSync(file, `#!${shell}\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Text of a program that writes its arguments to a file, one after the other with a NUL after each, and ends with a code. */
export function recorder(file: string, code: number): string {
  return `printf '%s\\0' "$@" >${file}\nexit ${code}`;
}

/** What such a program was called with. */
export function recorded(file: string): string[] {
  return readFileSync(file, 'utf8').split('\0').slice(0, -1);
}

/** Runs a program and returns its exit code. */
export function exitCodeOf(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): number {
  try {
    execFileSync(program, args, { ...options, stdio: 'pipe' });
    return 0;
  } catch (error) {
    const { status } = error as { status?: number | null };
    if (typeof status !== 'number') throw error;
    return status;
  }
}
