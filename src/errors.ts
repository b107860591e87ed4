/** Error classes shared by every layer. Each carries a stable code and the process exit code that the CLI uses. */
import { withEscapes } from './plainText.ts';

/** What the commands of isac-mc exit with. */
export const EXIT = {
  done: 0,
  /** Usage, or input that a repetition does not mend. */
  invalid: 2,
  /** The same command can go on from what is there. */
  unfinished: 3,
  notVerified: 4,
  /** Done, with draws that cannot be computed: rows of status `failed`. */
  failedRows: 5,
} as const;

/** Process exit code of an error: 2 usage or input, 3 unfinished, 4 verification failed, 5 complete with rows of status `failed`. */
export type ExitCode = 2 | 3 | 4 | 5;

/** Base class: `message` says what is wrong in one line, `hint` what to do about it. */
export class IsacError extends Error {
  /** Stable name of the kind of error: INPUT, RESUMABLE, VERIFICATION. */
  readonly code: string;
  /** What the command exits with. */
  readonly exitCode: ExitCode;
  /** What to do about it, where there is something to say. */
  readonly hint: string | undefined;

  constructor(code: string, exitCode: ExitCode, message: string, hint?: string) {
    super(visible(message));
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.hint = hint === undefined ? undefined : visible(hint);
  }
}

/** Bad argument, study or instance file (exit code 2): names the field, what was expected and what came. */
export class InputError extends IsacError {
  constructor(message: string, hint?: string) {
    super('INPUT', EXIT.invalid, message, hint);
  }
}

/** Work was interrupted or is incomplete and can be resumed by running the same command again (exit code 3). */
export class ResumableError extends IsacError {
  constructor(message: string, hint?: string) {
    super('RESUMABLE', EXIT.unfinished, message, hint);
  }
}

/** Stored results do not agree with their recomputation or checksum (exit code 4). */
export class VerificationError extends IsacError {
  constructor(message: string, hint?: string) {
    super('VERIFICATION', EXIT.notVerified, message, hint);
  }
}

/** Throws on a broken internal assumption: a bug of this program, never of its input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}`);
}

/** Characters of a line that are kept: a file name or a value may hold anything. */
const LONGEST_LINE = 1500;

/** A text, of one line or several, that changes nothing on a terminal and fills none. */
export function visible(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const plain = withEscapes(line);
      return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)} ...` : plain;
    })
    .join('\n');
}
