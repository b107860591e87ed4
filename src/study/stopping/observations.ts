import { invariant } from '../../errors.ts';
import { countedRcrb, countedValue } from '../countedDraws.ts';
import { designOutcome } from '../designOutcome.ts';
import { drawOutcomes } from '../drawOutcomes.ts';
import type { ArrowTable } from '../tables/arrow/arrowReader.ts';
import type { StopRule } from './stopSchema.ts';

type Cells = ReturnType<ArrowTable['column']>;

/** One value of the metric: of one channel realization at one grid point. */
export interface Observation {
  readonly point: number;
  /** In the metric's unit, infinite where the draw has none; a share in [0, 1] for a proportion. */
  readonly value: number;
}

/**
 * Observations in the tables of a chunk, realization by realization. Every draw counts, by the rule of `countedValue`: one without a design that meets its claim as an
 * RCRB of infinity, an SINR of minus infinity or an outage of 1. At rho = 0 no RCRB is defined, and there is no observation. A proportion of `error_sinr_db` is the share of a design's CSI error draws: draws of one channel are
 * not independent, their shares are.
 *
 * @param distributions table sinr_distribution, for `error_sinr_db` only.
 */
export function readObservations(
  rule: StopRule,
  designs: ArrowTable,
  distributions: ArrowTable | undefined,
): Observation[] {
  const points = designs.column('point');
  const values = valuesOf(rule, designs, distributions);
  return values.flatMap((value, row) => (Number.isNaN(value) ? [] : [{ point: Number(points(row)), value }]));
}

function valuesOf(rule: StopRule, table: ArrowTable, distributions: ArrowTable | undefined): number[] {
  const { metric } = rule;
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
    invariant(distributions, 'table sinr_distribution');
    const shares = sharesBelow(distributions);
    const ids = table.column('design_id');
    // no design: no draw reaches anything
    return outcomes.map((draw, row) => countedValue(draw, shares.get(ids(row) as bigint) ?? 1, 1));
  }
  if (metric === 'outage') {
    const [sampled, exact] = [table.column('outage'), table.column('outage_exact')];
    return asked(
      outcomes.map((draw, row) => countedValue(draw, Number(exact(row) ?? sampled(row) ?? Number.NaN), 1)),
      rule,
    );
  }
  const get = table.column(metric);
  const numbers = outcomes.map((draw, row) => {
    const value = get(row);
    // an RCRB is null at rho = 0, an SINR of 0 is null in dB, and only a forged file has NaN
    const number = value === null ? Number.NaN : Number(value);
    if (metric === 'rcrb_deg') return countedRcrb(draw, Number.isNaN(number) ? Infinity : number);
    return countedValue(draw, Number.isNaN(number) ? -Infinity : number, -Infinity);
  });
  return asked(numbers, rule);
}

/** The numbers, or for a proportion whether they are below its value; NaN remains. */
function asked(numbers: readonly number[], { statistic, below = Number.NaN }: StopRule): number[] {
  return numbers.map((x) => (statistic !== 'proportion' || Number.isNaN(x) ? x : x < below ? 1 : 0));
}

/** Share of the error draws of every design that fall below the value of the rule. */
function sharesBelow(distributions: ArrowTable): Map<bigint, number> {
  const [ids, users, draws, below] = ['design_id', 'user', 'draws', 'below_stop'].map((name) =>
    distributions.column(name),
  ) as [Cells, Cells, Cells, Cells];
  const rows = Array.from({ length: distributions.rows }, (_, row) => row).filter((row) => users(row) === null);
  return new Map(rows.map((row) => [ids(row) as bigint, Number(below(row)) / Number(draws(row))]));
}
