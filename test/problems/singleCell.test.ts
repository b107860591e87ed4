import { describe, expect, it } from 'vitest';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { expectClose, makeProgram } from './precodingFixtures.ts';

const input = { cells: 1, targetAnglesDeg: [[-50]] };
// two different programs, both solved to merit 1e-8
const SAME = 5e-7;

describe('a single cell', () => {
  it('has the same optimum as coordinated beamforming and as coordinated multipoint', async () => {
    // With one BS and C = sr2 I the two schemes are one problem, built by two different builders.
    for (const robustness of ['none', 'paper', 'guaranteed', 'guaranteedSum'] as const) {
      const shape = { ...input, csiErrorRadius: 0.02 };
      const cbf = [
        makeProgram(shape, { robustness, threshold: 100 }),
        makeProgram(shape, { robustness, form: 'maxSinr' }),
        makeProgram(shape, { robustness, form: 'weighted', rho: 0.5, nfr: 0.001, nfc: 500 }),
        makeProgram(shape, { robustness, problem: 'capsFree', threshold: 100 }),
        makeProgram(shape, { robustness, problem: 'joint', threshold: 100 }),
      ];
      const comp = cbf.map((p) => ({
        ...p,
        scheme: 'BLP-CoMP' as const,
        problem: p.problem === 'P1.A' ? ('P2.A' as const) : p.problem,
      }));
      const solutions = await solvePrecodingPrograms([...cbf, ...comp]);
      cbf.forEach((_, i) => {
        expect(solutions[i]?.status).toBe('optimal');
        expectClose(solutions[i]?.objective, solutions[i + cbf.length]?.objective, SAME);
      });
    }
  });

  it('ignores everything that belongs to other cells', async () => {
    const program = makeProgram(input, { threshold: 100 });
    const { interference: _, leakage: __, ...bare } = program;
    const [full, reduced] = await solvePrecodingPrograms([
      { ...program, interference: { intraCell: 10, interCell: 1e6 }, leakage: 1e-9 },
      { ...bare, interference: { intraCell: 10 } },
    ]);
    expect(full?.status).toBe('optimal');
    expect(full?.objective).toBe(reduced?.objective);
    expect(full?.interference.interCell).toBe(0);
  });

  it('leaves the intra-cell interference as the only term of P1.B', async () => {
    const [a] = await solvePrecodingPrograms([makeProgram(input, { threshold: 200 })]);
    const crbCap = (a?.objective ?? 0) * 1.01;
    const program = makeProgram(input, { problem: 'P1.B', threshold: 200, crbCap });
    const [b] = await solvePrecodingPrograms([program]);
    expect(b?.status).toBe('optimal');
    expectClose((b?.interference.intraCell ?? 0) / program.scenario.maxInterference, b?.objective, 1e-12);
  });

  it('makes P1.B and P2.B one problem, but for the amplitude rows that P1.B alone has', async () => {
    const shape = { ...input, usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 8, csiErrorRadius: 0.02 };
    const a = makeProgram(shape, { robustness: 'guaranteed', threshold: 600 });
    const [best] = await solvePrecodingPrograms([a]);
    const b = { ...a, problem: 'P1.B' as const, crbCap: (best?.objective ?? 0) * 1.01 };
    const [cbf, capped, comp] = await solvePrecodingPrograms([
      b,
      { ...b, amplitudeCrbCaps: [1e-9, 1e-9] },
      { ...b, scheme: 'BLP-CoMP', problem: 'P2.B' },
    ]);
    expect([cbf?.status, comp?.status]).toEqual(['optimal', 'optimal']);
    expectClose((cbf?.objective ?? 0) * a.scenario.maxInterference, comp?.objective, 1e-6);
    expect(capped?.status).toBe('infeasible');
  });

  it('serves a single user without any interference row', async () => {
    const alone = { ...input, usersPerCell: 1, csiErrorRadius: 0.02 };
    const solutions = await solvePrecodingPrograms([
      makeProgram(alone, { robustness: 'paper', threshold: 100 }),
      makeProgram(alone, { robustness: 'guaranteed', threshold: 100 }),
      makeProgram(alone, { problem: 'joint', robustness: 'guaranteed', threshold: 100 }),
      makeProgram(alone, { scheme: 'BLP-CoMP', problem: 'P2.A', robustness: 'guaranteedSum', threshold: 100 }),
    ]);
    for (const s of solutions) expect(s.status).toBe('optimal');
  });
});

describe('the start of Algorithm 1', () => {
  it('drops the inter-cell rows and I_inter of the SINR row, so that it bounds every P1.A', async () => {
    const [start, full, tiny] = await solvePrecodingPrograms([
      makeProgram({}, { omitInterCellRows: true, interference: { intraCell: 10 } }),
      makeProgram({}),
      makeProgram({}, { omitInterCellRows: true, interference: { intraCell: 10, interCell: 1e-9 } }),
    ]);
    expect(start?.status).toBe('optimal');
    expect(start?.objective).toBe(tiny?.objective);
    expect(start?.objective ?? 1).toBeLessThan((full?.objective ?? 0) * 0.99);
  });
});
