import { IsacError } from '../errors.ts';
import { refused } from '../systemErrors.ts';

/** What an error of this program itself ends with: unfinished. What was written is whole, and a run may be continued. */
const UNFINISHED = 3;

/**
 * Ends the process with a line for each fault on stderr and the error's own exit code. Anything but an `IsacError` is a fault of this
 * program: one line that says so, exit code 3, and its stack where ISAC_MC_DEBUG is set.
 */
export function fail(thrown: unknown): never {
  const error = refused('the system refuses', thrown);
  if (error instanceof IsacError) {
    const faults = error.message.split('\n').map((line) => `isac-mc: ${visible(line)}\n`);
    process.stderr.write(`${faults.join('')}${error.hint ? `  ${visible(error.hint)}\n` : ''}`);
    process.exit(error.exitCode);
  }
  const message = error instanceof Error ? String(error).replace(/^Error: (internal error: )?/, '') : String(error);
  const stack = process.env['ISAC_MC_DEBUG'] && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  process.stderr.write(
    `isac-mc: internal error: ${visible(message)}\n  please report it with what ISAC_MC_DEBUG=1 shows\n${stack}`,
  );
  process.exit(UNFINISHED);
}

/** One line that changes nothing on a terminal: a file name or a value may hold anything. */
function visible(text: string): string {
  return (
    text
      .replace(/\s*\n\s*/g, ' ')
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  );
}
