import { wordsBuffer } from '../../../device/webgpu/buffers.ts';
import { onGpu } from '../../../device/webgpu/gpuFaults.ts';
import { Collector } from '../../collector.ts';
import type { SinrDistribution } from '../../distribution.ts';
import { sinrsOfDraws } from '../cpu/singleDraws.ts';
import { BLOCK, type ErrorDrawsAnswer, type ErrorDrawsBatch, type ErrorDrawsDesign } from '../errorDraws.ts';
import type { DrawingGpu } from './drawingGpu.ts';
import { HEAD } from './head.ts';
import { type DrawsOfLaunch, type DrawsTaken, launchOnGpu } from './launchOnGpu.ts';
import { type PartTables, partTables, type UserTrack } from './partTables.ts';
import { candidateRoom, launchDraws, THREADS } from './plan.ts';
import { type Shift, shiftOf } from './trackWords.ts';

/** Why a draw is a candidate (kernels/errorDraws/reduce.wgsl). */
const AT_LEVEL = [1, 2];
const MAY_BE_SMALL = 4;

/** What is kept of a track. */
interface Kept {
  readonly collector: Collector;
  /** [below the grid, bins, above it] */
  readonly counts: Float64Array;
  readonly below: number[];
  readonly shift: Shift;
}

/**
 * Evaluates some designs under all draws of a batch but the first ones, launch by launch.
 *
 * @param heads what float64 found for the first draws of each.
 * @param most draws of a launch: a multiple of BLOCK.
 * @throws NoRoom when the device has no memory for it, DeviceFault when it is lost.
 */
export async function runPart(
  place: DrawingGpu,
  batch: ErrorDrawsBatch,
  designs: readonly ErrorDrawsDesign[],
  heads: readonly ErrorDrawsAnswer[],
  most: number,
): Promise<ErrorDrawsAnswer[]> {
  const tables = partTables(batch, designs);
  const own = { ...batch, designs };
  const kept = tables.tracks.map((track) => begin(track, heads[track.design] as ErrorDrawsAnswer, batch.tail));
  const shifts = kept.map(({ shift }) => shift);
  const temporary: GPUBuffer[] = [];
  try {
    const uploaded = await upload(place, batch, tables, temporary);
    for (let first = HEAD; first < batch.draws;) {
      const draws = launchDraws(first, most, batch.draws);
      const cuts = kept.map(({ collector }) => collector.cut);
      const taken = await withCandidates(place, { batch, tables, uploaded, first, draws, shifts, cuts, capacity: 0 });
      await decide(place, own, tables, kept, taken, first);
      addUp(tables, kept, taken, draws);
      first += draws;
    }
  } finally {
    for (const buffer of temporary) buffer.destroy();
  }
  const answers = designs.map((): { smallest?: SinrDistribution; users: SinrDistribution[] } => ({ users: [] }));
  for (const [i, { design, user, settings }] of tables.tracks.entries()) {
    const { collector, counts, below } = kept[i] as Kept;
    const answer = answers[design] as (typeof answers)[number];
    const distribution = collector.distribution(settings, counts, below);
    if (user < 0) answer.smallest = distribution;
    else answer.users.push(distribution);
  }
  return answers.map(({ smallest, users }) => ({
    smallest: smallest as SinrDistribution,
    users,
    rows: new Float64Array(0), // float32 has none: the cpu kernel does
  }));
}

async function upload(
  { gpu }: DrawingGpu,
  { draws }: ErrorDrawsBatch,
  { table, weights }: PartTables,
  temporary: GPUBuffer[],
): Promise<readonly [GPUBuffer, GPUBuffer]> {
  const buffers: GPUBuffer[] = [];
  await onGpu(gpu, {
    done: 'drew',
    on: `${draws} CSI errors`,
    submit() {
      for (const words of [table, weights]) {
        const buffer = wordsBuffer(gpu.device, words, GPUBufferUsage.STORAGE);
        buffers.push(buffer);
        temporary.push(buffer);
      }
    },
    read: async () => undefined,
  });
  return [buffers[0] as GPUBuffer, buffers[1] as GPUBuffer];
}

