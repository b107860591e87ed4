import { describe, expect, it } from 'vitest';
import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import { covarianceOfEchoes } from '../../src/model/echoCovariance.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { drawRealization } from '../../src/model/channels.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { reducedSize } from '../../src/problems/programs/programContext.ts';
import { expectClose, makeProgram } from './precodingFixtures.ts';

// Two solves to merit 1e-8 may differ by a few times that in an objective of size 0.1 to 1 in the solver's units.
const SAME = 5e-7;

type Change = Partial<PrecodingProgram>;

const P1B: Change = { problem: 'P1.B', crbCap: 1e-3, robustness: 'guaranteed' };
const NUMBERS_ALONE: readonly Change[] = [];
/**
 * Programs with each field that adds or changes rows. A new field must be named here: rows that see covariances along other vectors than channels and
 * steering vectors have no reduction (`reducedSize`), and every other test would pass with an optimum that is too large.
 */
const ROWS_OF_FIELD: Readonly<Record<keyof PrecodingProgram, readonly Change[]>> = {
  scheme: [{ scheme: 'BLP-CoMP', problem: 'P2.A' }],
  problem: [{ problem: 'capsFree' }, { problem: 'joint' }, P1B],
  robustness: [
    { robustness: 'paper' },
    { robustness: 'guaranteed' },
    { robustness: 'guaranteedSum' },
    { robustness: 'exact', problem: 'joint' },
  ],
  form: [{ form: 'maxSinr' }, { form: 'weighted', rho: 0.5, nfr: 1e-3, nfc: 100 }],
  amplitudeCrbCaps: [{ ...P1B, amplitudeCrbCaps: [10, 10] }],
  limitEchoes: [
    {
      problem: 'joint',
      limitEchoes: true,
      echoCovariance: [0, 1].map((m) => covarianceOfEchoes(makeScenario(), m, 0.02)),
    },
  ],
  sinrRow: [{ ...P1B, sinrRow: 'received', interference: { received: 4 } }],
  oneBeam: [{ oneBeam: true }],
  sensingBs: [{ problem: 'joint', sensingBs: [1] }],
  omitInterCellRows: [{ omitInterCellRows: true }],
  leakage: [{ leakage: 300 }],
  scenario: NUMBERS_ALONE,
  errorAxes: [{ robustness: 'exact', problem: 'joint' }],
  firstErrorAxes: NUMBERS_ALONE,
  realization: NUMBERS_ALONE,
  bs: NUMBERS_ALONE,
  threshold: NUMBERS_ALONE,
  rho: NUMBERS_ALONE,
  nfr: NUMBERS_ALONE,
  nfc: NUMBERS_ALONE,
  interference: NUMBERS_ALONE,
  crbCap: NUMBERS_ALONE,
  echoCovariance: NUMBERS_ALONE,
  warmStart: NUMBERS_ALONE,
};

describe('subspace reduction', () => {
  it('leaves the optimum unchanged of programs with every field that adds rows', async () => {
    const programs = Object.values(ROWS_OF_FIELD)
      .flat()
      .map((change) => makeProgram({ usersPerCell: 1, txAntennas: 8, csiErrorRadius: 0.02 }, change));
    expect(reducedSize(makeProgram({ usersPerCell: 1, txAntennas: 8 }), {})).toBe(5);
    // in one call, as programs of one realization share their bases
    const [reduced, full] = [
      await solvePrecodingPrograms(programs),
      await solvePrecodingPrograms(programs, { reduce: false }),
    ];
    reduced.forEach((s, i) => {
      expect(s.status).toBe('optimal');
      // P1.B minimises what is small in the units of its rows
      expectClose(s.objective, full[i]?.objective, programs[i]?.problem === 'P1.B' ? 1e-5 : SAME);
    });
  });

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
