import { LEAST_SINR } from './largestSinr.ts';

/** g of the lowest threshold: sensing is nearly free of the users there (choice). */
const LOWEST_SINR = 0.1;
/** Thresholds that are tried one after the other where the lowest of the first round is out of reach: down to -60 dB (choice). */
const BELOW_LOWEST = [1e-2, 1e-3, 1e-4, 1e-5, LEAST_SINR];
/** Thresholds of the first round, even in dB from the lowest to the bound of g. */
const GRID = 12;
/** Rounds that look for the largest feasible g, and the thresholds by which each divides its bracket. */
const REACH_ROUNDS = 4;
const REACH_POINTS = 6;
/** The search for the largest g ends when its bracket is this narrow, relative to g (0.01 dB). */
const REACH_ACCURACY = 2e-3;
/** Rounds that halve the intervals beside every rho's best threshold. */
const REFINEMENTS = 6;
/** Objectives this close count as equal, and the largest g among them wins: t*(g) is flat at low g. The objective is of size 1. */
const TIE = 1e-6;
/** Intervals narrower than this, relative to g, are not divided. */
const FINEST = 1e-3;

/** One channel with the weights asked of it. */
export interface ValueCurve {
  /** An upper bound of g, linear. */
  readonly largestSinr: number;
  readonly rhos: readonly number[];
}

/** A design at a fixed g. */
export interface ValuePoint<D> {
  readonly solved: boolean;
  /** Solved to the tolerance: g is in reach. Other solved points may lie a little beyond it, and count only below one of these, or where there is none. */
  readonly certain: boolean;
  /** t*(g), rad^2. */
  readonly sensing: number;
  readonly design: D;
}

export interface ValueFunction<D> {
  /** Designs at the given thresholds, in their order: one batch. `curve` is an index. */
  readonly measure: (points: readonly { readonly curve: number; readonly sinr: number }[]) => Promise<ValuePoint<D>[]>;
  /** What 1 - rho weighs: g at block level, sqrt(g) at symbol level. */
  readonly communication: (sinr: number) => number;
  /** Drops what takes room from a design that no rho will choose. */
  readonly forget: (design: D) => D;
}

/** Outcome for one curve. */
export interface ValueSearch<D> {
  /** The best design of every rho in the order of `rhos`, null where no g is feasible. */
  readonly best: readonly (D | null)[];
  /** The design at the lowest g. */
  readonly lowest: D;
  /** t at the lowest feasible g, and the communication term at the largest; null where no g is feasible. */
  readonly normalization: { readonly nfr: number; readonly nfc: number } | null;
}

interface Known<D> extends ValuePoint<D> {
  readonly sinr: number;
}

/**
 * Maximises -rho t*(g)/NFR + (1-rho) c(g)/NFC over g, where t*(g) is a design's optimum at a fixed g, c(g) = g or sqrt(g).
 * All curves and all rho advance together, each round being one batch; all rho of a curve share its points. A curve that reaches no g of at least
 * -60 dB has no design. First the largest feasible g is found to 0.01 dB, which gives NFC (NFR is t* at the lowest threshold, -10 dB); then the intervals beside every rho's best
 * point are halved.
 */
