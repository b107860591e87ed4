let solved = 0;
let listener: ((solved: number) => void) | undefined;

/** Conic programs that the designs of this thread have solved so far: a difference of two calls tells what is between them. */
export function solvedPrograms(): number {
  return solved;
}

/** Counts the programs of a batch that was solved. */
export function countPrograms(programs: number): void {
  solved += programs;
  listener?.(solved);
}

/** Has every batch of programs of this thread reported until the next call, whoever asks for its designs. */
export function onSolvedPrograms(listen: ((solved: number) => void) | undefined): void {
  listener = listen;
}
