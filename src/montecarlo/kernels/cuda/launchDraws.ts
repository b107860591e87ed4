import { startLaunch } from '../../../device/cuda/faults.ts';
import type { LoadedKernel } from '../../../device/cuda/loadedKernel.ts';
import type { DeviceBuffer } from '../../../device/cuda/memory.ts';
import type { Slot, Slots } from '../../../device/cuda/slots.ts';
import { BLOCK } from '../errorDraws.ts';
import { type Entry, launchParameter } from './launch.ts';
import { type Group, GROUP_BYTES, groupWords } from './groups.ts';
import { CANDIDATE_BYTES, candidateRoom, dealDraws, type SharedDraws } from './plan.ts';
import type { PartTables } from './tables.ts';

/** What the kernel did since the start, for tests and benchmarks. */
export interface Counters {
  launches: number;
  draws: number;
  /** Of the device. */
  milliseconds: number;
  /** Launches whose candidates for the tail had no room at first. */
  collectedAgain: number;
  /** Parts of batches that had no room and were tried again with less. */
  halved: number;
}

/** Memory of a launch. */
export const BUFFERS = {
  both: ['input', 'sinr', 'summary', 'candidates'],
  own: ['scratch', 'lastBins'],
} as const;
type Both = (typeof BUFFERS.both)[number];
type Own = (typeof BUFFERS.own)[number];
type ErrorSlot = Slot<Both, Own>;

/** Kernels and memory of a card. */
export interface DrawingPlace {
  readonly kernels: Readonly<Record<Entry, LoadedKernel>>;
  readonly slots: Slots<Both, Own>;
  /** Designs of a part, and the counts of its tracks over all launches. */
  readonly tables: DeviceBuffer;
  readonly counts: DeviceBuffer;
  readonly counters: Counters;
}

/** Draws of a launch, and the designs under them. */
export interface DrawsOfLaunch {
  readonly batch: SharedDraws;
  readonly tables: PartTables;
  /** The designs of each realization. */
  readonly realizations: readonly Group[];
  readonly first: number;
  readonly draws: number;
  /** SINRs below which one may be among the smallest, of each track. */
  readonly cuts: readonly number[];
  /** Bytes that all launches in flight may take. */
  readonly limit: number;
}

/** What came of a launch; gone once it is released. */
export interface DrawsTaken {
  /** SINRs of the tracks whose rows are kept, [track][draw]. */
  readonly sinr: Float64Array;
  /** [track][block of draws][mean, sum of squared differences] */
  readonly moments: Float64Array;
  /** How many candidates there are for the tails, and each of them: SINR, track, draw of the launch. */
  readonly found: number;
  readonly candidate: (i: number) => readonly [sinr: number, track: number, draw: number];
}

/** A launch in flight. */
export interface PendingDraws {
  readonly first: number;
  readonly draws: number;
  /** Waits for its end. @throws CudaError when the device failed, NoRoom when it has no memory for all candidates. */
  readonly take: () => Promise<DrawsTaken>;
  readonly release: () => void;
}

/** Threads of a block of the entries that no tile is for, and blocks of draws that one block of `summarize` takes up. */
const THREADS = 128;
const PAIRS = 4;
/** The number of candidates and what fills it up, before the moments. */
const HEAD_BYTES = 16;
/** Candidates that are copied before it is known how many there are. */
const AT_ONCE = 4096;

