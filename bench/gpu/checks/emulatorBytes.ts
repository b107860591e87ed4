import type { CudaKernel } from '../kernel/cudaKernel.ts';
import type { RecordedKind } from '../programs/files.ts';
import { INFO } from '../../../src/conic/kernels/conicSolve.ts';
import { repeat } from '../programs/record.ts';

/** The device's answers beside those of the emulated kernel, which the archive carries. */
export interface EmulatorComparison {
  readonly case: string;
  readonly programs: number;
  readonly threads: number;
  /** Every byte of every answer. */
  readonly same: boolean;
  /** Numbers that differ, and the largest relative difference of a primal objective. */
  readonly different: number;
  readonly objectiveDifference: number;
  /** Iterations of the device over those of the emulator. */
  readonly iterationRatio: number;
}

/** Solves the programs whose emulated answers are known, with the same number of threads. */
export async function compareWithEmulator(
  kernel: CudaKernel,
  { name, batch, emulated }: RecordedKind,
): Promise<EmulatorComparison | null> {
  if (!emulated || kernel.first(emulated.tolerance).arithmetic !== 'float64') return null;
  const { threads, tolerance, answers: expected } = emulated;
  const width = INFO + batch.attributes.stateSize;
  const programs = expected.length / width;
  const got = await kernel.answers(repeat(batch, programs), { threads, tolerance });
  let different = 0;
  for (let i = 0; i < expected.length; i++) if (!Object.is(got[i], expected[i])) different++;
  const of = (values: Float64Array, i: number, word: number): number => values[i * width + word] as number;
  let objectiveDifference = 0;
  let [own, theirs] = [0, 0];
  for (let i = 0; i < programs; i++) {
    const relative = Math.abs(of(got, i, 3) / of(expected, i, 3) - 1);
    // NaN where the device gave no number
    objectiveDifference = relative <= objectiveDifference ? objectiveDifference : relative;
    own += of(got, i, 1);
    theirs += of(expected, i, 1);
  }
  return {
    case: name,
    programs,
    threads,
    same: different === 0,
    different,
    objectiveDifference,
    iterationRatio: own / theirs,
  };
}

/** A comparison in one line. */
export function describeComparison(c: EmulatorComparison): string {
  return (
    `${c.case}, ${c.programs} programs, ${c.threads} threads: ` +
    (c.same
      ? 'every byte as in the emulator'
      : `${c.different} numbers differ from the emulator, objectives by ${c.objectiveDifference.toExponential(1)}, iterations ${c.iterationRatio.toFixed(3)} times`)
  );
}
