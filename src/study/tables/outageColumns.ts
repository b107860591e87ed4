import type { SinrDistribution } from '../../montecarlo/distribution.ts';
import { clopperPearson } from '../../montecarlo/intervals/clopperPearson.ts';
import { quantileOf, type SinrQuantile } from '../../montecarlo/quantileOf.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

/** What the columns are made from. */
type Drawn = Pick<DesignRow, 'errors'>;

/** Columns of table `designs` about CSI errors that follow from table `sinr_distribution`. */
export function sampledOutageColumns(levels: readonly number[]): Column<Drawn>[] {
  const quantiles = { type: { list: levels.length }, unit: 'dB', nullable: true, infinite: 'both' } as const;
  const share = { type: 'float64', unit: '1', nullable: true } as const;
  const each = `one for each level of realizations.quantiles (${levels.join(', ')})`;
  return [
    {
      name: 'outage',
      ...share,
      description:
        'share of the error draws under which the smallest SINR over the users is below the threshold (in the weighted form sinr_program_db) less 1e-6 dB; null without draws or precoders',
      get: (r) => outageOf(r)?.share ?? null,
    },
    {
      name: 'outage_lower',
      ...share,
      description: 'lower end of the 95% interval of the outage of this design (Clopper-Pearson)',
      get: (r) => outageOf(r)?.interval[0] ?? null,
    },
    {
      name: 'outage_upper',
      ...share,
      description: 'upper end of that interval',
      get: (r) => outageOf(r)?.interval[1] ?? null,
    },
    {
      name: 'sinr_quantiles_db',
      ...quantiles,
      description: `quantiles of the smallest SINR over the users and the error draws, ${each}: exact among the smallest that table sinr_distribution keeps, else the middle of the bin (of the open bin below the grid the middle between its upper end and the largest SINR that is kept); -Infinity where the SINR is 0, Infinity above all bins`,
      get: (r) => quantilesOf(r, levels, ({ value }) => value),
    },
    {
      name: 'sinr_quantiles_lower_db',
      ...quantiles,
      description:
        'lower ends of their distribution-free 95% intervals, of a bin its lower end; -Infinity where the draws are too few for one',
      get: (r) => quantilesOf(r, levels, ({ lower }) => lower),
    },
    {
      name: 'sinr_quantiles_upper_db',
      ...quantiles,
      description:
        'upper ends of those intervals, of a bin its upper end; Infinity where the draws are too few for one',
      get: (r) => quantilesOf(r, levels, ({ upper }) => upper),
    },
  ];
}

/** The distribution of the smallest SINR; null without draws, and of stored counts that are none. */
function distributionOf({ errors }: Drawn): SinrDistribution | null {
  if (!errors) return null;
  const { draws, below } = errors.smallest;
  const [hits = Number.NaN] = below;
  const counted = [draws, hits].every(Number.isSafeInteger) && draws > 0 && hits >= 0 && hits <= draws;
  return counted ? errors.smallest : null;
}

interface Outage {
  readonly share: number;
  readonly interval: readonly [lower: number, upper: number];
}

/** Three columns show it one after the other. */
const outages = new WeakMap<SinrDistribution, Outage>();

function outageOf(row: Drawn): Outage | null {
  const distribution = distributionOf(row);
  if (!distribution) return null;
  const known = outages.get(distribution);
  if (known) return known;
  const { draws, below } = distribution;
  const [hits = 0] = below;
  const outage = { share: hits / draws, interval: clopperPearson(hits, draws) };
  outages.set(distribution, outage);
  return outage;
}

function quantilesOf(
  row: Drawn,
  levels: readonly number[],
  get: (quantile: SinrQuantile) => number,
): Float64Array | null {
  const distribution = distributionOf(row);
  return distribution && Float64Array.from(levels, (level) => get(quantileOf(distribution, level)));
}
