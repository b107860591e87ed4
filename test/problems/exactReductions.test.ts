import { describe, expect, it } from 'vitest';
import { drawRealization } from '../../src/model/channels.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { reducedSize } from '../../src/problems/programs/programContext.ts';
import { expectClose, makeProgram } from './precodingFixtures.ts';

// Two solves to merit 1e-8 may differ by a few times that in an objective of size 0.1 to 1 in the solver's units.
const SAME = 5e-7;

describe('subspace reduction', () => {
  it.each([12, 14, 16])('leaves the optimum of CBF programs with %i antennas unchanged', async (txAntennas) => {
    const programs = [
      makeProgram({ txAntennas }),
      makeProgram({ txAntennas, csiErrorRadius: 0.02 }, { robustness: 'guaranteed' }),
      makeProgram({ txAntennas }, { problem: 'joint' }),
      // a leakage cap that binds
      makeProgram({ txAntennas }, { leakage: 300 }),
    ];
    for (const p of programs) expect(reducedSize(p, {})).toBe(9);
    const reduced = await solvePrecodingPrograms(programs);
    const full = await solvePrecodingPrograms(programs, { reduce: false });
    reduced.forEach((s, i) => {
      expect(s.status).toBe('optimal');
      expectClose(s.objective, full[i]?.objective, SAME);
    });
  });

  it('leaves the optimum of CoMP programs unchanged', async () => {
    const programs = [
      makeProgram({ usersPerCell: 1, txAntennas: 8 }, { scheme: 'BLP-CoMP', problem: 'P2.A' }),
      makeProgram(
        { usersPerCell: 1, txAntennas: 8, csiErrorRadius: 0.02 },
        {
          scheme: 'BLP-CoMP',
          problem: 'P2.A',
          robustness: 'paper',
        },
      ),
    ];
    for (const p of programs) expect(reducedSize(p, {})).toBe(5);
    const reduced = await solvePrecodingPrograms(programs);
    const full = await solvePrecodingPrograms(programs, { reduce: false });
    reduced.forEach((s, i) => {
      expect(s.status).toBe('optimal');
      expectClose(s.objective, full[i]?.objective, SAME);
    });
  });

  it('keeps its size and its optimum where users and targets share directions', async () => {
    const base = makeProgram({ txAntennas: 14 }, { threshold: 0.4 });
    const userAnglesDeg = [
      [
        [-50, 0, 0],
        [60, 60, 40],
      ],
      [
        [-60, 10, 30],
        [50, 50, -15],
      ],
    ];
    const realization = drawRealization(base.scenario, {
      seed: 1n,
      realization: 0,
      channelModel: 'lineOfSight',
      userAnglesDeg,
    });
    const program = { ...base, realization };
    const [reduced] = await solvePrecodingPrograms([program]);
    const [full] = await solvePrecodingPrograms([program], { reduce: false, zeroForcing: false });
    expect(reduced?.status).toBe('optimal');
    expectClose(reduced?.objective, full?.objective, SAME);
  });
});

describe('zero-forcing basis', () => {
  it('gives the optimum of the identity basis', async () => {
    const programs = [
      makeProgram({ csiErrorRadius: 0.01 }, { robustness: 'guaranteedSum' }),
      makeProgram({ usersPerCell: 2 }, { form: 'maxSinr' }),
      makeProgram({ usersPerCell: 2 }, { scheme: 'BLP-CoMP', problem: 'joint', threshold: 100 }),
    ];
    const decoupled = await solvePrecodingPrograms(programs);
    const plain = await solvePrecodingPrograms(programs, { zeroForcing: false });
    decoupled.forEach((s, i) => {
      expect(s.status).toBe('optimal');
      expectClose(s.objective, plain[i]?.objective, SAME);
    });
  });
});
