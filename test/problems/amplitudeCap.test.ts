import { describe, expect, it } from 'vitest';
import { beamsOf } from '../../src/model/beamsOf.ts';
import { cramerRaoBounds, ownReflection } from '../../src/model/crb.ts';
import { echoCovariance, noiseCovariance, pathEcho } from '../../src/model/echoCovariance.ts';
import { fisherCbf, fisherComp } from '../../src/model/fim.ts';
import type { ScenarioInput } from '../../src/model/makeScenario.ts';
import type { PrecodingProgram, PrecodingSolution } from '../../src/problems/precodingProgram.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { blocksOf, power, steering, sumOf } from './naivePowers.ts';
import { expectClose, makeProgram } from './precodingFixtures.ts';

// The scenario's `amplitudeCrbCap` in every block-level program, recomputed from the returned covariances.

/** Rows are solved to merit 1e-8 in units of the largest F22, of which a cap leaves a hundredth or more. */
const ROW = 1e-6;
const WEIGHTS = { form: 'weighted', rho: 0.5, nfr: 1e-3, nfc: 100 } as const;
const COMP = { scheme: 'BLP-CoMP' } as const;

const KINDS: Readonly<Record<string, Partial<PrecodingProgram>>> = {
  'P1.A threshold': { bs: 1 },
  'P1.A weighted': { ...WEIGHTS, bs: 1 },
  'P1.A maxSinr': { form: 'maxSinr', bs: 1 },
  'P1.A robust': { robustness: 'guaranteed' },
  'P1.A of one beam': { oneBeam: true },
  'capsFree CBF': { problem: 'capsFree' },
  'joint CBF': { problem: 'joint' },
  'joint CBF robust': { problem: 'joint', robustness: 'guaranteedSum' },
  'joint CBF, the CRB of one BS': { problem: 'joint', sensingBs: [1] },
  'P2.A threshold': { ...COMP, problem: 'P2.A' },
  'P2.A weighted': { ...COMP, ...WEIGHTS, problem: 'P2.A' },
  'P2.A maxSinr': { ...COMP, problem: 'P2.A', form: 'maxSinr' },
  'capsFree CoMP': { ...COMP, problem: 'capsFree' },
  'joint CoMP': { ...COMP, problem: 'joint', robustness: 'guaranteed' },
  'joint CoMP, the CRB of one BS': { ...COMP, problem: 'joint', sensingBs: [0] },
};
const SYSTEM: ScenarioInput = { usersPerCell: 2, csiErrorRadius: 0.01 };

/** CRBs of the amplitudes over abs(a_mm)^2 of the covariances of a program, two for each of its BSs. */
function amplitudesOf(program: PrecodingProgram, { covariances }: PrecodingSolution): number[] {
  const { scenario, realization, scheme, bs = 0, echoCovariance: echoes = [] } = program;
  const { cells, usersPerCell, txAntennas } = scenario;
  if (!covariances) throw new Error('not solved');
  const comp = scheme === 'BLP-CoMP';
  const n = comp ? cells * txAntennas : txAntennas;
  const blocks = blocksOf(covariances, n);
  const alone = program.problem.startsWith('P1');
  const stations = alone ? [bs] : Array.from({ length: cells }, (_, m) => m);
  return stations.flatMap((m, i) => {
    const own = comp || alone ? blocks : blocks.slice(m * usersPerCell, (m + 1) * usersPerCell);
    const beams = beamsOf(sumOf(own, n).data, n);
    const fisher = comp
      ? fisherComp(scenario, realization, m, beams)
      : fisherCbf(scenario, realization, m, beams, echoes[i] ?? noiseCovariance(scenario));
    const { gainRe, gainIm } = cramerRaoBounds(fisher);
    const unit = ownReflection(realization.reflectionGain, m, cells);
    return [gainRe / unit, gainIm / unit];
  });
}

async function solveOne(program: PrecodingProgram, settings = {}): Promise<PrecodingSolution> {
  const [solution] = await solvePrecodingPrograms([program], settings);
  expect(solution?.status).toBe('optimal');
  return solution as PrecodingSolution;
}

describe.each(Object.entries(KINDS))('%s', (_, change) => {
  const free = makeProgram(SYSTEM, change);

  it('keeps the cap, which binds where it is below what the program has without it', async () => {
    const before = amplitudesOf(free, await solveOne(free));
    // programs without a CRB may have a null at the target
    // and one beam sends its target all it can already
    const share = change.oneBeam ? 1.02 : 0.8;
    const cap = free.form === 'maxSinr' ? 0.1 : Math.max(0.03, share * Math.max(...before));
    const scenario = { ...free.scenario, amplitudeCrbCap: cap };
    const solution = await solveOne({ ...free, scenario });
    const after = amplitudesOf({ ...free, scenario }, solution);
    for (const x of after) expect(x).toBeLessThanOrEqual(cap * (1 + ROW));
    // what a BS outside the objective has without the cap is anything
    if (Math.max(...before) > cap && !change.sensingBs) expectClose(Math.max(...after), cap, ROW);
  });

  it('is the same with all antennas and in another unit of power', async () => {
    const input = { ...SYSTEM, txAntennas: 8, usersPerCell: 1, amplitudeCrbCap: 0.03 };
    const program = makeProgram(input, change);
    const solution = await solveOne(program);
    expectClose(solution.objective, (await solveOne(program, { reduce: false })).objective, 1e-5);
    const scale = 1e6;
    const { interference = {}, leakage = 0 } = program;
    const other = makeProgram({ ...input, noisePower: scale }, change);
    const caps = Object.fromEntries(Object.entries(interference).map(([name, x]) => [name, (x ?? 0) * scale]));
    const same = await solveOne({ ...other, interference: caps, leakage: leakage * scale });
    expectClose(same.objective, solution.objective, 1e-5);
  });
});

