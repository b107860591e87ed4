import { describe, expect, it } from 'vitest';
import { firstAxes, judgeAxes } from '../../src/problems/normAxes.ts';
import type { Certificate } from '../../src/model/certificates/certificate.ts';
import { provesInfeasible } from '../../src/problems/certificates.ts';
import { lowerBoundOf } from '../../src/problems/crbLowerBound.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { firstSumAxes, judgeSumAxes } from '../../src/problems/sumAxes.ts';
import type { DesignTask } from '../../src/problems/types.ts';
import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import { programContext } from '../../src/problems/programs/programContext.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { expectClose, makeProgram, THREE_CELLS } from './precodingFixtures.ts';

type Change = Partial<PrecodingProgram>;
const COMP: Change = { scheme: 'BLP-CoMP', problem: 'joint' };
const CHANGES: readonly Change[] = [
  {},
  { omitInterCellRows: true },
  { form: 'maxSinr' },
  { form: 'weighted', rho: 0.5, nfr: 1e-3, nfc: 100 },
  { problem: 'P1.B', crbCap: 1e-2, threshold: 3 },
  { problem: 'joint' },
  { problem: 'joint', threshold: 300 },
  { problem: 'capsFree', threshold: 3 },
  COMP,
  { ...COMP, threshold: 3000 },
  { ...COMP, sensingBs: [0] },
  { ...COMP, problem: 'P2.A' },
  { ...COMP, problem: 'P2.A', form: 'maxSinr' },
  { ...COMP, problem: 'P2.B', crbCap: 1e-2 },
];
const SYSTEMS = { default: {}, 'one user': { usersPerCell: 1, txAntennas: 8 }, 'three cells': THREE_CELLS };

