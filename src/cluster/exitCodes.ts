/** Exit codes of `isac-mc run` and `finish` by what a batch system does after them; after any other one the work is repeated. */
export const FINAL = {
  done: 0,
  /** Input that a repetition does not mend. */
  invalid: 2,
  /** Done: draws that cannot be computed are rows `failed`. */
  doneWithFailures: 5,
} as const;
