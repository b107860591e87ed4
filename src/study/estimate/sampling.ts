/** Draws of one stratum: items with a size each, the larger ones drawn more often. */
export interface Population {
  /** Size of each item, above 0: what its cost is about proportional to. */
  readonly sizes: Float64Array;
  /** Every item stands for this many of equal size (channel realizations). */
  readonly copies: number;
}

/** An item and one of its copies. */
export interface Draw {
  readonly item: number;
  readonly copy: number;
}

/** The golden ratio less 1: its multiples fill an interval evenly however many there are. */
const STEP = (Math.sqrt(5) - 1) / 2;

/**
 * Draw `k` of a population: items with a probability in proportion to their size, copies all alike, both spread evenly over any first few draws. Each second draw lies half of the
 * items away from the one before, so that a pair averages out what rises or falls along a sweep. The same in every call: a plan times the same designs each time.
 *
 * @param offset of the stratum, 0 to 1: strata do not all take the same items and copies first.
 */
export function drawOf({ sizes, copies }: Population, k: number, offset: number): Draw {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let left = fraction(offset + halves(k)) * total;
  let item = 0;
  while (item < sizes.length - 1 && left >= (sizes[item] as number)) left -= sizes[item++] as number;
  return { item, copy: Math.floor(fraction(3 * offset + (k + 0.5) * STEP) * copies) };
}

/** 0, 1/2, 1/4, 3/4, 1/8, ...: the digits of k in base 2 behind the point (van der Corput). */
function halves(k: number): number {
  let value = 0;
  for (let rest = k, place = 0.5; rest > 0; rest = Math.floor(rest / 2), place /= 2) value += (rest % 2) * place;
  return value;
}

function fraction(x: number): number {
  return x - Math.floor(x);
}

/** What the draws of a stratum tell of the sum over all of it. */
export interface Sum {
  readonly sum: number;
  /** Standard error of it; 0 where every item was measured. */
  readonly error: number;
}

/** Relative deviation of one measurement where there is no second one to compare with (choice: channel draws of one point differ by half). */
const UNKNOWN_DEVIATION = 0.5;
/** Fewer measurements say little of their deviation, which then counts as this much at least. */
const LEAST_DEVIATION = 0.3;
const FEW = 4;

/**
 * Estimates the sum over a population from some of its draws (Hansen and Hurwitz: the mean of the ratios to the size, times the size of all).
 *
 * @param measured cost of each draw, in the order of the draws.
 */
export function sumOver(population: Population, draws: readonly Draw[], measured: readonly number[]): Sum {
  const { sizes, copies } = population;
  const all = sizes.length * copies;
  const known = new Map(draws.map(({ item, copy }, i) => [item * copies + copy, measured[i] as number]));
  if (known.size === all) return { sum: [...known.values()].reduce((a, b) => a + b, 0), error: 0 };
  const total = copies * sizes.reduce((a, b) => a + b, 0);
  const ratios = draws.map(({ item }, i) => (measured[i] as number) / (sizes[item] as number));
  const count = ratios.length;
  const mean = ratios.reduce((a, b) => a + b, 0) / count;
  const variance = count > 1 ? ratios.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (count - 1) : 0;
  const least = count > 1 ? (count < FEW ? LEAST_DEVIATION : 0) : UNKNOWN_DEVIATION;
  const deviation = Math.max(Math.sqrt(variance), least * mean);
  const unseen = Math.max(0, 1 - known.size / all);
  return { sum: total * mean, error: total * deviation * Math.sqrt(unseen / count) };
}
