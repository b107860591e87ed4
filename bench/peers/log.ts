/** A line for whoever watches; stdout is kept for the JSON line. */
export function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
