/** Equal bins in dB, relative to a reference, with an open bin on either side. */
export interface SinrGrid {
  /** Lower end of the first bin, dB over the reference. */
  readonly fromDb: number;
  /** Upper end of the last bin, dB over the reference. */
  readonly toDb: number;
  /** Width of a bin, dB. */
  readonly stepDb: number;
}

/** Bins between the two open ones. */
export function binCount({ fromDb, toDb, stepDb }: SinrGrid): number {
  return Math.round((toDb - fromDb) / stepDb);
}

/**
 * Lower end of a bin, dB over the reference. Bins are numbered from 0; bin -1 is the open one below and bin `binCount` that above, whose lower
 * end is the last bin's upper one.
 */
export function binStart({ fromDb, stepDb }: SinrGrid, bin: number): number {
  return bin < 0 ? -Infinity : fromDb + bin * stepDb;
}
