import { describe, expect, it } from 'vitest';
import type { DesignMetrics } from '../../src/study/evaluateDesign.ts';
import { studyGrid } from '../../src/study/grid.ts';
import { summaryOf } from '../../src/study/summary.ts';
import { readArrow } from '../../src/study/tables/arrow/arrowReader.ts';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import type { DesignRow } from '../../src/study/tables/designRow.ts';
import { designsTable } from '../../src/study/tables/designsTable.ts';
import type { ConicStatus } from '../../src/conic/status.ts';
import { tinyStudy } from './tinyStudy.ts';

const [low, high] = studyGrid(tinyStudy((t) => t.replace('[5, 60]', '[5, 6]')));
if (!low || !high) throw new Error('two points');

interface Outcome {
  readonly status: ConicStatus;
  /** Worst-case SINR over the threshold, linear; null without precoders. */
  readonly worst: number | null;
  /** RCRB of both BSs, degrees. */
  readonly rcrb?: number;
  /** That of the relaxation, degrees; the same by default. */
  readonly relaxation?: number;
  readonly meetsClaim?: boolean;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function row(
  realization: number,
  point: typeof low,
  { status, worst, rcrb = 1, relaxation = rcrb, meetsClaim = true }: Outcome,
): DesignRow {
  if (!point) throw new Error('a point');
  const crb = new Float64Array(2).fill(radians(rcrb) ** 2);
  const threshold = 10 ** ((point.thresholdDb ?? 0) / 10);
  const metrics: DesignMetrics | null =
    worst === null
      ? null
      : {
          crb,
          crbFull: crb,
          amplitudeCrb: new Float64Array(4).fill(1),
          sinr: threshold,
          exact: worst * threshold,
          bound: worst * threshold,
          outage: null,
          meetsClaim,
          holdsOverBall: worst >= 1,
          failed: meetsClaim ? [] : ['worstCase'],
          powerUsed: new Float64Array(2),
          leakageUsed: 0,
        };
  const { scheme, design, robustness, form, scenario } = point;
  return {
    id: BigInt(2 * realization + point.index),
    point,
    task: {
      scheme,
      design,
      robustness,
      form,
      scenario,
      realization: { reflectionGain: new Float64Array(8), channels: new Float64Array(16) },
      seed: 3n,
      realizationIndex: realization,
    },
    design: {
      status,
      iterations: 1,
      solverIterations: 1,
      solverPath: 'float64',
      merit: 0,
      crbBound: new Float64Array(2).fill(radians(relaxation) ** 2),
      crbLower: crb,
      certificates: [],
      meanCrbLower: crb[0] ?? NaN,
      sinrBound: threshold,
      precoders: worst === null ? null : new Float64Array(8),
      rankRatio: 0,
      extraction: worst === null ? 'none' : 'principal',
      convergence: [],
      normalization: null,
    },
    metrics,
    errors: null,
    failure: null,
  };
}

/** Summary of draws, each with its outcome at 5 and at 6 dB. */
function summaryOfDraws(draws: readonly (readonly [Outcome, Outcome])[]) {
  const rows = draws.flatMap(([a, b], i) => [row(i, low, a), row(i, high, b)]);
  return summaryOf([readArrow(arrowFile(designsTable(2, [0.5]), rows, new Map()))], 0);
}

const good = (rcrb: number): Outcome => ({ status: 'optimal', worst: 2, rcrb });
const infeasible: Outcome = { status: 'infeasible', worst: null };

describe('summaryOf', () => {
  it('does not hide a worst case of 0, which is null in dB', () => {
    const [line] = summaryOfDraws([
      [good(1), good(1)],
      [{ status: 'optimal', worst: 0, meetsClaim: false }, good(1)],
    ]);
    expect(line).toMatchObject({ feasible: 2, meetsClaim: 1, holdsOverBall: 1, worstMarginDb: -Infinity });
  });

  it('counts a feasible relaxation without precoders as a claim not met, not as infeasible', () => {
    const [line] = summaryOfDraws([
      [good(1), good(1)],
      [{ status: 'almostOptimal', worst: null }, good(1)],
      [infeasible, infeasible],
      [good(1), good(1)],
    ]);
    expect(line).toMatchObject({ draws: 4, feasible: 3, undecided: 0, meetsClaim: 2, holdsOverBall: 2 });
    expect(line?.worstMarginDb).toBeCloseTo(10 * Math.log10(2), 12);
  });

  it.each(['iterationLimit', 'numericalError', 'unbounded'] as const)(
    'tells %s, which claims nothing, from infeasible',
    (status) => {
      const [line] = summaryOfDraws([
        [good(1), good(1)],
        [{ status, worst: null }, good(1)],
        [infeasible, good(1)],
      ]);
      expect(line).toMatchObject({ draws: 3, feasible: 1, undecided: 1, meetsClaim: 1 });
    },
  );

  it('tells a design that meets its claim from one that holds over the error ball', () => {
    const [line] = summaryOfDraws([
      [good(1), good(1)],
      [{ status: 'optimal', worst: 0.5 }, good(1)],
      [{ status: 'optimal', worst: 1 - 1e-9 }, good(1)],
      [{ status: 'optimal', worst: 2, meetsClaim: false }, good(1)],
    ]);
    expect(line).toMatchObject({ feasible: 4, meetsClaim: 3, holdsOverBall: 2 });
  });

  it('takes medians over all draws, an infeasible one counted as infinite', () => {
    const lines = summaryOfDraws([
      [good(1), good(2)],
      [good(9), infeasible],
      [good(3), good(5)],
    ]);
    expect(lines[0]?.medianRcrbDeg).toBeCloseTo(3, 12);
    expect(lines[1]?.medianRcrbDeg).toBeCloseTo(5, 12);
  });

  it('counts designs whose precoders fall more than 1% short of their relaxation, infinitely far ones too', () => {
    const lines = summaryOfDraws([
      [{ ...good(1), relaxation: 0.995 }, good(1)],
      [{ ...good(1.2), relaxation: 1 }, good(1)],
      [
        { ...good(Infinity), relaxation: 1 },
        { ...good(2), relaxation: 1.9 },
      ],
    ]);
    expect(lines.map((l) => l.loose)).toEqual([2, 1]);
    expect(lines[0]?.largestGap).toBe(Infinity);
    expect(lines[1]?.largestGap).toBeCloseTo(2 / 1.9, 12);
    // an angle that cannot be estimated counts in the median as the worst of all
    expect(lines[0]?.medianRcrbDeg).toBeCloseTo(1.2, 12);
  });

  it.each([
    ['infeasible', infeasible],
    ['without precoders', { status: 'optimal', worst: null }],
    ['undecided', { status: 'iterationLimit', worst: null }],
    ['short of its claim', { status: 'optimal', worst: 2, rcrb: 1, meetsClaim: false }],
  ] as const)('has an infinite median where half of the draws are %s', (_name, outcome) => {
    const draws = (misses: number) =>
      summaryOfDraws(Array.from({ length: 4 }, (_, i) => [good(1 + i), i < misses ? outcome : good(2)] as const));
    expect(draws(1)[1]?.medianRcrbDeg).toBeCloseTo(2, 12);
    expect(draws(2)[1]?.medianRcrbDeg).toBe(Infinity);
    expect(draws(2)[0]?.medianRcrbDeg).toBeCloseTo(2.5, 12);
  });

  it('has a median SINR by the same rule, minus infinity where half of the draws have none', () => {
    const lines = summaryOfDraws([
      [good(1), infeasible],
      [good(1), infeasible],
      [infeasible, good(1)],
    ]);
    expect(lines[0]?.medianSinrDb).toBeCloseTo(5, 12);
    expect(lines[1]?.medianSinrDb).toBe(-Infinity);
  });
});
