let solved = 0;

/** Conic programs that the designs of this thread have solved so far: a difference of two calls tells what is between them. */
export function solvedPrograms(): number {
  return solved;
}

/** Counts programs of a batch. */
export function countPrograms(programs: number): void {
  solved += programs;
}
