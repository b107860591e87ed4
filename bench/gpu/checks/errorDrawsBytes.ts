import { isDeepStrictEqual } from 'node:util';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { drawErrorsOnCpu } from '../../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import {
  type ErrorDrawsAnswer,
  type ErrorDrawsBatch,
  type ErrorDrawsKernel,
  runBatches,
} from '../../../src/montecarlo/kernels/errorDraws.ts';
import { DEFAULT_SYSTEM, randomBatch, TRANSMISSIONS } from '../../../test/montecarlo/randomBatch.ts';

/** Answers of the card beside those of the cpu kernel. */
export interface ErrorDrawsComparison {
  readonly case: string;
  readonly draws: number;
  /** Every byte: counts, moments, tails and rows. */
  readonly same: boolean;
  /** Rows that differ, and the largest relative difference of one. */
  readonly different: number;
  readonly rowDifference: number;
}

const designs = TRANSMISSIONS.map((name) => ({ name, perUser: true, rows: true }));

/** Systems that take each way through the kernel: errors in shared memory for 128, 64 and 32 draws, and in global memory; then launches in flight, and many channel draws in one. */
function cases(): Record<string, ErrorDrawsBatch[]> {
  const system = (cells: number, txAntennas: number) => ({ cells, usersPerCell: 2, txAntennas, times: 6 });
  const alone: Record<string, ErrorDrawsBatch> = {
    ...Object.fromEntries(ERROR_LAWS.map((law) => [`N = 6, ${law}`, randomBatch({ designs, law, draws: 100_001 })])),
    'one antenna': randomBatch({ system: system(1, 1), designs, draws: 10_001 }),
    'J = 3, N = 16': randomBatch({ system: system(3, 16), designs, draws: 10_001 }),
    'J = 4, N = 16': randomBatch({ system: system(4, 16), designs, draws: 10_001 }),
    'J = 4, N = 32': randomBatch({ system: system(4, 32), designs, draws: 10_001 }),
    '60 designs, few draws': randomBatch({
      system: DEFAULT_SYSTEM,
      designs: Array.from({ length: 60 }, (_, i) => ({ name: TRANSMISSIONS[i % 4] ?? 'BLP-CBF', radius: 0.01 * i })),
      draws: 3000,
    }),
    'several launches': randomBatch({ designs: [{ name: 'BLP-CBF', rows: true }], draws: 600_001, tail: 256 }),
  };
  const channels = Array.from({ length: 100 }, (_, realization) => ({
    ...randomBatch({ designs: designs.slice(realization % 4), draws: 300 }),
    realization,
  }));
  return {
    ...Object.fromEntries(Object.entries(alone).map(([name, batch]) => [name, [batch]])),
    '100 channel draws': channels,
  };
}

/** Compares a kernel with that of the cpu, case by case. */
export async function compareErrorDraws(
  kernel: ErrorDrawsKernel,
  hasTime: () => boolean,
  row: (compared: ErrorDrawsComparison) => void,
): Promise<void> {
  for (const [name, batches] of Object.entries(cases())) {
    if (!hasTime()) return;
    const both = [await runBatches(kernel, batches), batches.map((batch) => drawErrorsOnCpu(batch))] as const;
    const [own, expected] = [both[0].flat(), both[1].flat()];
    const draws = batches[0]?.draws ?? 0;
    row({ case: name, draws, same: isDeepStrictEqual(...both), ...rowDifferences(own, expected) });
  }
}

function rowDifferences(
  own: readonly ErrorDrawsAnswer[],
  expected: readonly ErrorDrawsAnswer[],
): Pick<ErrorDrawsComparison, 'different' | 'rowDifference'> {
  let [different, rowDifference] = [0, 0];
  for (const [i, { rows }] of expected.entries())
    for (const [draw, sinr] of rows.entries()) {
      const got = own[i]?.rows[draw] ?? Number.NaN;
      if (Object.is(got, sinr)) continue;
      different++;
      rowDifference = Math.max(rowDifference, Math.abs(got / sinr - 1));
    }
  return { different, rowDifference };
}

/** A comparison in one line. */
export function describeErrorDraws(c: ErrorDrawsComparison): string {
  return (
    `error draws, ${c.case}, ${c.draws} draws: ` +
    (c.same
      ? 'every byte as on the cpu'
      : `NOT the bytes of the cpu: ${c.different} rows differ, by ${c.rowDifference.toExponential(1)} at most`)
  );
}
