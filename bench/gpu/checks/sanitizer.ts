import { type Launch, runUnder } from '../tool.ts';

/** Tools of compute-sanitizer: reads and writes outside of memory, and threads that race for a place in shared memory. */
export const SANITIZERS = ['memcheck', 'racecheck'] as const;

/** What compute-sanitizer says of one program of each kind. */
export interface Sanitized {
  readonly tool: (typeof SANITIZERS)[number];
  readonly kinds: readonly string[];
  readonly clean: boolean;
  readonly seconds: number;
  /** Its summary, or the end of what it wrote. */
  readonly summary: string;
}

/** Exit code of the sanitizer when it found something. */
const FOUND = 86;
/** Characters that are kept where there is no summary. */
const TAIL = 1500;

/** Runs one of the tools on some launches, for some seconds at most. */
export function sanitize(sanitizer: string, tool: Sanitized['tool'], launch: Launch, seconds: number): Sanitized {
  const args = ['--tool', tool, '--target-processes', 'all', '--error-exitcode', String(FOUND)];
  const run = runUnder(sanitizer, args, launch, seconds);
  const summary = run.output.split('\n').filter((line) => /SUMMARY/.test(line));
  const clean = run.code === 0 && summary.length > 0 && summary.every((line) => /: 0 (errors|hazards)/.test(line));
  return {
    tool,
    kinds: launch.kinds,
    clean,
    seconds: run.seconds,
    summary: run.late
      ? `not finished in ${seconds.toFixed(0)} s`
      : clean
        ? summary.join('; ').replace(/=+ ?/g, '')
        : `exit code ${run.code}: ${run.output.slice(-TAIL)}`,
  };
}
