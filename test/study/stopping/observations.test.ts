import { describe, expect, it } from 'vitest';
import { readObservations } from '../../../src/study/stopping/observations.ts';
import { stopSchema } from '../../../src/study/stopping/stopSchema.ts';
import { startRule } from '../../../src/study/stopping/stoppingRule.ts';
import type { ArrowTable } from '../../../src/study/tables/arrow/arrowReader.ts';

type Row = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** Columns of table designs that a rule reads, as a table in memory. */
function tableOf(rows: readonly Row[]): ArrowTable {
  return {
    rows: rows.length,
    column: (name: string) => (row: number) => rows[row]?.[name] ?? null,
  } as unknown as ArrowTable;
}

const DESIGN: Row = {
  point: 0,
  design_id: 0n,
  status: 'optimal',
  rcrb_deg: 2,
  sinr_db: 12,
  worst_exact_sinr_db: 9,
  meets_claim: true,
  holds_over_ball: true,
  leakage_used: 0.1,
  rho: null,
  outage: 0.2,
  outage_exact: null,
};
const designs = tableOf([
  DESIGN,
  {
    ...DESIGN,
    design_id: 1n,
    status: 'infeasible',
    rcrb_deg: null,
    sinr_db: null,
    meets_claim: false,
    holds_over_ball: false,
    leakage_used: null,
    outage: null,
  },
  { ...DESIGN, design_id: 2n, meets_claim: false },
  { ...DESIGN, design_id: 3n, holds_over_ball: false, worst_exact_sinr_db: null, outage: 0 },
  { ...DESIGN, design_id: 4n, rho: 0, rcrb_deg: null, outage_exact: 0.125 },
]);
const distributions = tableOf([
  { design_id: 0n, user: null, draws: 2n, below_stop: 1n },
  { design_id: 0n, user: 0, draws: 2n, below_stop: 0n },
  { design_id: 2n, user: null, draws: 1n, below_stop: 0n },
  { design_id: 3n, user: null, draws: 1n, below_stop: 0n },
  { design_id: 4n, user: null, draws: 1n, below_stop: 0n },
]);
const rule = (section: Readonly<Record<string, unknown>>) => stopSchema.parse({ halfWidth: 0.1, ...section });
const values = (section: Readonly<Record<string, unknown>>): number[] =>
  readObservations(rule(section), designs, distributions).map((o) => o.value);

describe('observations of a stopping rule', () => {
  it('count a draw without a design that meets its claim as the worst value, and none at rho = 0 for an RCRB', () => {
    expect(values({ metric: 'rcrb_deg', statistic: 'quantile' })).toEqual([2, Infinity, Infinity, 2]);
    expect(values({ metric: 'rcrb_deg', statistic: 'proportion', below: 3 })).toEqual([1, 0, 0, 1]);
    expect(values({ metric: 'sinr_db', statistic: 'quantile' })).toEqual([12, -Infinity, -Infinity, 12, 12]);
    expect(values({ metric: 'worst_exact_sinr_db', statistic: 'quantile' })).toEqual([
      9,
      -Infinity,
      -Infinity,
      -Infinity,
      9,
    ]);
    expect(values({ metric: 'error_sinr_db', statistic: 'proportion', below: 10 })).toEqual([0.5, 1, 1, 0, 0]);
  });

  it('take the exact outage where there is one, and 1 without a design that meets its claim', () => {
    expect(values({ metric: 'outage', statistic: 'mean' })).toEqual([0.2, 1, 1, 0, 0.125]);
    expect(values({ metric: 'outage', statistic: 'quantile' })).toEqual([0.2, 1, 1, 0, 0.125]);
    expect(values({ metric: 'outage', statistic: 'proportion', below: 0.15 })).toEqual([0, 0, 0, 1, 1]);
  });

  it('tell the two words apart, and know the former name of one', () => {
    expect(values({ metric: 'feasible', statistic: 'proportion' })).toEqual([1, 0, 1, 1, 1]);
    expect(values({ metric: 'meets_claim', statistic: 'proportion' })).toEqual([1, 0, 0, 1, 1]);
    expect(values({ metric: 'holds_over_ball', statistic: 'proportion' })).toEqual([1, 0, 1, 0, 1]);
    expect(rule({ metric: 'certified', statistic: 'proportion' }).metric).toBe('meets_claim');
  });

  it('do not hold a study back at a point where the metric is not defined', () => {
    const state = startRule(rule({ metric: 'rcrb_deg', statistic: 'quantile', minimum: 2 }), [1]);
    const tenfold = Array.from({ length: 400 }, () => ({ point: 1, value: 2 }));
    state.add(tenfold);
    expect(state.estimates().map((e) => e.point)).toEqual([1]);
    expect(state.isReached()).toBe(true);
  });
});
