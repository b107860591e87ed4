import { startLaunch } from '../../../device/cuda/faults.ts';
import { Collector } from '../../collector.ts';
import type { SinrDistribution } from '../../distribution.ts';
import { BLOCK, type ErrorDrawsAnswer, type ErrorDrawsDesign } from '../errorDraws.ts';
import { type DrawingPlace, type DrawsTaken, launchDraws, type PendingDraws } from './launchDraws.ts';
import { groupsOf, type Placed } from './groups.ts';
import { type SharedDraws, SLOTS } from './plan.ts';
import { type PartTables, partTables } from './tables.ts';

/** SINRs of a launch before there is a cut. */
const WITHOUT_CUT = 2 ** 20;
/** Draws of a launch for each that the cut comes from. */
const GROWTH = 16;

/**
 * Evaluates some designs under all draws of their realizations, in launches of so many draws of which two are in flight. The cuts of a launch are those after the
 * one before the last: what is not among the smallest by now changes nothing.
 *
 * @param draws of a launch: a multiple of BLOCK, unless one launch is enough.
 * @param limit bytes that the launches in flight may take.
 * @throws NoRoom when the card has no memory for it.
 */
export async function runPart(
  place: DrawingPlace,
  batch: SharedDraws,
  designs: readonly Placed<ErrorDrawsDesign>[],
  draws: number,
  limit: number,
): Promise<ErrorDrawsAnswer[]> {
  const tables = partTables(
    designs.map(({ design }) => design),
    batch.txAntennas,
  );
  const realizations = groupsOf(designs);
  const collectors = tables.tracks.map(() => new Collector(batch.tail));
  const rows = tables.designs.map((design) => new Float64Array(design.rows ? batch.draws : 0));
  startLaunch(() => uploadTables(place, tables));

  const underWay: PendingDraws[] = [];
  let takenUp = 0;
  try {
    for (let first = 0; first < batch.draws || underWay.length > 0;) {
      const [oldest] = underWay;
      if (oldest && (first === batch.draws || underWay.length === SLOTS)) {
        takeUp(await oldest.take(), oldest, tables, collectors, rows);
        takenUp += oldest.draws;
        oldest.release();
        underWay.shift();
        continue;
      }
      const count = Math.min(draws, nextDraws(tables.tracks.length, takenUp), batch.draws - first);
      const cuts = collectors.map(({ cut }) => cut);
      underWay.push(
        startLaunch(() => launchDraws(place, { batch, tables, realizations, first, draws: count, cuts, limit })),
      );
      first += count;
    }
  } finally {
    for (const pending of underWay) pending.release();
  }

  const counts = startLaunch(() => readCounts(place, tables));
  const distributions = tables.tracks.map(({ settings, counts: at, bins }, i): SinrDistribution => {
    const below = settings.levels.map((_, level) => counts[at + bins + 2 + level] as number);
    return (collectors[i] as Collector).distribution(settings, counts.subarray(at, at + bins + 2), below);
  });
  const answers: { smallest?: SinrDistribution; users: SinrDistribution[] }[] = tables.designs.map(() => ({
    users: [],
  }));
  for (const [i, { design }] of tables.tracks.entries()) {
    const [answer, own] = [answers[design], distributions[i]];
    if (answer && own && i < tables.designs.length) answer.smallest = own;
    else if (answer && own) answer.users.push(own);
  }
  return answers.map(({ smallest, users }, i) => ({
    smallest: smallest as SinrDistribution,
    users,
    rows: rows[i] as Float64Array,
  }));
}

/**
 * Most draws of the next launch: where bins tell little of which SINRs are small, the cut has to, and lets about as many candidates pass as there are smallest
 * ones for each multiple of the draws that it comes from; without one all of them do.
 */
function nextDraws(tracks: number, takenUp: number): number {
  return Math.max(BLOCK * Math.ceil(WITHOUT_CUT / (tracks * BLOCK)), GROWTH * takenUp);
}

function uploadTables({ slots, tables: memory, counts }: DrawingPlace, tables: PartTables): void {
  const slot = slots.idle();
  const address = memory.reserve(tables.bytes);
  const zeros = counts.reserve(4 * tables.countWords);
  tables.fill(slot.host.input.reserve(tables.bytes));
  slot.up('input', tables.bytes, address);
  slot.zero(zeros, tables.countWords);
  slot.settle(); // the other stream reads them too
}

function takeUp(
  { sinr, moments, found, candidate }: DrawsTaken,
  { first, draws }: PendingDraws,
  tables: PartTables,
  collectors: readonly Collector[],
  rows: readonly Float64Array[],
): void {
  for (let t = 0; t < tables.rows; t++) {
    const { design } = tables.tracks[t] as PartTables['tracks'][number];
    rows[design]?.set(sinr.subarray(t * draws, (t + 1) * draws), first);
  }
  for (let i = 0; i < found; i++) {
    const [value, track, draw] = candidate(i);
    const collector = collectors[track] as Collector;
    if (value < collector.cut) collector.add(value, first + draw);
  }
  let at = 0;
  for (const collector of collectors)
    for (let done = 0; done < draws; done += BLOCK) {
      collector.endBlock({
        draws: Math.min(BLOCK, draws - done),
        mean: moments[at++] as number,
        squares: moments[at++] as number,
      });
    }
}

function readCounts({ slots, counts }: DrawingPlace, { countWords }: PartTables): Uint32Array {
  const slot = slots.idle();
  const memory = slot.host.summary.reserve(4 * countWords);
  slot.down('summary', 4 * countWords, counts.address);
  slot.settle();
  return new Uint32Array(memory, 0, countWords).slice();
}
