/**
 * Texts that no message for people has: what JavaScript says of its own values and functions, and what would change a terminal. `undefined` may be
 * what came.
 */
const RIDDLES: readonly (readonly [RegExp, string])[] = [
  [/internal error/i, 'an internal error'],
  [/^ {2,}at /m, 'a stack trace'],
  [/\[object \w+\]/, '[object ...]'],
  [/\bfunction ?\w*\(/, 'source text'],
  [/^(?!.*\b(got|found)\b.*undefined).*\bundefined\b/m, 'undefined'],
  [
    /is not a function|is not iterable|of (undefined|null)|not an object|circular structure|Maximum call stack/,
    'words of JavaScript',
  ],
  [
    /[Ii]nvalid (array|typed array|string) length|out of bounds|[Oo]ffset is outside|allocation failed|heap/,
    'words of JavaScript',
  ],
  [/Cannot (convert|mix|read|set|destructure|create)|\bDataView\b/, 'words of JavaScript'],
  // oxlint-disable-next-line no-control-regex
  [/[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f]/, 'a control character'],
];
/** Characters of a line that people read. */
const LONGEST = 2000;
const MOST_LINES = 200;

/** What is wrong with the text of a message, or null. */
export function faultOfText(text: string): string | null {
  const riddle = RIDDLES.find(([pattern]) => pattern.test(text));
  if (riddle) return `the message has ${riddle[1]}: ${text.slice(0, 400)}`;
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) return `the message has ${lines.length} lines, the first: ${lines[0]?.slice(0, 200)}`;
  const empty = lines.some((line) => line.trim() === '');
  if (empty) return `the message has an empty line: ${JSON.stringify(text.slice(0, 400))}`;
  const long = lines.find((line) => line.length > LONGEST);
  if (long !== undefined) return `the message has a line of ${long.length} characters: ${long.slice(0, 120)}...`;
  return null;
}

/** What is wrong with stderr of a command that refuses: every line begins with the name of the command, or is a hint below one. */
export function faultOfRefusal(stderr: string): string | null {
  if (!stderr.endsWith('\n')) return `stderr does not end with a line: ${JSON.stringify(stderr.slice(-200))}`;
  const lines = stderr.slice(0, -1).split('\n');
  const first = lines.findIndex((line) => line.startsWith('isac-mc: '));
  if (first < 0) return `stderr has no line that begins with isac-mc: ${JSON.stringify(stderr.slice(0, 400))}`;
  // before it: which backend, or how far an unfinished run came
  const stray = lines.slice(first).find((line) => !/^(isac-mc: | {2})\S/.test(line));
  if (stray !== undefined) return `a line is neither a message nor a hint: ${JSON.stringify(stray.slice(0, 200))}`;
  return faultOfText(lines.slice(first).join('\n'));
}

/** An error that no caller can make sense of, with the frames of the program that say where it comes from. */
export function faultOfError(error: unknown): string {
  if (!(error instanceof Error)) return `throws ${String(error)}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at .*\/src\//.test(line));
  return [`${error.name}: ${error.message.slice(0, 300)}`, ...frames.slice(0, 3).map((line) => line.trim())].join('\n');
}
