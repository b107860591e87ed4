import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../../src/model/makeScenario.ts';
import { alongErrors } from '../../src/problems/alongErrors.ts';
import type { PrecodingProgram, PrecodingSolution } from '../../src/problems/precodingProgram.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { boundOf } from './exactBound.ts';
import { expectClose, makeProgram, THREE_CELLS } from './precodingFixtures.ts';

const SCHEMES = ['BLP-CBF', 'BLP-CoMP'] as const;
const RADIUS = { csiErrorRadius: 0.02 };
const ONE_CELL = { cells: 1, targetAnglesDeg: [[-50]], ...RADIUS };
type Scheme = (typeof SCHEMES)[number];

function exactProgram(scheme: Scheme, input: ScenarioInput = RADIUS, change: Partial<PrecodingProgram> = {}, draw = 0) {
  return makeProgram(input, { scheme, problem: 'joint', robustness: 'exact', threshold: 100, ...change }, draw);
}

async function objectives(of: readonly PrecodingProgram[], options: object = {}): Promise<number[]> {
  const solved = await solvePrecodingPrograms(of, options);
  solved.forEach(({ status }) => expect(status).toBe('optimal'));
  return solved.map(({ objective }) => objective ?? NaN);
}

describe.each(SCHEMES)('programs of robustness exact, %s', (scheme) => {
  it('are the same bits whoever else is solved, and go on from a warm start', async () => {
    const all = [0, 1, 2].flatMap((draw) =>
      [10, 1e6, 150].map((threshold) => exactProgram(scheme, RADIUS, { threshold }, draw)),
    );
    const together = await solvePrecodingPrograms([...all, exactProgram(scheme, ONE_CELL)]);
    for (const [i, own] of all.entries()) {
      if (i % 2 === 1) continue;
      const [alone] = await solvePrecodingPrograms([own]);
      expect([alone?.status, alone?.objective]).toEqual([together[i]?.status, together[i]?.objective]);
      expect(alone?.covariances).toEqual(together[i]?.covariances);
      expect(alone?.certificate()).toEqual(together[i]?.certificate());
      if (alone?.status !== 'optimal') continue;
      const [again] = await solvePrecodingPrograms([{ ...own, warmStart: alone.state }]);
      expectClose(again?.objective, alone.objective, 1e-7);
      expect(again?.iterations).toBeLessThan(alone.iterations / 2);
    }
    expect(new Set(together.map(({ status }) => status))).toEqual(new Set(['optimal', 'infeasible']));
  });

  it('do not depend on the unit of power, nor on that of channels and errors', async () => {
    const own = exactProgram(scheme);
    const { scenario, realization } = own;
    const powers = (unit: number): PrecodingProgram['scenario'] => ({
      ...scenario,
      powerBudget: scenario.powerBudget * unit,
      maxInterference: scenario.maxInterference * unit,
      maxLeakage: scenario.maxLeakage * unit,
    });
    const noise = own.echoCovariance?.map((c) => c.map((x) => 1000 * x)) ?? [];
    const far = 1e-3;
    // Imax, which joint does not use, is larger than all that a user hears
    const [first, inWatts, distant, loud] = await objectives([
      own,
      { ...own, scenario: { ...powers(1000), noisePower: scenario.noisePower * 1000 }, echoCovariance: noise },
      {
        ...own,
        scenario: { ...powers(far ** -2), csiErrorRadius: scenario.csiErrorRadius * far },
        realization: {
          channels: realization.channels.map((x) => x * far),
          reflectionGain: realization.reflectionGain.map((x) => x * far),
        },
      },
      { ...own, scenario: { ...scenario, maxInterference: 1e6 } },
    ]);
    expectClose(inWatts, first, 2e-8);
    expectClose(distant, first, 2e-8);
    expect(loud).toBe(first);
  });

  it('lie between none and guaranteedSum, are none without errors, and get no better with the radius', async () => {
    const radii = [0, 0.001, 0.01, 0.03];
    for (const input of [{}, { ...THREE_CELLS, txAntennas: 6 }, { cells: 1, targetAnglesDeg: [[-50]] }]) {
      const own = radii.map((csiErrorRadius) => exactProgram(scheme, { ...input, csiErrorRadius }, { threshold: 10 }));
      const values = await objectives(own);
      const [known] = await objectives([{ ...(own[0] as PrecodingProgram), robustness: 'none' }]);
      const bounded = await objectives(own.map((p) => ({ ...p, robustness: 'guaranteedSum' as const })));
      expect(values[0]).toBe(known);
      values.slice(1).forEach((value, i) => {
        expect(value).toBeGreaterThan((values[i] as number) * (1 - 1e-8));
        expect(value).toBeLessThan(bounded[i + 1] as number);
      });
    }
  });

  it('have the same optimum in all antennas, without a basis, and with more error axes than needed', async () => {
    const own = exactProgram(scheme, { ...RADIUS, usersPerCell: 1, txAntennas: 5 });
    const [value, whole, plain] = [
      await objectives([own]),
      await objectives([own], { reduce: false }),
      await objectives([own], { zeroForcing: false }),
    ].map(([x]) => x);
    expectClose(whole, value, 1e-7);
    expectClose(plain, value, 1e-7);
    // all directions of the antennas: the S-lemma itself
    const n = own.scenario.txAntennas * (scheme === 'BLP-CoMP' ? 2 : 1);
    const axes = Float64Array.from({ length: (scheme === 'BLP-CoMP' ? 2 : 4) * n * n * 2 }, (_, i) =>
      i % 2 === 0 && ((i / 2) % (n * n)) % (n + 1) === 0 ? 1 : 0,
    );
    const [all] = await objectives([{ ...own, errorAxes: { count: n, columns: axes } }], { reduce: false });
    expectClose(all, value, 1e-7);
    // one axis of each link is a relaxation, none the program without errors
    const first = axes.filter((_, i) => Math.floor(i / (2 * n)) % n === 0);
    const [one] = await objectives([{ ...own, errorAxes: { count: 1, columns: first } }], { reduce: false });
    const [none] = await objectives([{ ...own, errorAxes: { count: 0, columns: new Float64Array(0) } }]);
    const [known] = await objectives([{ ...own, robustness: 'none' }]);
    expectClose(none, known, 1e-7);
    expect(one).toBeLessThan((value as number) * (1 + 1e-8));
    expect(one).toBeGreaterThan((none as number) * (1 - 1e-8));
  });

  it('have the optimum of errors S u, whatever unitary matrix stands behind S, and none of those without effect', async () => {
    const { realization, scenario } = exactProgram(scheme);
    const n = scenario.txAntennas;
    const shapes = (entry: (row: number, column: number, part: number) => number): Float64Array =>
      Float64Array.from({ length: 2 * 12 * n * n }, (_, i) =>
        entry(Math.floor(i / (2 * n)) % n, Math.floor(i / 2) % n, i % 2),
      );
    const of = (errorShape: Float64Array, csiErrorRadius = 0.02): PrecodingProgram => {
      const own = exactProgram(scheme, { csiErrorRadius });
      return { ...own, realization: { ...realization, errorShape } };
    };
    const angle = (row: number, column: number): number => (2 * Math.PI * row * column) / n;
    const [white, identity, fourier, quarter, small, known] = await objectives([
      exactProgram(scheme),
      of(shapes((r, c, part) => (r === c && part === 0 ? 1 : 0))),
      of(shapes((r, c, part) => (part === 0 ? Math.cos(angle(r, c)) : Math.sin(angle(r, c))) / Math.sqrt(n))),
      of(
        shapes((r, c, part) => (r === c && part === 0 ? 0.25 : 0)),
        0.08,
      ),
      of(shapes((r, c, part) => (r === c && part === 0 && r < 2 ? 1 : 0))),
      { ...exactProgram(scheme), robustness: 'none' },
    ]);
    for (const same of [identity, fourier, quarter]) expectClose(same, white, 5e-8);
    expect(small).toBeLessThan(white as number);
    expect(small).toBeGreaterThan(known as number);
    const [silent] = await objectives([of(shapes(() => 0))]);
    expectClose(silent, known, 1e-7);
  });

  it('prove their optimum, and stop early where bounds alone are asked for', async () => {
    const own = exactProgram(scheme, RADIUS, { sensingBs: [0] });
    const [whole] = await solvePrecodingPrograms([own], { tolerance: 1e-9 });
    const [early] = await solvePrecodingPrograms([own], { tolerance: 1e-9, boundsOnly: true });
    for (const [solution, room] of [
      [whole, 2e-7],
      [early, 2e-6],
    ] as const) {
      if (!solution) throw new Error('expected a solution');
      // 1/(2 u) of BS 0, whose weight is the first number of term information
      const [weight = NaN] = solution.certificate()?.information ?? [];
      const proven = weight / (2 * boundOf(own, solution));
      expectClose(proven, whole?.objective, room);
      expect(proven).toBeLessThan((whole?.objective ?? NaN) * (1 + 1e-9));
    }
    expect(early?.iterations).toBeLessThanOrEqual(whole?.iterations ?? NaN);
  });

  it('are refused with other problems', async () => {
    const other = scheme === 'BLP-CBF' ? 'P1.A' : 'P2.A';
    for (const problem of [other, 'capsFree'] as const)
      await expect(solvePrecodingPrograms([exactProgram(scheme, RADIUS, { problem })])).rejects.toThrow(
        `programs[0].robustness: expected exact only with problem joint, got exact with ${problem}`,
      );
  });

  it('say that they stop where their rows still miss an error after the last round', async () => {
    const own = exactProgram(scheme, { ...RADIUS, usersPerCell: 2, txAntennas: 4 }, { threshold: 50 });
    const stopped = async (share: number): Promise<PrecodingSolution & { rounds: number }> => {
      let rounds = 0;
      // every solution is weaker than its rows say
      const [solution] = await alongErrors([own], {}, async (of, settings) => {
        rounds++;
        const solved = await solvePrecodingPrograms(of, settings);
        return solved.map((s) => ({ ...s, state: s.state, covariances: s.covariances?.map((x) => x * share) ?? null }));
      });
      if (!solution) throw new Error('expected a solution');
      return { ...solution, rounds };
    };
    const almost = await stopped(1 - 8e-6);
    expect([almost.status, almost.rounds]).toEqual(['almostOptimal', 20]);
    expect(almost.merit).toBeGreaterThan(2e-7);
    expect(almost.merit).toBeLessThan(1e-5);
    const limit = await stopped(0.99);
    expect([limit.status, limit.rounds]).toEqual(['iterationLimit', 20]);
    expect(limit).toMatchObject({ objective: null, dualObjective: null, covariances: null, interference: {} });
    expect(limit.merit).toBeGreaterThan(1e-4);
    expect([limit.sinr, ...limit.crb].every(Number.isNaN)).toBe(true);
  });

  it('end at the tolerance that is asked for', async () => {
    const draws = [0, 1, 2].map((draw) => exactProgram(scheme, RADIUS, { threshold: 100 }, draw));
    const [fine, coarse] = [await objectives(draws), await objectives(draws, { tolerance: 1e-5 })];
    fine.forEach((x, i) => expectClose(coarse[i], x, 1e-4));
  });
});

it('CBF and CoMP are one problem in a single cell', async () => {
  for (const input of [ONE_CELL, { ...ONE_CELL, usersPerCell: 1 }, { ...ONE_CELL, usersPerCell: 4 }]) {
    const own = [10, 100, 600].map((threshold) => exactProgram('BLP-CBF', input, { threshold }));
    const values = await objectives(own);
    const joint = await objectives(own.map((p) => ({ ...p, scheme: 'BLP-CoMP' as const })));
    values.forEach((x, i) => expectClose(joint[i], x, 1e-7));
  }
});
