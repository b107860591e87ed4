import { writeSync } from 'node:fs';

const UNFINISHED = 3;

/**
 * Keeps a fault of stdout or stderr from ending a command within its work. Progress and messages on stderr are no results: that nobody
 * can read them changes nothing. Results on stdout that were not taken are told at the end, and exit code 0 becomes 3; a reader
 * that has seen enough (`| head`) is no fault.
 */
export function guardStreams(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', () => undefined); // told below, also where a command ends the process itself
  process.on('exit', (code) => {
    const error: NodeJS.ErrnoException | null = process.stdout.errored;
    if (!error || error.code === 'EPIPE') return;
    if (code === 0) process.exitCode = UNFINISHED;
    tell(
      `isac-mc: stdout: cannot be written (${error.message})\n  the output is not whole: mend where it goes, then run the same command again\n`,
    );
  });
}

/** The process is ending: there is no later turn that would write. */
function tell(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    return; // nobody reads stderr either: the exit code says it
  }
}