/** Starts a launch. @throws CudaError when there is no room, or the device fails. */
export function launchDraws(place: DrawingPlace, launch: DrawsOfLaunch): PendingDraws {
  const { kernels, slots, counters } = place;
  const { batch, tables, realizations, first, draws, cuts, limit } = launch;
  const slot = slots.idle();
  const { device, host } = slot;
  const tracks = tables.tracks.length;
  const blocks = Math.ceil(draws / BLOCK);
  const rowBytes = 8 * tables.rows * draws;
  const summaryBytes = HEAD_BYTES + 16 * tracks * blocks;
  const resident = (threads: number, shared: number): number => kernels.drawErrors.resident(threads, shared);
  const deal = dealDraws(batch, draws, realizations, resident, limit);
  const inputBytes = 8 * tracks + GROUP_BYTES * deal.groups.length;
  const input = device.input.reserve(inputBytes);
  const sinr = device.sinr.reserve(8 * tracks * draws);
  const found = device.summary.reserve(summaryBytes);
  const lastBins = device.lastBins.reserve(4 * tracks);
  const scratch = deal.scratchBytes > 0 ? device.scratch.reserve(deal.scratchBytes) : sinr;
  const atOnce = Math.min(AT_ONCE, candidateRoom(tracks, batch.tail, draws));
  const inputs = host.input.reserve(inputBytes);
  new Float64Array(inputs, 0, tracks).set(cuts);
  new Uint32Array(inputs, 8 * tracks).set(groupWords(deal.groups));
  host.summary.reserve(summaryBytes);
  host.candidates.reserve(CANDIDATE_BYTES * atOnce);
  if (rowBytes > 0) host.sinr.reserve(rowBytes);

  const parameter = (capacity: number): Uint8Array<ArrayBuffer> =>
    launchParameter({
      batch,
      addresses: {
        users: place.tables.address + BigInt(tables.usersAt),
        tracks: place.tables.address + BigInt(tables.tracksAt),
        weights: place.tables.address,
        groups: input + BigInt(8 * tracks),
        cuts: input,
        scratch,
        sinr,
        counts: place.counts.address,
        moments: found + BigInt(HEAD_BYTES),
        lastBins,
        found,
        candidates: device.candidates.reserve(Math.max(1, capacity) * CANDIDATE_BYTES),
      },
      first,
      draws,
      tracks,
      capacity,
      groups: deal.groups.length,
      tile: deal.tile,
      inShared: deal.sharedBytes > 0,
    });
  const collect = (capacity: number): void => {
    slot.zero(found, 1);
    kernels.collect.launch(slot.stream, { blocks: tracks * blocks, threads: THREADS }, [parameter(capacity)]);
  };

  const capacity = candidateRoom(tracks, batch.tail, draws);
  const own = [parameter(capacity)];
  slot.up('input', inputBytes);
  const pending = slot.enqueue(
    () => {
      const { sharedBytes, tile: threads } = deal;
      kernels.drawErrors.launch(slot.stream, { blocks: deal.blocks, threads, sharedBytes }, own);
      const pairs = Math.ceil((tracks * blocks) / PAIRS);
      kernels.summarize.launch(slot.stream, { blocks: pairs, threads: THREADS }, own);
      kernels.findBins.launch(slot.stream, { blocks: tracks, threads: THREADS }, own);
      collect(capacity);
    },
    () => {
      slot.down('summary', summaryBytes);
      if (rowBytes > 0) slot.down('sinr', rowBytes);
      if (atOnce > 0) slot.down('candidates', CANDIDATE_BYTES * atOnce);
    },
  );
  counters.launches++;
  counters.draws += draws;

  async function take(): Promise<DrawsTaken> {
    await pending.ready();
    counters.milliseconds += pending.milliseconds();
    const [count = 0] = new Uint32Array(host.summary.reserve(summaryBytes), 0, 1);
    if (count > capacity) counters.collectedAgain++;
    if (count > atOnce) await takeRest(slot, count, () => (count > capacity ? collect(count) : undefined));
    const memory = host.candidates.reserve(CANDIDATE_BYTES * atOnce);
    const numbers = new Float64Array(memory, 0, 2 * count);
    const words = new Uint32Array(memory, 0, 4 * count);
    return {
      sinr: rowBytes > 0 ? new Float64Array(host.sinr.reserve(rowBytes), 0, rowBytes / 8) : new Float64Array(0),
      moments: new Float64Array(host.summary.reserve(summaryBytes), HEAD_BYTES, 2 * tracks * blocks),
      found: count,
      candidate: (i) => [numbers[2 * i] as number, words[4 * i + 2] as number, words[4 * i + 3] as number],
    };
  }
  return { first, draws, take, release: pending.release };
}

/** Copies all candidates, after they have been collected once more where they had no room. @throws NoRoom when the card has no memory for them. */
async function takeRest(slot: ErrorSlot, count: number, again: () => void): Promise<void> {
  slot.host.candidates.reserve(CANDIDATE_BYTES * count);
  const copy = startLaunch(() => slot.enqueue(again, () => slot.down('candidates', CANDIDATE_BYTES * count)));
  await copy.ready();
}
