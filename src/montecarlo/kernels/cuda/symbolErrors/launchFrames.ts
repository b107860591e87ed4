import { startLaunch } from '../../../../device/cuda/faults.ts';
import type { LoadedKernel } from '../../../../device/cuda/loadedKernel.ts';
import type { DeviceBuffer } from '../../../../device/cuda/memory.ts';
import type { Slots } from '../../../../device/cuda/slots.ts';
import { type Group, GROUP_BYTES, groupWords } from '../groups.ts';
import { type FramesEntry, framesParameter } from './launch.ts';
import { dealFrames, type SharedFrames, SUMS_BYTES, TALLY_FRAMES } from './plan.ts';
import type { FrameTables } from './tables.ts';

/** What the kernel did since the start, for tests and benchmarks. */
export interface FrameCounters {
  launches: number;
  /** Of each realization. */
  frames: number;
  /** Of the device. */
  milliseconds: number;
  /** Parts of batches that had no room and were tried again with less. */
  halved: number;
}

/** Memory of a launch. */
export const FRAME_BUFFERS = { both: ['input', 'sums'], own: ['wrong', 'scratch'] } as const;

/** Kernels and memory of a card. */
export interface SendingPlace {
  readonly kernels: Readonly<Record<FramesEntry, LoadedKernel>>;
  readonly slots: Slots<(typeof FRAME_BUFFERS.both)[number], (typeof FRAME_BUFFERS.own)[number]>;
  /** Designs of a part. */
  readonly tables: DeviceBuffer;
  readonly counters: FrameCounters;
}

/** Frames of a launch, and the designs that send them. */
export interface FramesOfLaunch {
  readonly batch: SharedFrames;
  readonly tables: FrameTables;
  /** The designs of each realization. */
  readonly realizations: readonly Group[];
  readonly first: number;
  readonly frames: number;
  /** Bytes that all launches in flight may take. */
  readonly limit: number;
}

/** Wrong decisions of a listener over some frames: sum, sum of squares, frames with a wrong one, frames with a right one. */
export type Sums = readonly [wrong: number, squares: number, withWrong: number, withRight: number];

/** A launch in flight. */
export interface PendingFrames {
  /** Waits for its end, and gives the sums of each listener to `add`, piece by piece. @throws CudaError when the device failed. */
  readonly take: (add: (listener: number, sums: Sums) => void) => Promise<void>;
  readonly release: () => void;
}

/** Threads of a block of `tallyFrames`. */
const THREADS = 128;

/** Starts a launch. @throws NoRoom when the card has no memory for it, CudaError when the device fails. */
export function launchFrames(place: SendingPlace, launch: FramesOfLaunch): PendingFrames {
  return startLaunch(() => enqueueFrames(place, launch));
}

function enqueueFrames(
  { kernels, slots, tables: memory, counters }: SendingPlace,
  { batch, tables, realizations, first, frames, limit }: FramesOfLaunch,
): PendingFrames {
  const slot = slots.idle();
  const { device, host } = slot;
  const { sendFrames, tallyFrames } = kernels;
  const { listeners, orders } = tables;
  const resident = (threads: number, shared: number): number => sendFrames.resident(threads, shared);
  const deal = dealFrames(batch, orders, frames, realizations, resident, limit);
  const { tile, groups, sharedBytes, room } = deal;
  const pieces = Math.ceil(frames / TALLY_FRAMES);
  const inputBytes = GROUP_BYTES * groups.length;
  const sumsBytes = SUMS_BYTES * listeners * pieces;
  const addresses = {
    numbers: memory.address,
    listeners: memory.address + BigInt(tables.listenersAt),
    // never beyond the end: the stand-in looks at every address
    orders: memory.address + BigInt(orders > 0 ? tables.ordersAt : 0),
    groups: device.input.reserve(inputBytes),
    scratch: device.scratch.reserve(deal.scratchBytes),
    wrong: device.wrong.reserve(4 * listeners * frames),
    sums: device.sums.reserve(sumsBytes),
  };
  new Uint32Array(host.input.reserve(inputBytes)).set(groupWords(groups));
  host.sums.reserve(sumsBytes);
  const own = [
    framesParameter({
      batch,
      addresses,
      first,
      frames,
      listeners,
      orders,
      tile,
      room,
      groups: groups.length,
      inShared: sharedBytes > 0,
    }),
  ];
  slot.up('input', inputBytes);
  const pending = slot.enqueue(
    () => {
      sendFrames.launch(slot.stream, { blocks: deal.blocks, threads: tile, sharedBytes }, own);
      tallyFrames.launch(slot.stream, { blocks: listeners * pieces, threads: THREADS }, own);
    },
    () => slot.down('sums', sumsBytes),
  );
  counters.launches++;
  counters.frames += frames;

  async function take(add: (listener: number, sums: Sums) => void): Promise<void> {
    await pending.ready();
    counters.milliseconds += pending.milliseconds();
    const sums = host.sums.reserve(sumsBytes);
    const long = new BigUint64Array(sums, 0, 3 * listeners * pieces);
    const short = new Uint32Array(sums, 0, 6 * listeners * pieces);
    for (let i = 0; i < listeners * pieces; i++)
      add(Math.floor(i / pieces), [
        Number(long[3 * i]),
        Number(long[3 * i + 1]),
        short[6 * i + 4] as number,
        short[6 * i + 5] as number,
      ]);
  }
  return { take, release: pending.release };
}
