import type { OpenBackend } from '../../src/device/startBackend.ts';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsBatch } from '../../src/montecarlo/kernels/errorDraws.ts';
import { errorDrawsOnCard } from '../../src/montecarlo/kernels/errorDrawsOf.ts';
import {
  DEFAULT_SYSTEM,
  randomBatch,
  type TransmissionName,
  TRANSMISSIONS,
} from '../../test/montecarlo/randomBatch.ts';

/** CSI error realizations per second: errors drawn, the SINRs of all users under them, and what is kept of those. */
export interface ErrorDrawsMeasured {
  readonly scheme: TransmissionName;
  /** Where they are computed; the kernels alone are timed by the device. */
  readonly where: 'cpu, one thread' | 'cuda, kernels alone' | 'cuda, with read-back';
  /** Designs under the same errors; a realization is one error of one design. */
  readonly designs: number;
  readonly draws: number;
  readonly realizationsPerSecond: number;
}

/** What is measured: a design of each transmission, and many designs of one channel. */
const CASES: readonly (readonly [TransmissionName, number])[] = [
  ...TRANSMISSIONS.map((name) => [name, 1] as const),
  ['BLP-CBF', 64],
];
/** Seconds that a measurement takes at least; draws are doubled until it does. */
const LONG_ENOUGH = 0.5;
const FEWEST_DRAWS = 2 ** 14;
const MOST_DRAWS = 2 ** 28;
/** The smallest SINRs that a study keeps. */
const TAIL = 256;

function batchOf(name: TransmissionName, designs: number, draws: number): ErrorDrawsBatch {
  // N = 6, 3 users in each of 2 cells, frames of 30 symbols
  const system = { ...DEFAULT_SYSTEM, times: 30 };
  return randomBatch({ system, designs: Array.from({ length: designs }, () => ({ name })), draws, tail: TAIL });
}

/** Measures the processor, and the card where the backend has one. */
export async function measureErrorDraws(
  backend: OpenBackend,
  hasTime: () => boolean,
  row: (measured: ErrorDrawsMeasured) => void,
): Promise<void> {
  const card = backend.name === 'cuda' ? (await errorDrawsOnCard(backend)).draws : undefined;
  for (const [scheme, designs] of CASES) {
    if (!hasTime()) return;
    const add = (where: ErrorDrawsMeasured['where'], { draws, seconds }: { draws: number; seconds: number }): void =>
      row({ scheme, where, designs, draws, realizationsPerSecond: (designs * draws) / seconds });
    add('cpu, one thread', await longEnough(async (draws) => drawErrorsOnCpu(batchOf(scheme, designs, draws))));
    if (!card) continue;
    let [begin, end] = [0, 0];
    const whole = await longEnough(async (draws) => {
      begin = card.counters.milliseconds;
      await card.run(batchOf(scheme, designs, draws));
      end = card.counters.milliseconds;
    });
    add('cuda, kernels alone', { draws: whole.draws, seconds: (end - begin) / 1000 });
    add('cuda, with read-back', whole);
  }
}

/** The first run of twice as many draws as the one before that takes long enough. */
async function longEnough(run: (draws: number) => Promise<unknown>): Promise<{ draws: number; seconds: number }> {
  for (let draws = FEWEST_DRAWS; ; draws *= 2) {
    const start = performance.now();
    await run(draws);
    const seconds = (performance.now() - start) / 1000;
    if (seconds >= LONG_ENOUGH || draws >= MOST_DRAWS) return { draws, seconds };
  }
}
