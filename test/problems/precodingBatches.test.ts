import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { expectClose, makeProgram } from './precodingFixtures.ts';

describe('solvePrecodingPrograms', () => {
  it('gives every program the answer that it has alone, in the order given', async () => {
    const programs = [
      makeProgram({}, { bs: 0 }, 1),
      makeProgram({ usersPerCell: 2 }, { scheme: 'BLP-CoMP', problem: 'P2.A' }),
      makeProgram({}, { bs: 1 }, 1),
      makeProgram({}, { threshold: 1e5 }),
      makeProgram({}, { form: 'weighted', rho: 0, nfr: 1, nfc: 2 }),
      makeProgram({ csiErrorRadius: 0.01 }, { robustness: 'paper' }),
      makeProgram({}, { bs: 0 }, 2),
    ];
    const together = await solvePrecodingPrograms(programs);
    for (const [i, program] of programs.entries()) {
      const [alone] = await solvePrecodingPrograms([program]);
      expect(together[i]?.status).toBe(alone?.status);
      expect(together[i]?.objective).toBe(alone?.objective);
      expect(together[i]?.covariances).toEqual(alone?.covariances);
    }
    expect(together.map((s) => s.status)).toEqual([
      'optimal',
      'optimal',
      'optimal',
      'infeasible',
      'optimal',
      'optimal',
      'optimal',
    ]);
  });

  it('reports an infeasible program without values', async () => {
    const [s] = await solvePrecodingPrograms([makeProgram({}, { threshold: 1e6 })]);
    expect(s).toMatchObject({ status: 'infeasible', objective: null, covariances: null, sinr: Number.NaN });
    expect([...(s?.crb ?? [])]).toEqual([Number.NaN]);
  });

  it('answers the same from a warm start, in fewer iterations', async () => {
    const base = makeProgram({}, { threshold: 10 });
    const [first] = await solvePrecodingPrograms([base]);
    const next = { ...base, threshold: 10.5 };
    const warm: PrecodingProgram = first ? { ...next, warmStart: first.state } : next;
    const [fromWarm, fromCold] = await solvePrecodingPrograms([warm, next]);
    const [cold] = await solvePrecodingPrograms([next]);
    expect(fromWarm?.status).toBe('optimal');
    expectClose(fromWarm?.objective, cold?.objective, 1e-6);
    // a program without a state starts cold beside one that has one
    expect(fromCold?.iterations).toBe(cold?.iterations);
    expect(fromWarm?.iterations ?? 99).toBeLessThan(cold?.iterations ?? 0);
  });

  it('starts cold from a state of another shape', async () => {
    const [other] = await solvePrecodingPrograms([makeProgram({ usersPerCell: 2 })]);
    const program = makeProgram({});
    const [cold] = await solvePrecodingPrograms([program]);
    const [stray] = await solvePrecodingPrograms(other ? [{ ...program, warmStart: other.state }] : []);
    expect(stray?.iterations).toBe(cold?.iterations);
    expect(stray?.objective).toBe(cold?.objective);
  });

  it('calls the weighted form at rho = 0 the largest SINR over nfc, without a CRB', async () => {
    const [weighted, largest] = await solvePrecodingPrograms([
      makeProgram({}, { form: 'weighted', rho: 0, nfr: 1, nfc: 4 }),
      makeProgram({}, { form: 'maxSinr' }),
    ]);
    expectClose(weighted?.objective, (largest?.objective ?? 0) / 4, 1e-12);
    expect(largest?.objective).toBe(largest?.sinr);
    expect([...(weighted?.crb ?? [])]).toEqual([Number.NaN]);
  });

  it('finds the same largest SINR as the feasibility of thresholds around it', async () => {
    const [largest] = await solvePrecodingPrograms([makeProgram({}, { form: 'maxSinr' })]);
    const g = largest?.objective ?? 0;
    const [below, above] = await solvePrecodingPrograms([
      makeProgram({}, { threshold: g * 0.999 }),
      makeProgram({}, { threshold: g * 1.001 }),
    ]);
    expect([below?.status, above?.status]).toEqual(['optimal', 'infeasible']);
  });
});

describe('validation', () => {
  const { threshold: _, ...withoutThreshold } = makeProgram({});
  const { echoCovariance: __, ...withoutEcho } = makeProgram({});
  const { bs: ___, ...withoutBs } = makeProgram({});
  const comp = { scheme: 'BLP-CoMP', problem: 'P2.A' } as const;
  it.each<[string, PrecodingProgram, RegExp]>([
    ['a missing threshold', withoutThreshold, /programs\[0\]\.threshold: expected a positive number, got undefined/],
    [
      'a NaN cap',
      makeProgram({}, { interference: { intraCell: Number.NaN, interCell: 1 } }),
      /interference\.intraCell/,
    ],
    ['a missing cap', makeProgram({}, { interference: { intraCell: 1 } }), /interference\.interCell/],
    ['a negative leakage', makeProgram({}, { leakage: -1 }), /\.leakage: .* got -1/],
    ['a missing echo covariance', withoutEcho, /echoCovariance: expected 1 matrices, got none/],
    ['an echo covariance of another size', makeProgram({}, { echoCovariance: [new Float64Array(8)] }), /expected 72/],
    [
      'too few echo covariances',
      makeProgram({}, { problem: 'joint', echoCovariance: [] }),
      /expected 2 matrices, got 0/,
    ],
    ['a missing BS', withoutBs, /bs: expected an integer from 0 to 1/],
    ['a BS out of range', makeProgram({}, { bs: 2 }), /bs: expected an integer from 0 to 1, got 2/],
    ['a CoMP program without its cap', makeProgram({}, { ...comp, interference: {} }), /interference\.coMP/],
    ['a P1 problem in CoMP', makeProgram({}, { scheme: 'BLP-CoMP' }), /P1\.A does not belong to BLP-CoMP/],
    ['P1.B without t*', makeProgram({}, { problem: 'P1.B' }), /crbCap/],
    [
      'rho above 1',
      makeProgram({}, { form: 'weighted', rho: 1.5, nfr: 1, nfc: 1 }),
      /rho: expected a number from 0 to 1/,
    ],
    ['a joint program without a fixed g', makeProgram({}, { problem: 'joint', form: 'maxSinr' }), /form: joint/],
    [
      'channels of another length',
      makeProgram({}, { realization: { ...makeProgram({}).realization, channels: new Float64Array(5) } }),
      /realization\.channels: expected 144 numbers, got 5/,
    ],
    [
      'a negative power',
      makeProgram({}, { scenario: { ...makeProgram({}).scenario, powerBudget: -1 } }),
      /scenario\.powerBudget/,
    ],
  ])('refuses %s', async (_name, program, message) => {
    const attempt = solvePrecodingPrograms([program]);
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(message);
  });
});
