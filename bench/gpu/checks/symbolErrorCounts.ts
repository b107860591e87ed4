import { isDeepStrictEqual } from 'node:util';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { countSymbolErrors } from '../../../src/montecarlo/kernels/cpu/symbolErrorsCpu.ts';
import type { FramesBatch, SymbolErrorsKernel } from '../../../src/montecarlo/kernels/symbolErrors.ts';
import { DEFAULT_SYSTEM, TRANSMISSIONS } from '../../../test/montecarlo/randomBatch.ts';
import { randomFrames } from '../../../test/montecarlo/randomFrames.ts';

/** Counts of the card beside those of the cpu kernel. */
export interface SymbolErrorsComparison {
  readonly case: string;
  /** Of each channel draw. */
  readonly frames: number;
  /** Every count of every user. */
  readonly same: boolean;
  /** Wrong decisions of all users on the card and on the cpu. */
  readonly wrong: readonly [number, number];
}

const designs = TRANSMISSIONS.flatMap((name) => [2, 4, 8].map((order) => ({ name, order })));

/** Systems that take each way through the kernel, as for the error draws; then launches in flight, and many channel draws in one. */
function cases(): Record<string, FramesBatch[]> {
  const system = (cells: number, txAntennas: number) => ({ cells, usersPerCell: 2, txAntennas, times: 7 });
  const few = { ...DEFAULT_SYSTEM, times: 5 };
  return {
    ...Object.fromEntries(ERROR_LAWS.map((law) => [`N = 6, ${law}`, [randomFrames({ designs, law, frames: 20_001 })]])),
    'N = 6, no errors': [randomFrames({ designs: designs.map((own) => ({ ...own, radius: 0 })), frames: 20_001 })],
    'one antenna': [randomFrames({ system: system(1, 1), designs, frames: 20_001 })],
    'J = 3, N = 12': [randomFrames({ system: system(3, 12), designs, frames: 2001 })],
    'J = 4, N = 16': [randomFrames({ system: system(4, 16), designs, frames: 2001 })],
    'J = 4, N = 32': [randomFrames({ system: system(4, 32), designs, frames: 2001 })],
    'several launches': [randomFrames({ designs: [{ name: 'BLP-CBF' }], frames: 600_001 })],
    '100 channel draws': Array.from({ length: 100 }, (_, realization) =>
      randomFrames({ system: few, designs: designs.slice(realization % 5), frames: 200, realization }),
    ),
  };
}

/** Compares a kernel with that of the cpu, case by case. */
export async function compareSymbolErrors(
  kernel: SymbolErrorsKernel,
  hasTime: () => boolean,
  row: (compared: SymbolErrorsComparison) => void,
): Promise<void> {
  for (const [name, batches] of Object.entries(cases())) {
    if (!hasTime()) return;
    const both = [await kernel.runAll(batches), batches.map((batch) => countSymbolErrors(batch))] as const;
    const [own, expected] = both.map((all) => all.flat(2).reduce((sum, { wrong }) => sum + wrong, 0));
    const same = isDeepStrictEqual(...both);
    row({ case: name, frames: batches[0]?.frames ?? 0, same, wrong: [own ?? 0, expected ?? 0] });
  }
}

/** A comparison in one line. */
export function describeSymbolErrors({
  case: name,
  frames,
  same,
  wrong: [own, expected],
}: SymbolErrorsComparison): string {
  const verdict = same
    ? 'every count as on the cpu'
    : `NOT the counts of the cpu: ${own} wrong decisions, ${expected} there`;
  return `symbol errors, ${name}, ${frames} frames: ${verdict}`;
}
