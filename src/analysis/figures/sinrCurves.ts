import { countedValue } from '../../study/countedDraws.ts';
import type { SinrPool } from '../poolDistributions.ts';
import { ListedValues, type RankedValues } from '../pooledSinr.ts';
import { claimOf, type DesignRecord } from '../readDesigns.ts';
import { decadeRanks, evenRanks } from '../statistics.ts';
import { json } from './curves.ts';
import { rowKeys } from './facets.ts';
import type { PanelRow } from './figure.ts';
import type { FigureOptions } from './figureKind.ts';

/** What the distribution of an SINR is over: draws and CSI errors, or draws alone. */
export const SINR_CURVES = ['sampled', 'exact', 'bound'] as const;
export type SinrCurve = (typeof SINR_CURVES)[number];

type Medians = FigureOptions['medians'];

/** The curves of one design in one panel, in dB over the threshold. */
export interface SinrValues {
  readonly first: DesignRecord;
  readonly curves: Readonly<Record<SinrCurve, RankedValues>>;
  /** Draws whose exact worst case is an SINR of 0 although the design meets its claim. */
  readonly zeros: number;
}

/**
 * The draws of one design whose SINRs under CSI errors make a curve. By the rule `all` a draw without a design that meets its claim counts as
 * -Infinity in each of its samples, so that designs are compared over the same draws; by `perPoint` the draws with precoders stand alone.
 */
export function poolOf(draws: readonly DesignRecord[], medians: Medians): SinrPool {
  const designs = draws.filter((r) => r.designed && (r.meetsClaim || medians === 'perPoint'));
  return { designs, missing: medians === 'all' ? draws.length - designs.length : 0 };
}

/**
 * The curves of the draws of one design, by the same rule.
 *
 * @param sampled its pool.
 */
export function sinrValues(draws: readonly DesignRecord[], sampled: RankedValues, medians: Medians): SinrValues | null {
  const [first] = draws;
  if (!first) return null;
  const over = (sinr: (row: DesignRecord) => number): RankedValues => {
    const value = (row: DesignRecord): number => sinr(row) - claimOf(row);
    return new ListedValues(
      medians === 'all'
        ? draws.map((row) => countedValue(row, value(row), -Infinity))
        : draws.filter((r) => r.designed).map(value),
    );
  };
  return {
    first,
    curves: { sampled, exact: over((r) => r.worstExactDb), bound: over((r) => r.worstBoundDb) },
    zeros: draws.filter((r) => r.meetsClaim && r.worstExactDb === -Infinity).length,
  };
}

/** The smallest and the largest finite value; none where there is no such value. */
export function extremesOf(values: RankedValues): number[] {
  const { draws, missing } = values;
  return missing < draws ? values.atRanks([missing + 1, draws]).filter(Number.isFinite) : [];
}

/** How curves stand in a panel. */
export interface CurvePlace {
  /** Abscissas of the panel's edges. */
  readonly domain: readonly [number, number];
  /** Field of the abscissa. */
  readonly field: string;
  /** Abscissa of the threshold. */
  readonly threshold: number;
  /** Lower end of a logarithmic ordinate; a linear one begins at 0. */
  readonly floor?: number;
}

/**
 * Rows of some curves: distribution functions that begin at the left edge with the share of values of -Infinity, where there are any. Of many values
 * there are steps too low to be told apart.
 */
export function sinrRows(
  { first, curves, zeros }: SinrValues,
  { domain, field, threshold, floor }: CurvePlace,
  shown: readonly SinrCurve[] = SINR_CURVES,
): PanelRow[] {
  const keys = rowKeys(first);
  return shown.flatMap((curve) => {
    const values = curves[curve];
    const { draws, missing } = values;
    const start = missing / draws;
    const ranks = (floor === undefined ? evenRanks : decadeRanks)(draws - missing).map((rank) => missing + rank);
    const rise = values
      .atRanks(ranks)
      .map((x, i) => ({ x: threshold + x, share: (ranks[i] as number) / draws }))
      .filter(({ x }) => x < Infinity);
    const edge = start > 0 ? domain[0] : (rise[0]?.x ?? domain[0]);
    const foot = Math.max(start, floor ?? 0);
    const points = [{ x: edge, share: foot }, ...(rise.length > 0 ? rise : [{ x: domain[1], share: foot }])];
    const zero = curve === 'exact' && zeros > 0 ? { mark: 'zero', zero_share: json(start) } : {};
    return points.map(({ x, share }, step) => ({
      ...keys,
      curve,
      step,
      [field]: json(Number(x.toFixed(4))),
      share: json(share),
      ...(step === 0 ? zero : {}),
    }));
  });
}
