import type { OpenBackend } from '../../src/device/startBackend.ts';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsCuda } from '../../src/montecarlo/kernels/cuda/errorDrawsCuda.ts';
import type { ErrorDrawsBatch } from '../../src/montecarlo/kernels/errorDraws.ts';
import { errorDrawsOf, errorDrawsOnCard } from '../../src/montecarlo/kernels/errorDrawsOf.ts';
import {
  DEFAULT_SYSTEM,
  randomBatch,
  type TransmissionName,
  TRANSMISSIONS,
} from '../../test/montecarlo/randomBatch.ts';
import { longEnough, type TimedDraws } from './longEnough.ts';

/** CSI error realizations per second: errors drawn, the SINRs of all users under them, and what is kept of those. */
export interface ErrorDrawsMeasured {
  readonly scheme: TransmissionName;
  /** Where they are computed; the kernels alone are timed by the device, and webgpu leaves the first 16384 draws to the processor. */
  readonly where:
    | 'cpu, one thread'
    | 'cuda, kernels alone'
    | 'cuda, with read-back'
    | 'cuda, channel by channel'
    | 'cuda, channels together'
    | 'webgpu, with read-back';
  /** Designs under the same errors; a realization is one error of one design. */
  readonly designs: number;
  /** Of each channel draw. */
  readonly draws: number;
  readonly realizationsPerSecond: number;
}

/** What is measured: a design of each transmission, and many designs of one channel. */
const CASES: readonly (readonly [TransmissionName, number])[] = [
  ...TRANSMISSIONS.map((name) => [name, 1] as const),
  ['BLP-CBF', 64],
];
/** Channel draws with few errors each, as in a study that asks for few: one after the other and together. */
const CHANNELS = 256;
const FEW_DRAWS = 1000;
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
    const add = (where: ErrorDrawsMeasured['where'], { draws, seconds }: TimedDraws): void =>
      row({ scheme, where, designs, draws, realizationsPerSecond: (designs * draws) / seconds });
    add('cpu, one thread', await longEnough(async (draws) => drawErrorsOnCpu(batchOf(scheme, designs, draws))));
    if (backend.name === 'webgpu') {
      const { run } = errorDrawsOf(backend);
      add('webgpu, with read-back', await longEnough(async (draws) => run(batchOf(scheme, designs, draws))));
    }
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
  if (card && hasTime()) await measureChannels(card, row);
}

/** What a launch for many channel draws is worth. */
async function measureChannels(card: ErrorDrawsCuda, row: (measured: ErrorDrawsMeasured) => void): Promise<void> {
  const [scheme, designs] = ['BLP-CBF', 8] as const;
  const batch = batchOf(scheme, designs, FEW_DRAWS);
  const all = Array.from({ length: CHANNELS }, (_, realization) => ({ ...batch, realization }));
  const add = async (where: ErrorDrawsMeasured['where'], run: () => Promise<unknown>): Promise<void> => {
    await run(); // its memory is there from now on
    const start = performance.now();
    await run();
    const seconds = (performance.now() - start) / 1000;
    row({
      scheme,
      where,
      designs,
      draws: FEW_DRAWS,
      realizationsPerSecond: (CHANNELS * designs * FEW_DRAWS) / seconds,
    });
  };
  await add('cuda, channel by channel', async () => {
    for (const own of all) await card.run(own);
  });
  await add('cuda, channels together', async () => card.runAll(all));
}