/** The first draws, from float64. */
function begin({ user, bins, settings }: UserTrack, { smallest, users }: ErrorDrawsAnswer, tail: number): Kept {
  const head = user < 0 ? smallest : (users[user] as SinrDistribution);
  const collector = new Collector(tail);
  head.tail.forEach((sinr, i) => collector.add(sinr, head.tailDraws[i] as number));
  collector.endBlock(head);
  const counts = new Float64Array(bins + 2);
  counts.set(head.counts, head.firstBin + 1);
  const below = settings.levels.map((_, level) => head.below[level] as number);
  return { collector, counts, below, shift: shiftOf(head) };
}

/** A launch with room for all its candidates: where there are more than expected, it is made once more. */
async function withCandidates(place: DrawingGpu, launch: DrawsOfLaunch): Promise<DrawsTaken> {
  const { tables, batch, draws } = launch;
  const capacity = candidateRoom(tables.tracks.length, batch.tail, draws);
  const taken = await launchOnGpu(place, { ...launch, capacity });
  const [found = 0] = taken.counts;
  if (found <= capacity) return taken;
  place.counters.collectedAgain++;
  return launchOnGpu(place, { ...launch, capacity: found });
}

/** Decides in float64 about the candidates of a launch. */
async function decide(
  { counters }: DrawingGpu,
  batch: ErrorDrawsBatch,
  { tracks }: PartTables,
  kept: readonly Kept[],
  { counts, candidates }: DrawsTaken,
  first: number,
): Promise<void> {
  const [found = 0] = counts;
  const asked = Array.from({ length: found }, (_, i) => {
    const word = candidates[2 * i] as number;
    const { design, user } = tracks[word >>> 3] as UserTrack;
    return { design, user, draw: first + (candidates[2 * i + 1] as number), track: word >>> 3, reasons: word & 7 };
  });
  const sinr = await sinrsOfDraws(batch, asked);
  counters.again += found;
  for (const [i, { draw, track, reasons }] of asked.entries()) {
    const x = sinr[i] as number;
    const { collector, below } = kept[track] as Kept;
    (tracks[track] as UserTrack).settings.levels.forEach((level, at) => {
      if ((reasons & (AT_LEVEL[at] as number)) > 0 && x < level) below[at] = (below[at] as number) + 1;
    });
    if ((reasons & MAY_BE_SMALL) > 0 && x < collector.cut) collector.add(x, draw);
  }
}

/** Counts and sums of a launch. */
function addUp({ tracks }: PartTables, kept: readonly Kept[], { counts, sums }: DrawsTaken, draws: number): void {
  const groups = Math.ceil(draws / THREADS);
  const together = BLOCK / THREADS;
  for (const [i, track] of tracks.entries()) {
    const { collector, counts: all, below, shift } = kept[i] as Kept;
    for (let bin = 0; bin < all.length; bin++) all[bin] = (all[bin] as number) + (counts[track.counts + bin] as number);
    for (let level = 0; level < below.length; level++)
      below[level] = (below[level] as number) + (counts[track.counts + all.length + level] as number);
    const { pivot, scale } = shift;
    for (let group = 0; group < groups; group += together) {
      let [sum, squares] = [0, 0];
      for (let j = group; j < Math.min(groups, group + together); j++) {
        sum += sums[2 * (i * groups + j)] as number;
        squares += sums[2 * (i * groups + j) + 1] as number;
      }
      const count = Math.min(BLOCK, draws - THREADS * group);
      collector.endBlock({
        draws: count,
        mean: pivot + sum / count / scale,
        squares: Math.max(0, squares - (sum * sum) / count) / scale ** 2,
      });
    }
  }
}
