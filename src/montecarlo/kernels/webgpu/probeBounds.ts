import type { OpenGpu } from '../../../device/webgpu/gpuDevice.ts';
import { ERROR_LAWS } from '../../../model/errorLaw.ts';
import { sinrsOfDraws } from '../cpu/singleDraws.ts';
import type { ErrorDrawsBatch, ErrorDrawsDesign } from '../errorDraws.ts';
import { readIntervals } from './readIntervals.ts';

/** Draws of each law that a device is tried with. */
const DRAWS = 128;
/** What of the way to the bounds the SINRs of float64 may lie away: half of what is proven. */
const SHARE = 0.5;

/** Whether the SINRs of float64 lie between the bounds that a device computes: not where its float32 is worse than WGSL allows. */
export async function holdsBounds(gpu: OpenGpu): Promise<boolean> {
  for (const law of ERROR_LAWS) {
    const batch: ErrorDrawsBatch = { ...PROBE, law };
    const { intervals } = await readIntervals(gpu, batch, 0, DRAWS);
    if (!((await largestShare(batch, 0, DRAWS, intervals)) <= SHARE)) return false;
  }
  return true;
}

/**
 * How far from the values of float32 the SINRs of float64 lie, over half the distance of their bounds; infinite where one lies outside.
 *
 * @param intervals [design][user][draw][SINR, lower bound, upper bound] of draws first .. first + draws - 1.
 */
export async function largestShare(
  batch: ErrorDrawsBatch,
  first: number,
  draws: number,
  intervals: ArrayLike<number>,
): Promise<number> {
  const users = batch.cells * batch.usersPerCell;
  const designs = batch.designs.map((design) => ({ ...design, perUser: true }));
  const asked = designs.flatMap((_, design) =>
    Array.from({ length: users * draws }, (_place, i) => ({
      design,
      user: Math.floor(i / draws),
      draw: first + (i % draws),
    })),
  );
  const exact = await sinrsOfDraws({ ...batch, designs }, asked);
  let share = 0;
  for (const [i, x] of exact.entries()) {
    const [value, low, high] = [
      intervals[3 * i] as number,
      intervals[3 * i + 1] as number,
      intervals[3 * i + 2] as number,
    ];
    if (!(low <= x && x <= high && low <= value && value <= high)) return Infinity;
    if (high > low) share = Math.max(share, Math.abs(x - value) / ((high - low) / 2));
  }
  return share;
}

/** Two base stations with a user and two antennas each: beams of which errors are all there is, and symbol times that errors bring near the edges of their sectors. */
const PROBE = {
  seed: 1n,
  realization: 0,
  draws: DRAWS,
  cells: 2,
  usersPerCell: 1,
  txAntennas: 2,
  tail: 1,
  designs: [probeDesign(false), probeDesign(true)],
};

function probeDesign(symbolLevel: boolean): ErrorDrawsDesign {
  const rows = (user: number): Float64Array =>
    Float64Array.from({ length: 4 * 6 }, (_, i) => {
      const useful = symbolLevel && Math.floor(i / 12) === user && i % 6 === 0;
      // numbers without a pattern, from -1/2 to 1/2
      return i % 6 < 2 ? (useful ? 1 : 0) : ((0.6180339887498949 * (i + 24 * user + 1)) % 1) - 0.5;
    });
  const [senders, each, links, noise] = [2, 2, 1, 0.01];
  const users = [0, 1].map((own) => ({
    rows: rows(own),
    senders,
    each,
    links,
    own,
    ownRow: 0,
    noise,
    cotangent: symbolLevel ? 1 : 0,
    floors: new Float64Array(0),
  }));
  const settings = { grid: { fromDb: 0, toDb: 1, stepDb: 1 }, reference: 1, levels: [] };
  return { receiver: { symbolLevel, users }, settings, perUser: false, rows: false };
}
