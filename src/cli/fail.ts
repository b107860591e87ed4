// two imports at most: with 20 open files, the fewest that Node starts with, it cannot load a third one beside them
import { EXIT, IsacError, visible } from '../errors.ts';
import { refused } from '../systemErrors.ts';

/**
 * Ends the process with a line for each fault on stderr and the error's own exit code. Anything but an `IsacError` is a fault of this
 * program: one line that says so, the exit code of what is unfinished, since what was written is whole and a run may be continued, and its
 * stack where ISAC_MC_DEBUG is set.
 */
export function fail(thrown: unknown): never {
  const error = refused('the system refuses', thrown);
  if (error instanceof IsacError) {
    const faults = error.message.split('\n').map((line) => `isac-mc: ${line}\n`);
    process.stderr.write(`${faults.join('')}${error.hint ? `  ${error.hint}\n` : ''}`);
    process.exit(error.exitCode);
  }
  const message = error instanceof Error ? String(error).replace(/^Error: (internal error: )?/, '') : String(error);
  const stack = process.env['ISAC_MC_DEBUG'] && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  process.stderr.write(
    `isac-mc: internal error: ${visible(message.replace(/\s*\n\s*/g, ' '))}\n  please report it with what ISAC_MC_DEBUG=1 shows\n${stack}`,
  );
  process.exit(EXIT.unfinished);
}
