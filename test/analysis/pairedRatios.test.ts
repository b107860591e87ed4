import { describe, expect, it } from 'vitest';
import { pairedRatios } from '../../src/analysis/pairedRatios.ts';
import type { DesignRecord } from '../../src/analysis/readDesigns.ts';
import { record, SWEEP } from './figures/records.ts';

const NONE = { feasible: false, designed: false, meetsClaim: false, holdsOverBall: false, status: 'infeasible' };

/** A row of draw `realization`; an RCRB of null is that of a draw whose design does not meet its claim. */
function row(
  realization: number,
  design: string,
  rcrbDeg: number | null,
  over: Parameters<typeof record>[0] = {},
): DesignRecord {
  const outcome = rcrbDeg === null ? { ...NONE, rcrbDeg: Number.NaN } : { rcrbDeg };
  return record({ realization, design, ...outcome, ...over });
}

/** RCRBs of two designs, draw by draw. */
function draws(first: readonly (number | null)[], second: readonly (number | null)[]): DesignRecord[] {
  return [...first.map((x, i) => row(i, 'paper', x)), ...second.map((x, i) => row(i, 'joint', x))];
}

describe('pairedRatios', () => {
  it('is the median of the ratios of the draws at which one design or both meet their claim, the others counted', () => {
    const rows = draws([2, 4, 5, null, 1, null, null], [1, 3, 10, 7, null, null, null]);
    expect(pairedRatios(rows, 'design')).toEqual([
      {
        field: 'design',
        first: 'paper',
        second: 'joint',
        scheme: 'BLP-CBF',
        design: null,
        robustness: 'none',
        sweep: SWEEP,
        // 0, 1/2, 3/4, 2, infinity
        median: 0.75,
        lower: Number.NaN,
        upper: Number.NaN,
        pairs: 5,
        onlyNumerator: 1,
        onlyDenominator: 1,
        neither: 2,
      },
    ]);
  });

  it('is no ratio of two medians', () => {
    const [ratio] = pairedRatios(draws([1, 2, 30], [3, 1, 15]), 'design');
    expect(ratio?.median).toBe(0.5); // 3, 1/2, 1/2, where the medians are 2 and 3
  });

  it('has the smallest and the largest of six ratios as its interval of 95%', () => {
    const [ratio] = pairedRatios(draws([1, 1, 1, 1, 1, 1], [6, 1, 5, 2, 4, 3]), 'design');
    expect(ratio).toMatchObject({ lower: 1, upper: 6 });
    expect(ratio?.median).toBeCloseTo(Math.sqrt(12), 12); // of 3 and 4
  });

  it('pairs rows of one draw whatever their order, and leaves out a draw that has one row', () => {
    const rows = [row(5, 'paper', 2), row(1, 'paper', 4), row(1, 'joint', 1), row(7, 'joint', 9), row(5, 'joint', 4)];
    const [ratio] = pairedRatios(rows, 'design');
    expect(ratio).toMatchObject({ pairs: 2, onlyNumerator: 0, onlyDenominator: 0, neither: 0 });
    expect(ratio?.median).toBeCloseTo(Math.sqrt(2 * 0.25), 12);
  });

  it.each<[string, Parameters<typeof row>[3]]>([
    ['scheme', { scheme: 'SLP-CBF' }],
    ['robustness', { robustness: 'guaranteed' }],
    ...Object.keys(SWEEP).map((name): [string, Parameters<typeof row>[3]] => [name, { sweep: { [name]: 77 } }]),
  ])('compares no rows of two values of %s', (_, over) => {
    const rows = [row(0, 'paper', 2), row(0, 'joint', 3, over)];
    expect(pairedRatios(rows, 'design')).toEqual([]);
    const more = [...rows, row(0, 'joint', 8), row(0, 'paper', 1, over)];
    expect(pairedRatios(more, 'design').map((r) => r.median)).toEqual([4, 3]);
  });

  it('compares values of robustness of one design', () => {
    const rows = ['none', 'guaranteed', 'guaranteedSum'].map((robustness, i) => row(0, 'joint', i + 1, { robustness }));
    const found = pairedRatios(rows, 'robustness').map((r) => [r.first, r.second, r.design, r.median]);
    expect(found).toEqual([
      ['none', 'guaranteed', 'joint', 2],
      ['none', 'guaranteedSum', 'joint', 3],
      ['guaranteed', 'guaranteedSum', 'joint', 1.5],
    ]);
    expect(pairedRatios(rows, 'design')).toEqual([]);
  });

  it('has nothing at rho = 0, where the RCRB is not defined', () => {
    const weighted = (rho: number): DesignRecord[] =>
      ['paper', 'joint'].map((design) => row(0, design, 2, { sweep: { rho, threshold_db: Number.NaN } }));
    expect(pairedRatios([...weighted(0), ...weighted(0.5)], 'design').map((r) => r.sweep.rho)).toEqual([0.5]);
  });

  it('takes a design that misses its claim as infinite, whatever RCRB its precoders have', () => {
    const rows = [row(0, 'paper', 2), row(0, 'joint', 1, { meetsClaim: false })];
    expect(pairedRatios(rows, 'design')[0]).toMatchObject({ median: Infinity, pairs: 1, onlyDenominator: 1 });
  });
});
