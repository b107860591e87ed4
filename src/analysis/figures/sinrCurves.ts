import { countedValue } from '../../study/countedDraws.ts';
import { claimOf, type DesignRecord } from '../readDesigns.ts';
import { numberRows, type StudySource } from '../readStudyDirectory.ts';
import { distributionSteps } from '../statistics.ts';
import { json } from './curves.ts';
import { rowKeys } from './facets.ts';
import type { PanelRow } from './figure.ts';
import type { FigureOptions } from './figureKind.ts';

/** What the distribution of an SINR is over: draws and CSI errors, or draws alone. */
export const SINR_CURVES = ['sampled', 'exact', 'bound'] as const;
export type SinrCurve = (typeof SINR_CURVES)[number];

/** Smallest SINR over the users in dB for each CSI error realization, by design; -Infinity for an SINR of 0. */
export type ErrorSamples = ReadonlyMap<number, readonly number[]>;

/** Samples of all designs of a study; none where it has no table `errors`. */
export function readErrorSamples(directory: StudySource): ErrorSamples {
  const samples = new Map<number, number[]>();
  for (const { design_id: id, sinr_db: sinr } of numberRows(directory, 'errors', ['design_id', 'sinr_db'])) {
    const list = samples.get(id) ?? [];
    list.push(Number.isNaN(sinr) ? -Infinity : sinr);
    samples.set(id, list);
  }
  return samples;
}

/** Values in dB of the curves of one design in one panel. */
export interface SinrValues {
  readonly first: DesignRecord;
  readonly lists: Readonly<Record<SinrCurve, readonly number[]>>;
  /** Draws whose exact worst case is an SINR of 0 although the design meets its claim. */
  readonly zeros: number;
}

/**
 * SINR in dB of the draws of one design, or its margin over the threshold. By the rule `all` a draw without a design that meets its claim
 * counts as -Infinity in each of
 * its samples, so that designs are compared over the same draws; by `perPoint` the draws with precoders stand alone.
 */
export function sinrValues(
  draws: readonly DesignRecord[],
  samples: ErrorSamples,
  errors: number,
  options: Pick<FigureOptions, 'medians'> & { readonly margin: boolean },
): SinrValues | undefined {
  const [first] = draws;
  if (!first) return undefined;
  const all = options.medians === 'all';
  const rows = all ? draws : draws.filter((r) => r.designed);
  const value = (row: DesignRecord, sinr: number): number => {
    const shown = options.margin ? sinr - claimOf(row) : sinr;
    return all ? countedValue(row, shown, -Infinity) : shown;
  };
  return {
    first,
    lists: {
      sampled: rows.flatMap((r) =>
        (samples.get(r.id) ?? Array.from({ length: errors }, () => -Infinity)).map((s) => value(r, s)),
      ),
      exact: rows.map((r) => value(r, r.worstExactDb)),
      bound: rows.map((r) => value(r, r.worstBoundDb)),
    },
    zeros: draws.filter((r) => r.meetsClaim && r.worstExactDb === -Infinity).length,
  };
}

/**
 * Rows of the curves: distribution functions that begin at the left edge with the share of values of -Infinity, where there are any.
 *
 * @param domain abscissas of the panel's edges.
 * @param field of the abscissa.
 */
export function sinrRows(
  { first, lists, zeros }: SinrValues,
  domain: readonly [number, number],
  field: string,
): PanelRow[] {
  const keys = rowKeys(first);
  return SINR_CURVES.flatMap((curve) => {
    const values = lists[curve];
    const finite = values.filter(Number.isFinite);
    const start = 1 - finite.length / values.length;
    const rise = distributionSteps(finite, values.length).map(({ x, share }) => ({ x, share: start + share }));
    const edge = start > 0 ? domain[0] : (rise[0]?.x ?? domain[0]);
    const points = [{ x: edge, share: start }, ...(finite.length > 0 ? rise : [{ x: domain[1], share: start }])];
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
