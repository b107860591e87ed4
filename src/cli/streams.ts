import { writeSync } from 'node:fs';
import { EXIT } from '../errors.ts';

/**
 * Keeps a fault of stdout or stderr from ending a command within its work. Progress and messages on stderr are no results: that nobody
 * can read them changes nothing. Results on stdout that were not taken are told at the end, and exit code 0 becomes 3; a reader
 * that has seen enough (`| head`) is no fault.
 */
export function guardStreams(): void {
  let fault: NodeJS.ErrnoException | null = null;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    fault ??= error;
  });
  process.on('exit', (code) => {
    fault ??= process.stdout.errored; // where a command ends the process before that event, such as --help
    if (!fault || fault.code === 'EPIPE') return;
    if (code === EXIT.done) process.exitCode = EXIT.unfinished;
    tell(`isac-mc: stdout: cannot be written (${fault.message})\n`);
    tell('  the output is not whole: mend where it goes, then run the same command again\n');
  });
}

/** The process is ending: there is no later turn that would write. */
function tell(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    return; // nobody reads stderr either: the exit code says it
  }
}
