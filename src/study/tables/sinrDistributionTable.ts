import type { SinrDistribution } from '../../montecarlo/distribution.ts';
import { binCount } from '../../montecarlo/grid.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';
import { decibel } from '../decibel.ts';

export interface DistributionRow {
  readonly row: DesignRow;
  /** Index of the user, cell * usersPerCell + user; null for the smallest SINR over the users. */
  readonly user: number | null;
  readonly distribution: SinrDistribution;
}

/** Rows of table `sinr_distribution`: one for each design with precoders, and where the study asks for it one for each of its users. */
export function distributionRows(rows: readonly DesignRow[]): DistributionRow[] {
  return rows.flatMap((row) => {
    if (!row.errors) return [];
    const { smallest, users } = row.errors;
    return [
      { row, user: null, distribution: smallest },
      ...users.map((distribution, user) => ({ row, user, distribution })),
    ];
  });
}

/** @param stops true where a rule of the study counts draws below a level of its own. */
export function sinrDistributionTable(stops: boolean): readonly Column<DistributionRow>[] {
  return [
    { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
    {
      name: 'cell',
      type: 'int32',
      nullable: true,
      description: 'cell of the user; null: the row is of the smallest SINR over the users',
      given: true,
      get: (r) => (r.user === null ? null : Math.floor(r.user / r.row.point.scenario.usersPerCell)),
    },
    {
      name: 'user',
      type: 'int32',
      nullable: true,
      description: 'user of the cell; null beside a cell that is null',
      given: true,
      get: (r) => (r.user === null ? null : r.user % r.row.point.scenario.usersPerCell),
    },
    {
      name: 'draws',
      type: 'int64',
      description: 'CSI errors drawn',
      given: true,
      get: (r) => BigInt(r.distribution.draws),
    },
    {
      name: 'below_threshold',
      type: 'int64',
      description:
        'draws whose SINR is below the threshold of the design (in the weighted form sinr_program_db) less 1e-6 dB',
      get: (r) => BigInt(r.distribution.below[0] ?? 0),
    },
    ...(stops
      ? [
          {
            name: 'below_stop',
            type: 'int64',
            description: 'draws whose SINR is below the value of stop.below',
            get: (r: DistributionRow) => BigInt(r.distribution.below[1] ?? 0),
          } as const,
        ]
      : []),
    {
      name: 'reference_db',
      type: 'float64',
      unit: 'dB',
      description:
        'SINR that the bins are relative to: the threshold of the design, in the weighted form sinr_program_db, 0 where there is none',
      get: (r) => decibel(r.distribution.reference),
    },
    {
      name: 'grid_from_db',
      type: 'float64',
      unit: 'dB',
      description:
        'lower end of bin 0 over reference_db; bin i goes from there + i grid_step_db to the next, its lower end included',
      given: true,
      get: (r) => r.distribution.grid.fromDb,
    },
    {
      name: 'grid_step_db',
      type: 'float64',
      unit: 'dB',
      description: 'width of a bin',
      given: true,
      get: (r) => r.distribution.grid.stepDb,
    },
    {
      name: 'grid_bins',
      type: 'int32',
      description: 'number of bins; bin -1 holds what lies below them, and bin grid_bins what lies above',
      given: true,
      get: (r) => binCount(r.distribution.grid),
    },
    {
      name: 'first_bin',
      type: 'int32',
      description: 'bin of the first element of bin_counts',
      get: (r) => r.distribution.firstBin,
    },
    {
      name: 'bin_counts',
      type: { values: 'int64' },
      description: 'draws in bin first_bin and the next ones, up to the last bin with a draw',
      get: (r) => r.distribution.counts,
    },
    {
      name: 'tail_sinr',
      type: { values: 'float64' },
      unit: '1',
      description:
        'the smallest SINRs, linear, in ascending order: output.smallest of them, or all where there are fewer draws',
      get: (r) => r.distribution.tail,
    },
    {
      name: 'tail_draw',
      type: { values: 'int64' },
      description: 'their error draws, which isac-mc extract --draw makes again; of equal SINRs the earlier draw first',
      get: (r) => r.distribution.tailDraws,
    },
    {
      name: 'mean_sinr',
      type: 'float64',
      unit: '1',
      description: 'mean of the linear SINRs',
      get: (r) => r.distribution.mean,
    },
    {
      name: 'variance_sinr',
      type: 'float64',
      unit: '1',
      description: 'variance of the linear SINRs, by one less than draws; 0 of a single draw',
      get: ({ distribution: { squares, draws } }) => (draws > 1 ? squares / (draws - 1) : 0),
    },
  ];
}
