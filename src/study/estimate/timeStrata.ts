import type { StudyPlan } from '../studyPlan.ts';
import type { DesignRow } from '../tables/designRow.ts';
import { type Draw, drawOf, type Sum, sumOver } from './sampling.ts';
import type { Item, Stratum } from './strata.ts';
import { type ItemCost, timeItem } from './timeDesigns.ts';

/** An item that takes longer tells its cost at the first time: what starting adds is a small part of it. */
const LONG_SECONDS = 2;
/** Relative error of an item that was timed in parts (choice: study rho-sweep has 3 to 15%). */
const PART_DEVIATION = 0.1;
/** An item that takes less as a whole is timed as a whole. */
const CHEAP_SECONDS = 0.7;
/** Samples of each stratum at least, where the time allows. */
const LEAST_SAMPLES = 2;
/** Relative half-width of the range at which timing ends at once, and once its time is over. */
const NARROW = 0.1;
const WIDE = 0.3;
/** Timing ends for good after so many times its time, as soon as every stratum was timed once. */
const PATIENCE = 4;
/** Where others use the processor too, timing takes up to so many times as long. */
const CROWDED = 4;

/** What timing some designs tells of all of them. */
export interface StrataCost {
  /** Of designs and evaluation. */
  readonly processorSeconds: Sum;
  /** Wall-clock time of what was timed over its processor time: above 1 where others use the machine too, or the work is done on a device. */
  readonly secondsPerProcessorSecond: number;
  readonly programs: Sum;
  /** Time that a thread loses once, with the first designs of each kind. */
  readonly warmUpSeconds: number;
  readonly rows: readonly DesignRow[];
  /** Designs that were timed. */
  readonly timed: number;
  /** Time that it took. */
  readonly timingSeconds: number;
}

/** A stratum under way. */
interface Timed {
  readonly stratum: Stratum;
  readonly offset: number;
  readonly draws: Draw[];
  readonly costs: ItemCost[];
  readonly known: Map<string, ItemCost>;
}

/**
 * Times designs of every stratum: two of each, and then those that narrow the range of the sum most for their time.
 *
 * @param seconds time for it, more where every stratum needs it or the sum would be known to less than a third.
 */
export async function timeStrata(plan: StudyPlan, strata: readonly Stratum[], seconds: number): Promise<StrataCost> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const wall = (): number => (performance.now() - start) / 1000;
  const spent = (): number => {
    const { user, system } = process.cpuUsage(cpu);
    return Math.max((user + system) / 1e6, wall() / CROWDED);
  };
  const all: Timed[] = [];
  let warmUpSeconds = 0;
  for (const [i, stratum] of strata.entries()) {
    const begun = await warmUp(plan, stratum, (i + 0.5) / strata.length);
    warmUpSeconds += begun.lost;
    all.push(begun.timed);
  }
  const time = async (own: Timed): Promise<void> => {
    const draw = drawOf(own.stratum.population, own.draws.length, own.offset);
    const cost = own.known.get(keyOf(draw)) ?? (await timeDraw(plan, own.stratum, draw));
    add(own, draw, cost);
  };
  for (let round = 0; round < LEAST_SAMPLES; round++)
    for (const own of all)
      if (own.draws.length === 0 || (own.draws.length <= round && spent() < PATIENCE * seconds && !isWhole(own)))
        await time(own);
  for (;;) {
    const sum = total(all, (c) => c.processorSeconds);
    const width = (2 * sum.error) / sum.sum;
    const patient = spent() < seconds || (width > WIDE && spent() < PATIENCE * seconds);
    if (!(width > NARROW) || !patient) break;
    await time(all.reduce((best, other) => (gain(other) > gain(best) ? other : best)));
  }
  const known = all.flatMap((t) => [...t.known.values()]);
  const rows = known.flatMap((cost) => cost.rows);
  return {
    processorSeconds: total(all, (c) => c.processorSeconds),
    secondsPerProcessorSecond: plainSum(known, (c) => c.seconds) / plainSum(known, (c) => c.processorSeconds),
    programs: total(all, (c) => c.programs),
    warmUpSeconds,
    rows,
    timed: rows.length,
    timingSeconds: wall(),
  };
}

/**
 * Begins to time a stratum: what its first design takes more than once again is what it takes to load and compile the code. Decides how large the timed items are.
 *
 * @param offset of its draws.
 */
async function warmUp(plan: StudyPlan, stratum: Stratum, offset: number): Promise<{ timed: Timed; lost: number }> {
  const draw = drawOf(stratum.population, 0, offset);
  const first = await timeDraw(plan, stratum, draw);
  const second = first.seconds < LONG_SECONDS ? await timeDraw(plan, stratum, draw) : first;
  const { larger, items } = stratum;
  const perDesign = second.seconds / (items[draw.item] as Item).points.length;
  const isCheap = larger && perDesign * Math.max(...larger.items.map((item) => item.points.length)) < CHEAP_SECONDS;
  const timed = { stratum: isCheap ? larger : stratum, offset, draws: [], costs: [], known: new Map() };
  if (timed.stratum === stratum) add(timed, draw, second);
  return { timed, lost: Math.max(0, first.processorSeconds - second.processorSeconds) };
}

async function timeDraw(plan: StudyPlan, { items, chunksOf }: Stratum, { item, copy }: Draw): Promise<ItemCost> {
  return timeItem(plan, items[item] as Item, chunksOf(copy));
}

function add({ draws, costs, known }: Timed, draw: Draw, cost: ItemCost): void {
  known.set(keyOf(draw), cost);
  draws.push(draw);
  costs.push(cost);
}

function keyOf({ item, copy }: Draw): string {
  return `${item}/${copy}`;
}

function isWhole({ stratum: { items, population }, known }: Timed): boolean {
  return known.size >= items.length * population.copies;
}

function sumOf({ stratum, draws, costs }: Timed, of: (cost: ItemCost) => number): Sum {
  const { sum, error } = sumOver(stratum.population, draws, costs.map(of));
  const isPartial = stratum.items.some(({ parts }) => parts.length > 1);
  return { sum, error: isPartial ? Math.hypot(error, (PART_DEVIATION * sum) / Math.sqrt(costs.length)) : error };
}

function total(all: readonly Timed[], of: (cost: ItemCost) => number): Sum {
  const sums = all.map((own) => sumOf(own, of));
  return {
    sum: sums.reduce((sum, own) => sum + own.sum, 0),
    error: Math.hypot(...sums.map((own) => own.error)),
  };
}

function plainSum(costs: readonly ItemCost[], of: (cost: ItemCost) => number): number {
  return costs.reduce((sum, cost) => sum + of(cost), 0);
}

/** How much one more sample lowers the variance of the sum, for its time. */
function gain(own: Timed): number {
  const { error } = sumOf(own, (c) => c.processorSeconds);
  const count = own.costs.length;
  const mean = plainSum(own.costs, (c) => c.processorSeconds) / count;
  return error ** 2 / (count + 1) / Math.max(mean, 1e-6);
}
