import { grouped } from '../grouped.ts';
import { SWEEP_DIMENSIONS, type SweepValues } from './gridRow.ts';
import { countedRcrbOf, type DesignRecord } from './readDesigns.ts';
import { type RatioStatistics, ratioStatistics } from './ratioStatistics.ts';

/** What a comparison varies; everything else is equal in both of its designs. */
export type ComparedField = 'design' | 'robustness';

/** Two designs of the same scheme at the same sweep point, compared draw by draw: both were made for the same channels. Ratios are the second RCRB over the first. */
export interface PairedRatio extends RatioStatistics {
  readonly field: ComparedField;
  readonly first: string;
  readonly second: string;
  readonly scheme: string;
  /** The value that both have of the field that is not compared. */
  readonly design: string | null;
  readonly robustness: string | null;
  readonly sweep: SweepValues;
}

/**
 * Every pair of values of a field, for each scheme, value of the other field and sweep point at which some draw has both. A draw of which one row is
 * missing is none, nor is one whose RCRB is not defined (rho = 0).
 *
 * @returns in the order of the rows, the first value of a pair being the one that comes first there; empty where the field has one value.
 */
export function pairedRatios(rows: readonly DesignRecord[], field: ComparedField): PairedRatio[] {
  const other = field === 'design' ? 'robustness' : 'design';
  const values = [...new Set(rows.map((r) => r[field]))];
  const pairs = values.flatMap((first, i) => values.slice(i + 1).map((second) => [first, second] as const));
  const places = grouped(rows, (r) => keyOf([r.scheme, r[other], ...sweepOf(r)]));
  return [...places.values()].flatMap((place) =>
    pairs.flatMap(([first, second]): PairedRatio[] => {
      const seconds = new Map(place.filter((r) => r[field] === second).map((r) => [r.realization, r]));
      const both = place.filter((r) => r[field] === first).flatMap((r) => withPartner(r, seconds.get(r.realization)));
      const [row] = both;
      if (!row) return [];
      const { scheme, sweep } = row.of;
      return [
        {
          field,
          first,
          second,
          scheme,
          design: field === 'design' ? null : row.of.design,
          robustness: field === 'robustness' ? null : row.of.robustness,
          sweep,
          ...ratioStatistics(both.map((d) => [d.second, d.first])),
        },
      ];
    }),
  );
}

interface Pair {
  readonly of: DesignRecord;
  readonly first: number;
  readonly second: number;
}

/** Both RCRBs of a draw; nothing where one is missing or not defined. */
function withPartner(row: DesignRecord, partner: DesignRecord | undefined): Pair[] {
  if (!partner) return [];
  const [first, second] = [countedRcrbOf(row), countedRcrbOf(partner)];
  return Number.isNaN(first) || Number.isNaN(second) ? [] : [{ of: row, first, second }];
}

function sweepOf({ sweep }: DesignRecord): number[] {
  return SWEEP_DIMENSIONS.map((name) => sweep[name]);
}

function keyOf(parts: readonly (string | number)[]): string {
  return parts.join('\n');
}
