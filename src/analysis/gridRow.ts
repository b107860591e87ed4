import type { GridPoint } from '../study/grid.ts';
import { foreignValue, type StudySource } from './readStudyDirectory.ts';

/** Dimensions of a sweep, in the order in which a figure chooses its abscissa. */
export const SWEEP_DIMENSIONS = [
  'threshold_db',
  'rho',
  'cells',
  'users_per_cell',
  'tx_antennas',
  'frame_length',
  'psk_order',
  'csi_error_radius',
  'amplitude_crb_cap',
] as const;
export type SweepDimension = (typeof SWEEP_DIMENSIONS)[number];
/** Without a cap on amplitudes it is Infinity; NaN where a dimension is none of the row's, as the PSK order at block level. */
export type SweepValues = Readonly<Record<SweepDimension, number>>;

/** What places a row in the grid. */
interface GridRow {
  readonly id: number;
  readonly realization: number;
  readonly point: number;
  /** Scheme, design and robustness. */
  readonly labels: readonly (string | undefined)[];
  /** In the order of `SWEEP_DIMENSIONS`. */
  readonly sweep: readonly number[];
}

/**
 * Figures sort, count and draw by these values: one that the study does not have could mean anything.
 *
 * @throws ResumableError naming the value.
 */
export function requireGridRow(source: StudySource, points: readonly GridPoint[], row: GridRow): void {
  const { channels } = source.study.realizations;
  const point = points[row.point];
  if (!point || !Number.isInteger(row.realization) || row.realization < 0 || row.realization >= channels)
    throw foreignValue(
      source,
      'designs',
      `a realization below ${channels} at a point below ${points.length}`,
      `${row.realization} at ${row.point}`,
    );
  const id = row.realization * points.length + row.point;
  if (row.id !== id)
    throw foreignValue(
      source,
      'designs',
      `design_id ${id} of realization ${row.realization} and point ${row.point}`,
      row.id,
    );
  const expected = [point.scheme, point.design, point.robustness, ...sweepOf(point)];
  const found = [...row.labels, ...row.sweep];
  const other = expected.findIndex((value, k) => !Object.is(value, found[k]));
  if (other >= 0) throw foreignValue(source, 'designs', `${expected[other]} in design ${id}`, found[other]);
}

/** Values of a grid point in the order of `SWEEP_DIMENSIONS`. */
function sweepOf({ thresholdDb, rho, pskOrder, scenario }: GridPoint): number[] {
  const { cells, usersPerCell, txAntennas, frameLength, csiErrorRadius, amplitudeCrbCap } = scenario;
  const values: SweepValues = {
    threshold_db: thresholdDb ?? Number.NaN,
    rho: rho ?? Number.NaN,
    cells,
    users_per_cell: usersPerCell,
    tx_antennas: txAntennas,
    frame_length: frameLength,
    psk_order: pskOrder ?? Number.NaN,
    csi_error_radius: csiErrorRadius,
    amplitude_crb_cap: amplitudeCrbCap ?? Infinity,
  };
  return SWEEP_DIMENSIONS.map((name) => values[name]);
}