describe('a cap', () => {
  it('that is loose changes no optimum, and programs do not depend on their batch', async () => {
    const programs = Object.values(KINDS).map((change) => makeProgram(SYSTEM, change));
    const capped = programs.map((p) => ({ ...p, scenario: { ...p.scenario, amplitudeCrbCap: 1e3 } }));
    const [free, loose] = [await solvePrecodingPrograms(programs), await solvePrecodingPrograms(capped)];
    for (const [i, s] of loose.entries()) {
      expect(s.status).toBe('optimal');
      if (programs[i]?.form !== 'maxSinr') expectClose(s.objective, free[i]?.objective, 2e-6);
      const alone = await solveOne(capped[i] as PrecodingProgram);
      expect(alone.objective).toBe(s.objective);
    }
  });

  it('is over the square of the gain: explicit caps of P1.B in its unit are the same', async () => {
    const program = makeProgram({ ...SYSTEM, amplitudeCrbCap: 0.1 }, { problem: 'P1.B', crbCap: 0.01 });
    const { amplitudeCrbCap = 0, ...scenario } = program.scenario;
    const cap = amplitudeCrbCap * ownReflection(program.realization.reflectionGain, 0, 2);
    const explicit = await solveOne({ ...program, scenario, amplitudeCrbCaps: [cap, cap] });
    expect((await solveOne(program)).objective).toBe(explicit.objective);
    const tight = { ...program.scenario, amplitudeCrbCap: 0.05 };
    expect((await solveOne({ ...program, scenario: tight })).objective).toBeGreaterThan(explicit.objective ?? 0);
  });

  it('is kept by P2.B, whose interference it raises', async () => {
    const [first] = await solvePrecodingPrograms([makeProgram(SYSTEM, { ...COMP, problem: 'capsFree' })]);
    const free = makeProgram(SYSTEM, { ...COMP, problem: 'P2.B', crbCap: (first?.objective ?? 0) * 1.002 });
    const before = await solveOne(free);
    const cap = 0.95 * Math.max(...amplitudesOf(free, before));
    const capped = { ...free, scenario: { ...free.scenario, amplitudeCrbCap: cap } };
    const after = await solveOne(capped);
    expectClose(Math.max(...amplitudesOf(capped, after)), cap, 1e-5);
    expect(after.objective).toBeGreaterThan((before.objective ?? 0) * 1.001);
  });

  it('of a gain of 0 is refused', async () => {
    const program = makeProgram({ ...SYSTEM, amplitudeCrbCap: 0.03 });
    const realization = { ...program.realization, reflectionGain: new Float64Array(8) };
    await expect(solvePrecodingPrograms([{ ...program, realization }])).rejects.toThrow(
      'programs[0].scenario.amplitudeCrbCap: expected it only where BS 0 has a reflection gain other than 0, got 0.03',
    );
  });
});

it('limited echoes are at most those of the given covariances, at which the cap then holds for the echoes that are caused', async () => {
  const base = makeProgram({ ...SYSTEM, amplitudeCrbCap: 0.03 }, { problem: 'joint' });
  const { scenario, realization } = base;
  const { cells, txAntennas: n, usersPerCell } = scenario;
  const transmitOf = (s: PrecodingSolution): Float64Array => {
    const blocks = blocksOf(s.covariances ?? new Float64Array(), n);
    return Float64Array.from(
      Array.from({ length: cells }, (_, m) => [
        ...sumOf(blocks.slice(m * usersPerCell, (m + 1) * usersPerCell), n).data,
      ]).flat(),
    );
  };
  const echoesOf = (s: PrecodingSolution): Float64Array[] =>
    Array.from({ length: cells }, (_, m) => echoCovariance(scenario, realization, m, transmitOf(s)));
  const first = await solveOne(base);
  const echoes = echoesOf(first);
  const limited = { ...base, echoCovariance: echoes, limitEchoes: true };
  const solution = await solveOne(limited);
  for (let m = 0; m < cells; m++) {
    const heard = [first, solution].map((s) => {
      const other = 1 - m;
      const r = sumOf(
        blocksOf(s.covariances ?? new Float64Array(), n).slice(other * usersPerCell, (other + 1) * usersPerCell),
        n,
      );
      const path = other * cells + m;
      return pathEcho(scenario, realization, path) * power(r, steering(n, scenario.targetAngles[path] ?? 0));
    });
    expect(heard[1]).toBeLessThanOrEqual((heard[0] ?? 0) * (1 + ROW));
  }
  for (const x of amplitudesOf({ ...limited, echoCovariance: echoesOf(solution) }, solution))
    expect(x).toBeLessThanOrEqual(0.03 * (1 + ROW));
});
