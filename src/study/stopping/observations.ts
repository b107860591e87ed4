import { invariant } from '../../errors.ts';
import { countedRcrb, countedValue } from '../countedDraws.ts';
import { designOutcome } from '../designOutcome.ts';
import { drawOutcomes } from '../drawOutcomes.ts';
import type { ArrowTable } from '../tables/arrow/arrowReader.ts';
import type { StopRule } from './stopSchema.ts';

/** One value of the metric: of one channel realization at one grid point. */
export interface Observation {
  readonly point: number;
  /** In the metric's unit, infinite where the draw has none; a share in [0, 1] for a proportion. */
  readonly value: number;
}

/**
 * Observations in the tables of a chunk, realization by realization. Every draw counts, by the rule of `countedValue`: one without a design that meets its claim as an
 * RCRB of infinity or an SINR of minus infinity. At rho = 0 no RCRB is defined, and there is no observation. A proportion of `error_sinr_db` is the share of a design's CSI error draws: draws of one channel are
 * not independent, their shares are.
 *
 * @param errors table errors, for `error_sinr_db` only.
 */
export function readObservations(rule: StopRule, designs: ArrowTable, errors: ArrowTable | undefined): Observation[] {
  const points = designs.column('point');
  const values = valuesOf(rule, designs, errors);
  return values.flatMap((value, row) => (Number.isNaN(value) ? [] : [{ point: Number(points(row)), value }]));
}

function valuesOf(rule: StopRule, table: ArrowTable, errors: ArrowTable | undefined): number[] {
  const { metric, statistic, below = Number.NaN } = rule;
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  if (metric === 'feasible') {
    const status = table.column('status');
    return rows.map((row) => (designOutcome(String(status(row))).feasible ? 1 : 0));
  }
  if (metric === 'meets_claim' || metric === 'holds_over_ball') {
    const event = table.column(metric);
    return rows.map((row) => (event(row) === true ? 1 : 0));
  }
  const outcomes = drawOutcomes(table);
  if (metric === 'error_sinr_db') {
    invariant(errors, 'table errors');
    const shares = sharesBelow(errors, below);
    const ids = table.column('design_id');
    // no design: no draw reaches anything
    return outcomes.map((draw, row) => countedValue(draw, shares.get(ids(row) as bigint) ?? 1, 1));
  }
  const get = table.column(metric);
  const numbers = outcomes.map((draw, row) => {
    const value = get(row);
    // an RCRB is null at rho = 0, an SINR of 0 is null in dB, and only a forged file has NaN
    const number = value === null ? Number.NaN : Number(value);
    if (metric === 'rcrb_deg') return countedRcrb(draw, Number.isNaN(number) ? Infinity : number);
    return countedValue(draw, Number.isNaN(number) ? -Infinity : number, -Infinity);
  });
  if (statistic !== 'proportion') return numbers;
  return numbers.map((x) => (Number.isNaN(x) ? x : x < below ? 1 : 0));
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
