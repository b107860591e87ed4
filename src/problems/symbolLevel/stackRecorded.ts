import type { ProgramData, PsdData } from '../../conic/program.ts';

/** Numbers of one recorded program with one group of PSD blocks. */
export interface RecordedNumbers {
  readonly rhs: readonly number[];
  readonly entries: readonly number[];
  readonly psd: PsdData;
}

/** The data of recorded programs of one shape as a batch. */
export function stackRecorded(recorded: readonly RecordedNumbers[]): ProgramData {
  const batch = recorded.length;
  const stacked = (part: (r: RecordedNumbers) => ArrayLike<number>): Float64Array => {
    const each = recorded[0] ? part(recorded[0]).length : 0;
    const all = new Float64Array(batch * each);
    recorded.forEach((r, b) => all.set(part(r), b * each));
    return all;
  };
  return {
    batch,
    rhs: stacked((r) => r.rhs),
    entries: stacked((r) => r.entries),
    psd: [
      {
        vectors: stacked((r) => r.psd.vectors),
        weights: stacked((r) => r.psd.weights),
        dense: stacked((r) => r.psd.dense),
      },
    ],
  };
}
