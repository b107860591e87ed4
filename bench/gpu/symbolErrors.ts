import type { OpenBackend } from '../../src/device/startBackend.ts';
import { countSymbolErrors } from '../../src/montecarlo/kernels/cpu/symbolErrorsCpu.ts';
import type { FramesBatch } from '../../src/montecarlo/kernels/symbolErrors.ts';
import { symbolErrorsOnCard } from '../../src/montecarlo/kernels/symbolErrorsOf.ts';
import { DEFAULT_SYSTEM, type TransmissionName, TRANSMISSIONS } from '../../test/montecarlo/randomBatch.ts';
import { randomFrames } from '../../test/montecarlo/randomFrames.ts';
import { longEnough, type TimedDraws } from './longEnough.ts';

/** Symbol decisions per second: errors, noise and symbols drawn, and what all users decide. */
export interface SymbolErrorsMeasured {
  readonly scheme: TransmissionName;
  /** Where they are counted; the kernels alone are timed by the device. */
  readonly where: 'cpu, one thread' | 'cuda, kernels alone' | 'cuda, with read-back';
  /** Designs that send the same frames. */
  readonly designs: number;
  readonly frames: number;
  readonly decisionsPerSecond: number;
}

/** What is measured: a design of each transmission, and many designs of one channel. */
const CASES: readonly (readonly [TransmissionName, number])[] = [
  ...TRANSMISSIONS.map((name) => [name, 1] as const),
  ['BLP-CBF', 64],
];

/** N = 6, 3 users in each of 2 cells, QPSK in frames of 30 symbols. */
function framesOf(name: TransmissionName, designs: number, frames: number): FramesBatch {
  const system = { ...DEFAULT_SYSTEM, times: 30 };
  return randomFrames({ system, designs: Array.from({ length: designs }, () => ({ name })), frames });
}

/** Measures the processor, and the card where the backend has one. */
export async function measureSymbolErrors(
  backend: OpenBackend,
  hasTime: () => boolean,
  row: (measured: SymbolErrorsMeasured) => void,
): Promise<void> {
  const card = backend.name === 'cuda' ? (await symbolErrorsOnCard(backend)).frames : undefined;
  for (const [scheme, designs] of CASES) {
    if (!hasTime()) return;
    const { frameLength, cells, usersPerCell } = framesOf(scheme, 1, 1);
    const decisions = designs * cells * usersPerCell * frameLength;
    const add = (where: SymbolErrorsMeasured['where'], { draws: frames, seconds }: TimedDraws): void =>
      row({ scheme, where, designs, frames, decisionsPerSecond: (decisions * frames) / seconds });
    add('cpu, one thread', await longEnough(async (frames) => countSymbolErrors(framesOf(scheme, designs, frames))));
    if (!card) continue;
    let [begin, end] = [0, 0];
    const whole = await longEnough(async (frames) => {
      begin = card.counters.milliseconds;
      await card.run(framesOf(scheme, designs, frames));
      end = card.counters.milliseconds;
    });
    add('cuda, kernels alone', { draws: whole.draws, seconds: (end - begin) / 1000 });
    add('cuda, with read-back', whole);
  }
}
