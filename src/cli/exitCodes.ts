import { EXIT, type ExitCode } from '../errors.ts';

/** What people are told of an exit code. */
interface ExitMeaning {
  readonly code: 0 | ExitCode;
  /** In the help of the command line. */
  readonly short: string;
  /** In the documentation: what it means, and what to do. */
  readonly means: string;
  readonly todo: string;
}

/** Every exit code, in the words that help and documentation have. */
export const EXIT_MEANINGS: readonly ExitMeaning[] = [
  { code: EXIT.done, short: 'done', means: 'done', todo: '' },
  {
    code: EXIT.invalid,
    short: 'usage or invalid input',
    means: 'usage, or a study or instance file that is not valid',
    todo: 'read the line: it names the field, what was expected and what was given',
  },
  {
    code: EXIT.unfinished,
    short: 'unfinished (run again to continue)',
    means: 'unfinished: interrupted, or a file is missing or damaged',
    todo: 'run the same command again, after what its message asks for',
  },
  {
    code: EXIT.notVerified,
    short: 'verification failed',
    means:
      '`verify` found stored files or numbers that are not as recomputed, or `doctor` a cpu backend that does not work',
    todo: 'do not use these results: delete the files that the message names and run the study again',
  },
  {
    code: EXIT.failedRows,
    short: 'complete with failed rows (run --retry-failed tries them again)',
    means: 'complete, and some draws could not be computed: their rows have status `failed`',
    todo: 'read their messages; the other rows are as good as ever',
  },
];

/** All of them in one sentence. */
export function exitCodeSentence(): string {
  return `Exit codes: ${EXIT_MEANINGS.map(({ code, short }) => `${code} ${short}`).join(', ')}.`;
}
