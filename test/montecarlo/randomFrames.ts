import type { Listeners, ListeningUser } from '../../src/montecarlo/listener.ts';
import type { FramesBatch } from '../../src/montecarlo/kernels/symbolErrors.ts';
import { openStream } from '../../src/random/stream.ts';
import { DEFAULT_SYSTEM, type System, type TransmissionName } from './randomBatch.ts';

/** Listeners of random rows: useful amplitudes that noise and errors turn out of their sector now and then; at symbol level one row for each time. */
function randomListeners(
  { cells, usersPerCell, txAntennas, times }: System,
  { name, radius = 0.1, order = 4 }: { name: TransmissionName; radius?: number; order?: number },
  seed: bigint,
): Listeners {
  const { uniform } = openStream({ seed, realization: 0, stream: 'channel' });
  const [symbolLevel, comp] = [name.startsWith('SLP'), name.endsWith('CoMP') || name.startsWith('SLP')];
  const count = cells * usersPerCell;
  const [senders, links] = comp ? [1, cells] : [cells, 1];
  const each = symbolLevel ? times + (times % 2) : count / senders;
  const width = 2 * (1 + links * txAntennas);
  const users = Array.from({ length: count }, (_, user): ListeningUser => {
    const rows = new Float64Array(senders * each * width);
    for (let row = 0; row < senders * each; row++) {
      const at = row * width;
      rows[at] = symbolLevel || row === user ? 1.5 + uniform() : 0.2 * uniform() - 0.1;
      rows[at + 1] = 0.2 * uniform() - 0.1;
      for (let i = at + 2; i < at + width; i++) rows[i] = radius * (2 * uniform() - 1);
    }
    const turns = new Float64Array(symbolLevel ? 2 * times : 2);
    for (let i = 0; i < turns.length; i += 2) turns.set([Math.cos(user + i), Math.sin(user + i)], i);
    const cotangent = order === 2 ? 0 : 1 / Math.tan(Math.PI / order);
    return { rows, senders, each, links, turns, cotangent };
  });
  return { symbolLevel, pskOrder: order, users };
}

/** A batch of frames of such designs. */
export function randomFrames(options: {
  readonly system?: System;
  readonly designs: readonly { readonly name: TransmissionName; readonly radius?: number; readonly order?: number }[];
  readonly law?: FramesBatch['law'];
  readonly frames: number;
  readonly realization?: number;
  readonly noisePower?: number;
}): FramesBatch {
  const {
    system = DEFAULT_SYSTEM,
    designs,
    law = 'ball',
    frames,
    realization = 4_000_000_000,
    noisePower = 1,
  } = options;
  const { cells, usersPerCell, txAntennas, times } = system;
  return {
    seed: 0xfedcba9876543210n,
    realization,
    law,
    frames,
    cells,
    usersPerCell,
    txAntennas,
    noisePower,
    frameLength: times,
    hasErrors: designs.some(({ radius = 0.1 }) => radius > 0),
    designs: designs.map((design, i) => randomListeners(system, design, BigInt(i))),
  };
}
