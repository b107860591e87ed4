/** A line on stderr about what works, but perhaps not as it was meant. */
export function warn(line: string): void {
  process.stderr.write(`warning: ${line}\n`);
}