export async function searchValueFunction<D>(
  curves: readonly ValueCurve[],
  f: ValueFunction<D>,
): Promise<ValueSearch<D>[]> {
  const known = curves.map((): Known<D>[] => []);
  const evaluate = async (wanted: readonly (readonly number[])[]): Promise<void> => {
    const points = wanted.flatMap((sinrs, curve) =>
      [...new Set(sinrs)].filter((g) => known[curve]?.every((p) => p.sinr !== g)).map((sinr) => ({ curve, sinr })),
    );
    if (points.length === 0) return;
    const measured = await f.measure(points);
    points.forEach(({ curve, sinr }, i) => known[curve]?.push({ sinr, ...(measured[i] as ValuePoint<D>) }));
    for (const list of known) list.sort((a, b) => a.sinr - b.sinr);
  };
  /** Whether the point of an index counts as feasible. */
  const isFeasible = (list: readonly Known<D>[], index: number): boolean => {
    const certain = list.findLastIndex((p) => p.certain);
    return list[index]?.solved === true && (certain < 0 || index <= certain);
  };
  /** Indices of the largest feasible point and of the point above it; -1 where there is none. */
  const reach = (list: readonly Known<D>[]): readonly [number, number] => {
    const last = list.findLastIndex((_, i) => isFeasible(list, i));
    return [last, last + 1 < list.length ? last + 1 : -1];
  };
  const normalizationOf = (list: readonly Known<D>[]): ValueSearch<D>['normalization'] => {
    const first = list.find((p) => p.solved);
    const last = list[reach(list)[0]];
    return first && last ? { nfr: first.sensing, nfc: f.communication(last.sinr) } : null;
  };
  /** Index of the best known point for rho; -1 where none is feasible. */
  const bestPoint = (list: readonly Known<D>[], rho: number): number => {
    const pair = normalizationOf(list);
    if (!pair) return -1;
    const values = list.map((p, i) => {
      if (!isFeasible(list, i)) return -Infinity;
      const sensing = rho > 0 ? (rho * p.sensing) / pair.nfr : 0;
      return ((1 - rho) * f.communication(p.sinr)) / pair.nfc - sensing;
    });
    const highest = values.reduce((x, y) => Math.max(x, y), -Infinity);
    return values.findLastIndex((value) => value >= highest - TIE);
  };
  /** Middles, in dB, of the feasible intervals on both sides of rho's best point. */
  const besides = (list: readonly Known<D>[], rho: number): number[] => {
    const best = bestPoint(list, rho);
    const own = list[best];
    if (!own) return [];
    return [best - 1, best + 1].flatMap((i) => {
      const other = list[i];
      if (!other || !isFeasible(list, i)) return [];
      const wide = Math.abs(Math.log(other.sinr / own.sinr)) > FINEST;
      return wide ? [Math.sqrt(other.sinr * own.sinr)] : [];
    });
  };

  await evaluate(curves.map(initialGrid));
  for (const sinr of BELOW_LOWEST) await evaluate(known.map((list) => (list.some((p) => p.solved) ? [] : [sinr])));
  for (let round = 0; round < REACH_ROUNDS; round++)
    await evaluate(
      known.map((list) => {
        const [last, above] = reach(list);
        const [low, high] = [list[last]?.sinr, list[above]?.sinr];
        if (low === undefined || high === undefined || high / low < 1 + REACH_ACCURACY) return [];
        return Array.from({ length: REACH_POINTS }, (_, i) => low * (high / low) ** ((i + 1) / (REACH_POINTS + 1)));
      }),
    );
  for (let round = 0; round < REFINEMENTS; round++) {
    // once NFC is settled, a point that is best for no rho can never become so
    known.forEach((list, curve) => {
      const kept = new Set(curves[curve]?.rhos.map((rho) => bestPoint(list, rho)));
      list.forEach((p, i) => {
        if (!kept.has(i)) list[i] = { ...p, design: f.forget(p.design) };
      });
    });
    await evaluate(known.map((list, curve) => curves[curve]?.rhos.flatMap((rho) => besides(list, rho)) ?? []));
  }
  return known.map((list, curve) => ({
    best: (curves[curve]?.rhos ?? []).map((rho) => list[bestPoint(list, rho)]?.design ?? null),
    lowest: (list[0] as Known<D>).design,
    normalization: normalizationOf(list),
  }));
}

function initialGrid({ largestSinr }: ValueCurve): number[] {
  const ratio = Math.max(1, largestSinr / LOWEST_SINR);
  return Array.from({ length: GRID }, (_, i) => LOWEST_SINR * ratio ** (i / (GRID - 1)));
}
