import { invariant } from '../../errors.ts';
import { designOutcome } from '../designOutcome.ts';
import type { ArrowTable } from '../tables/arrow/arrowReader.ts';
import type { StopRule } from './stopSchema.ts';

/** One value of the metric: of one channel realization at one grid point. */
export interface Observation {
  readonly point: number;
  /** In the metric's unit, infinite where the draw has none; a share in [0, 1] for a proportion. */
  readonly value: number;
}

/**
 * Observations in the tables of a chunk, realization by realization. A draw without a value counts as the worst one, so
 * that every draw counts and hard draws do not drop out as a threshold grows: an RCRB of infinity, an SINR of
 * minus infinity. A proportion of `error_sinr_db` is the share of a design's CSI error draws: draws of one channel are
 * not independent, their shares are.
 *
 * @param errors table errors, for `error_sinr_db` only.
 */
export function readObservations(rule: StopRule, designs: ArrowTable, errors: ArrowTable | undefined): Observation[] {
  const points = designs.column('point');
  const values = valuesOf(rule, designs, errors);
  return values.map((value, row) => ({ point: Number(points(row)), value }));
}

function valuesOf(rule: StopRule, table: ArrowTable, errors: ArrowTable | undefined): number[] {
  const { metric, statistic, below = Number.NaN } = rule;
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  if (metric === 'feasible') {
    const status = table.column('status');
    return rows.map((row) => (designOutcome(String(status(row))).feasible ? 1 : 0));
  }
  if (metric === 'certified') {
    const certified = table.column('certified');
    return rows.map((row) => (certified(row) === true ? 1 : 0));
  }
  if (metric === 'error_sinr_db') {
    invariant(errors, 'table errors');
    const shares = sharesBelow(errors, below);
    const ids = table.column('design_id');
    return rows.map((row) => shares.get(ids(row) as bigint) ?? 1); // no design: no draw reaches anything
  }
  const worst = metric === 'rcrb_deg' ? Infinity : -Infinity;
  const get = table.column(metric);
  const numbers = rows.map((row) => {
    const value = get(row);
    // NaN only of a forged file, which verification finds: no value either
    return value === null || Number.isNaN(value) ? worst : Number(value);
  });
  return statistic === 'proportion' ? numbers.map((x) => (x < below ? 1 : 0)) : numbers;
}

/** Share of the error draws of every design that fall below a value. */
function sharesBelow(errors: ArrowTable, below: number): Map<bigint, number> {
  const [ids, sinr] = [errors.column('design_id'), errors.column('sinr_db')];
  const counts = new Map<bigint, { draws: number; below: number }>();
  for (let row = 0; row < errors.rows; row++) {
    const id = ids(row) as bigint;
    const count = counts.get(id) ?? { draws: 0, below: 0 };
    const value = sinr(row); // null: an SINR of 0
    count.draws++;
    if (value === null || !(Number(value) >= below)) count.below++;
    counts.set(id, count);
  }
  return new Map([...counts].map(([id, c]) => [id, c.below / c.draws]));
}
