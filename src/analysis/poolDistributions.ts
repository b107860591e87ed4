import type { SinrDistribution } from '../montecarlo/distribution.ts';
import { binCount } from '../montecarlo/grid.ts';
import { gridOf } from '../study/sinrGridSchema.ts';
import { readDistribution } from '../study/tables/readDistribution.ts';
import { PooledSinr } from './pooledSinr.ts';
import { claimOf, type DesignRecord } from './readDesigns.ts';
import { foreignValue, readTable, type StudySource } from './readStudyDirectory.ts';

/** Designs whose SINRs under CSI errors are taken together. */
export interface SinrPool {
  /** Designs with precoders that count with their draws. */
  readonly designs: readonly DesignRecord[];
  /** Designs that count with an SINR of 0 in each of their draws. */
  readonly missing: number;
}

/** Room for the rounding of a threshold that was linear in between, dB. */
const ROUNDING_DB = 1e-6;

/**
 * Pools the distributions of some designs, in one pass over table `sinr_distribution` with one chunk of it in memory. No design is in two pools.
 *
 * @throws ResumableError where a design has no row, or one that is none of this study.
 */
export function poolDistributions(source: StudySource, pools: readonly SinrPool[]): PooledSinr[] {
  const { errors } = source.study.realizations;
  const grid = gridOf(source.study.output.sinrGridDb);
  const made = pools.map(({ missing }) => {
    const pool = new PooledSinr(grid);
    pool.addMissing(missing * errors);
    return pool;
  });
  const places = new Map(
    pools.flatMap(({ designs }, k) => designs.map((row) => [row.id, { row, pool: made[k] as PooledSinr }] as const)),
  );
  for (const table of readTable(source, 'sinr_distribution')) {
    const [idOf, cellOf] = [table.column('design_id'), table.column('cell')];
    const has = new Set(table.fields.map(({ name }) => name));
    for (let i = 0; i < table.rows; i++) {
      const id = Number(idOf(i));
      const place = places.get(id);
      if (!place || cellOf(i) !== null) continue;
      places.delete(id);
      const distribution = readDistribution((name) => (has.has(name) ? table.column(name)(i) : undefined), grid);
      requireDistribution(source, distribution, place.row);
      if (claimOf(place.row) === -Infinity) place.pool.addAbove(errors);
      else place.pool.add(distribution);
    }
  }
  const [lost] = places.keys();
  if (lost !== undefined) throw foreignValue(source, 'sinr_distribution', `a row of design ${lost}`, 'none');
  return made;
}

/** What is pooled must be numbers of draws and values in order, over the threshold of the design. */
function requireDistribution(source: StudySource, d: SinrDistribution, row: DesignRecord): void {
  const { errors } = source.study.realizations;
  const must = (holds: boolean, expected: string, found: unknown): void => {
    if (!holds) throw foreignValue(source, 'sinr_distribution', `${expected} of design ${row.id}`, found);
  };
  const total = d.counts.reduce((a, b) => a + b, 0);
  must(d.draws === errors, `${errors} draws`, d.draws);
  must(total === errors && d.counts.every((n) => n >= 0), `bin_counts that add up to ${errors} draws`, total);
  const [bins, end] = [binCount(d.grid), d.firstBin + d.counts.length];
  must(Number.isInteger(d.firstBin) && d.firstBin >= -1 && end <= bins + 1, `bins from -1 to ${bins}`, d.firstBin);
  must(d.tail.length > 0 && d.tail.length <= errors, 'the smallest SINRs', `${d.tail.length} of them`);
  const wrong = d.tail.findIndex((x, i) => !(x >= (d.tail[i - 1] ?? 0) && x < Infinity));
  must(wrong < 0, 'ascending SINRs', d.tail[wrong]);
  const claim = claimOf(row);
  const reference = 10 * Math.log10(d.reference);
  must(claim === -Infinity || Math.abs(reference - claim) <= ROUNDING_DB, `reference_db ${claim}`, reference);
}