describe('norms along a few axes', () => {
  it.each(
    Object.entries(SYSTEMS).flatMap(([name, system]) =>
      (['guaranteed', 'paper', 'guaranteedSum'] as const).map((robustness) => ({ name, system, robustness })),
    ),
  )('have the optimum of whole norms, $name, $robustness', async ({ system, robustness }) => {
    const programs = CHANGES.map((change) =>
      makeProgram({ ...system, csiErrorRadius: 0.03 }, { robustness, ...change }),
    );
    const whole = await solvePrecodingPrograms(programs, { fewAxes: false });
    const along = await solvePrecodingPrograms(programs, { fewAxes: true });
    let solved = 0;
    whole.forEach((one, i) => {
      expect(along[i]?.status).toBe(one.status);
      if (one.objective === null) return expect(along[i]?.objective).toBeNull();
      expectClose(along[i]?.objective, one.objective, programs[i]?.problem.endsWith('.B') === true ? 1e-5 : 5e-7);
      solved++;
    });
    expect(solved).toBeGreaterThan(CHANGES.length / 2);
  });

  it.each(['guaranteed', 'guaranteedSum'] as const)(
    'are the same whoever else is solved, and go on from a warm start, %s',
    async (robustness) => {
      const programs = [0, 1, 2].map((draw) => makeProgram({ csiErrorRadius: 0.02 }, { ...COMP, robustness }, draw));
      const together = await solvePrecodingPrograms(programs, { fewAxes: true });
      for (const [i, program] of programs.entries()) {
        const [alone] = await solvePrecodingPrograms([program], { fewAxes: true });
        expect(alone?.objective).toBe(together[i]?.objective);
        const warmStart = together[i]?.state as Float64Array;
        const [again] = await solvePrecodingPrograms([{ ...program, warmStart }], { fewAxes: true });
        expectClose(again?.objective, alone?.objective, 1e-7);
        expect(again?.iterations).toBeLessThan((alone?.iterations ?? 0) / 2);
      }
    },
  );

  it.each(
    (['BLP-CBF', 'BLP-CoMP'] as const).flatMap((scheme) =>
      (['guaranteed', 'paper', 'guaranteedSum'] as const).map((robustness) => ({ scheme, robustness })),
    ),
  )(
    'prove the bounds of whole norms, and out of reach what is, $scheme, $robustness',
    async ({ scheme, robustness }) => {
      const scenario = { ...THREE_CELLS, csiErrorRadius: 0.01 };
      const programs = [[0], [1], [2], [0, 1, 2]].map((sensingBs) =>
        makeProgram(scenario, { scheme, robustness, problem: 'joint', sensingBs }),
      );
      const taskOf = (program: PrecodingProgram): DesignTask => {
        const { scenario: system, realization, threshold = Number.NaN } = program;
        const task = drawDesignTask({ scheme, robustness, thresholdDb: 10, scenario });
        return { ...task, scenario: system, realization, form: { kind: 'threshold', threshold } };
      };
      const [own] = programs as [PrecodingProgram];
      const bounds = [];
      for (const options of [{ fewAxes: false }, { fewAxes: true }, { fewAxes: true, boundsOnly: true }]) {
        const solved = await solvePrecodingPrograms(programs, { ...options, tolerance: 1e-9 });
        bounds.push(
          lowerBoundOf(
            taskOf(own),
            solved.map(({ certificate, iterations, path }) => ({ terms: certificate(), iterations, path })),
          ),
        );
      }
      const [whole, along, early] = bounds;
      for (const m of [0, 1, 2]) {
        expectClose(along?.crb[m], whole?.crb[m], 5e-7);
        expectClose(early?.crb[m], whole?.crb[m], 2e-6);
      }
      expectClose(along?.mean, whole?.mean, 5e-7);
      expectClose(early?.mean, whole?.mean, 2e-6);
      const { sensingBs: _, ...beyond } = { ...own, threshold: 1e7 };
      const [none] = await solvePrecodingPrograms([beyond], { fewAxes: true });
      expect(none?.status).toBe('infeasible');
      const terms = none?.certificate();
      const proof: Certificate[] = terms ? [{ statement: 'infeasible', bs: null, threshold: 1e7, terms }] : [];
      expect(provesInfeasible(taskOf(beyond), proof)).toBe(true);
      expect(
        provesInfeasible(
          taskOf(own),
          proof.map((c) => ({ ...c, threshold: 10 })),
        ),
      ).toBe(false);
    },
  );

  it('of sums take the place of what was before, are kept in late rounds, and are as many as blocks after the first', () => {
    const context = programContext(makeProgram({ csiErrorRadius: 0.02 }, { robustness: 'guaranteedSum' }), {});
    const first = firstSumAxes(context);
    const enough = (): number => 1e-8;
    expect(first.count).toBe(3);
    const size = first.columns.length / 3;
    expect(first.columns.subarray(size, 2 * size)).toEqual(first.columns.subarray(0, size));
    const ones = new Float64Array(3 * 72).map((_, at) => (at % 2 === 0 ? 30 : 0));
    const { missed, next } = judgeSumAxes(context, first, ones, enough, 2);
    expect(missed).toBeGreaterThan(1e-3);
    // a single beam for all blocks needs one axis
    expect(next?.count).toBe(1);
    expect(judgeSumAxes(context, next ?? first, ones, enough, 2).missed).toBeLessThan(1e-10);
    const late = judgeSumAxes(context, first, ones, enough, 4).next;
    expect(late?.count).toBe(4);
    expect(judgeSumAxes(context, late ?? first, ones, enough, 4).missed).toBeLessThan(1e-10);
    const scattered = ones.map((_, at) => (at % 14 === 0 ? 30 + at : 0));
    expect(judgeSumAxes(context, first, scattered, enough, 1).next?.count).toBe(3);
    expect(judgeSumAxes(context, first, scattered, enough, 2).next?.count).toBeGreaterThan(3);
  });

  it('miss nothing where the covariances lie in them, and what they miss is the next axis', () => {
    const context = programContext(makeProgram({ csiErrorRadius: 0.02 }, { robustness: 'guaranteed' }), {});
    const first = firstAxes(context);
    const antennas = 6;
    const blocks = 3;
    const beams = (axis: (block: number, i: number) => number): Float64Array =>
      Float64Array.from({ length: blocks * antennas * antennas * 2 }, (_, at) => {
        const [part, j, i, block] = [at % 2, (at >> 1) % antennas, Math.floor(at / 12) % antennas, Math.floor(at / 72)];
        const [a, b] = [axis(block, 2 * i), axis(block, 2 * i + 1)];
        const [c, d] = [axis(block, 2 * j), axis(block, 2 * j + 1)];
        return part === 0 ? a * c + b * d : b * c - a * d;
      });
    const along = beams((block, i) => 30 * (first.columns[block * 12 + i] as number));
    expect(judgeAxes(context, first, along).missed).toBeLessThan(1e-12);
    const other = beams((block, i) => (i === 0 ? 30 : block));
    const { missed, next } = judgeAxes(context, first, other);
    expect(missed).toBeGreaterThan(1e-3);
    expect(next?.count).toBe(2);
    expect(judgeAxes(context, next ?? first, other).missed).toBeLessThan(1e-10);
  });
});
