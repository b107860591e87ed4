import type { SummarySettings } from '../../src/montecarlo/distribution.ts';
import type { ErrorDrawsBatch, ErrorDrawsDesign } from '../../src/montecarlo/kernels/errorDraws.ts';
import type { Receiver, ReceivingUser } from '../../src/montecarlo/receiver.ts';
import { openStream } from '../../src/random/stream.ts';

/** Cells, users of each and antennas; symbol times, of even number, at symbol level. */
export interface System {
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly times: number;
}

export const DEFAULT_SYSTEM: System = { cells: 2, usersPerCell: 3, txAntennas: 6, times: 4 };

/** 6000 bins of 0.01 dB. */
const GRID = { fromDb: -30, toDb: 30, stepDb: 0.01 };

/** The four transmissions. */
export const TRANSMISSIONS = ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'] as const;
export type TransmissionName = (typeof TRANSMISSIONS)[number];

/** A receiver of random rows: strong useful amplitudes, weak others, and weights of the errors in proportion to `radius`. */
export function randomReceiver(system: System, name: TransmissionName, radius: number, seed: bigint): Receiver {
  const { cells, usersPerCell, txAntennas, times } = system;
  const { uniform } = openStream({ seed, realization: 0, stream: 'channel' });
  const [symbolLevel, comp] = [name.startsWith('SLP'), name.endsWith('CoMP')];
  const count = cells * usersPerCell;
  const [senders, links] = comp ? [1, cells] : [cells, 1];
  const each = symbolLevel ? times : count / senders;
  const width = 2 * (1 + links * txAntennas);
  const users = Array.from({ length: count }, (_, user): ReceivingUser => {
    const own = comp ? 0 : Math.floor(user / usersPerCell);
    const ownRow = comp ? user : user % usersPerCell;
    const rows = new Float64Array(senders * each * width);
    for (let sender = 0; sender < senders; sender++)
      for (let row = 0; row < each; row++) {
        const at = (sender * each + row) * width;
        const useful = sender === own && (symbolLevel || row === ownRow);
        rows[at] = useful ? 2 + uniform() : 0.2 * uniform() - 0.1;
        rows[at + 1] = 0.2 * uniform() - 0.1;
        for (let i = at + 2; i < at + width; i++) rows[i] = radius * (2 * uniform() - 1);
      }
    return {
      rows,
      senders,
      each,
      links,
      own,
      ownRow,
      noise: 0.01,
      cotangent: symbolLevel ? 1 : 0,
      floors: new Float64Array(0),
    };
  });
  return { symbolLevel, users };
}

/** A batch of such designs. */
export function randomBatch(options: {
  readonly system?: System;
  readonly designs: readonly {
    readonly name: TransmissionName;
    readonly radius?: number;
    readonly perUser?: boolean;
    readonly rows?: boolean;
    readonly settings?: Partial<SummarySettings>;
  }[];
  readonly law?: ErrorDrawsBatch['law'];
  readonly draws: number;
  readonly tail?: number;
}): ErrorDrawsBatch {
  const { system = DEFAULT_SYSTEM, designs, law = 'ball', draws, tail = 20 } = options;
  return {
    seed: 0xfedcba9876543210n,
    realization: 4_000_000_000,
    law,
    draws,
    ...system,
    designs: designs.map(({ name, radius = 0.1, perUser = false, rows = false, settings }, i): ErrorDrawsDesign => ({
      receiver: randomReceiver(system, name, radius, BigInt(i)),
      settings: { grid: GRID, reference: 100, levels: [50, 100], ...settings },
      perUser,
      rows,
    })),
    tail,
  };
}
