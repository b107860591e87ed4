/** Characters of a name from a file that a message shows. */
const MOST = 80;

/** A text from a file for a message: in quotes, on one line, not endless, without characters that move a cursor. */
export function quoted(text: string): string {
  const short = text.length > MOST ? `${text.slice(0, MOST)}...` : text;
  return JSON.stringify(short).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name from a file for a message: as it is where that is a plain word, in quotes otherwise. */
export function shown(name: string): string {
  return /^[\w<>|=.-]{1,40}$/.test(name) ? name : quoted(name);
}
