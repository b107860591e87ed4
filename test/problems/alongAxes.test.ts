import { describe, expect, it } from 'vitest';
import { firstAxes, judgeAxes } from '../../src/problems/normAxes.ts';
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

  it('are the same whoever else is solved, and go on from a warm start', async () => {
    const programs = [0, 1, 2].map((draw) =>
      makeProgram({ csiErrorRadius: 0.02 }, { ...COMP, robustness: 'guaranteed' }, draw),
    );
    const together = await solvePrecodingPrograms(programs, { fewAxes: true });
    for (const [i, program] of programs.entries()) {
      const [alone] = await solvePrecodingPrograms([program], { fewAxes: true });
      expect(alone?.objective).toBe(together[i]?.objective);
      const warmStart = together[i]?.state as Float64Array;
      const [again] = await solvePrecodingPrograms([{ ...program, warmStart }], { fewAxes: true });
      expectClose(again?.objective, alone?.objective, 1e-7);
      expect(again?.iterations).toBeLessThan((alone?.iterations ?? 0) / 2);
    }
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
