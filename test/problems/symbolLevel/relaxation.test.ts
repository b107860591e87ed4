import { describe, expect, it } from 'vitest';
import { noiseCovariance } from '../../../src/model/echoCovariance.ts';
import { beamsOf } from '../../../src/model/beamsOf.ts';
import { cramerRaoBounds } from '../../../src/model/crb.ts';
import { fisherCbf } from '../../../src/model/fim.ts';
import { drawRealization } from '../../../src/model/channels.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { readInstance } from '../../../src/problems/instance.ts';
import { solveInstanceFile } from '../../../src/problems/solveInstance.ts';
import { InputError } from '../../../src/errors.ts';
import { mostClasses, symbolClasses } from '../../../src/problems/symbolLevel/symbolClasses.ts';
import { solveSymbolLevelPrograms } from '../../../src/problems/symbolLevel/solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from '../../../src/problems/symbolLevel/symbolLevelProgram.ts';
import { openStream } from '../../../src/random/stream.ts';
import { readGolden, symbolLevelNames } from '../goldenFiles.ts';

const GOLDEN = symbolLevelNames();

const at = (v: Float64Array, i: number): number => v[i] as number;

/** A small SLP-CBF program with `order`-PSK symbols. */
function program(order: number, radius: number, change: Partial<SymbolLevelProgram> = {}): SymbolLevelProgram {
  const scenario = makeScenario({ usersPerCell: 2, frameLength: 12, csiErrorRadius: radius });
  const realization = drawRealization(scenario, { seed: 77n, realization: 2 });
  const stream = openStream({ seed: 78n, realization: order, stream: 'symbols' });
  const count = 2 * 2 * 12;
  return {
    scheme: 'SLP-CBF',
    problem: 'P3.A',
    robustness: radius > 0 ? 'guaranteed' : 'none',
    form: 'threshold',
    scenario,
    realization,
    symbolPhase: Float64Array.from(
      { length: count },
      () => ((2 * Math.floor(order * stream.uniform()) + 1) * Math.PI) / order,
    ),
    pskOrder: order,
    bs: 0,
    threshold: 10,
    interference: { symbolLevel: 3 },
    leakage: scenario.maxLeakage,
    sensingCut: true,
    echoCovariance: noiseCovariance(scenario),
    ...change,
  };
}

/** h^T x of user `user` of cell `cell` from BS 0, at time s. */
function received(p: SymbolLevelProgram, x: Float64Array, cell: number, user: number, s: number): [number, number] {
  const { txAntennas: n, usersPerCell } = p.scenario;
  const h = 2 * n * (cell * usersPerCell + user);
  let re = 0;
  let im = 0;
  for (let i = 0; i < n; i++) {
    const [a, b] = [at(p.realization.channels, h + 2 * i), at(p.realization.channels, h + 2 * i + 1)];
    const [c, d] = [at(x, 2 * (s * n + i)), at(x, 2 * (s * n + i) + 1)];
    re += a * c - b * d;
    im += a * d + b * c;
  }
  return [re, im];
}

describe('symbol-level reference instances', () => {
  it.each(GOLDEN)('%s: status and objective within its tolerance', async (name) => {
    const json = readGolden(name);
    const { results } = await solveInstanceFile(json);
    expect(results).toHaveLength(json.problems.length);
    results.forEach((result, i) => {
      const { status, objective, relTolerance } = (json.problems[i] as (typeof json.problems)[number]).expected;
      expect(result.status).toBe(status);
      if (objective === null) expect(result.objective).toBeNull();
      else expect(Math.abs((result.objective as number) / objective - 1)).toBeLessThan(relTolerance as number);
    });
  });

  it('merging times of rotated symbols leaves the optimum where all times are distinct classes', async () => {
    const { symbolPrograms } = readInstance(readGolden('slp-p3a-threshold-cut-d0.json'));
    const [merged] = await solveSymbolLevelPrograms(symbolPrograms);
    // a PSK order of 64 allows as many classes as times: nothing is merged, and psi is kept by asking for the same sector
    const first = symbolPrograms[0] as SymbolLevelProgram;
    const phases = first.symbolPhase.subarray(0, 3 * 30);
    const few = symbolClasses(phases, 30, mostClasses(3, 4, 30));
    const all = symbolClasses(phases, 30, 30);
    expect(few.weight).toHaveLength(16);
    expect(all.weight).toHaveLength(30);
    expect(few.weight.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    // rotating every symbol vector by its own multiple of pi/2 changes no class
    const rotated = first.symbolPhase.map((p, i) => p + (Math.PI / 2) * (i % 30));
    const [again] = await solveSymbolLevelPrograms([{ ...first, symbolPhase: rotated }]);
    expect(Math.abs((again?.objective as number) / (merged?.objective as number) - 1)).toBeLessThan(1e-6);
  });
});

describe('rows of P3.A on the returned vectors', () => {
  for (const order of [2, 4, 8])
    for (const radius of [0, 0.01])
      it(`hold for ${order}-PSK and d = ${radius}`, async () => {
        const p = program(order, radius);
        const [solution] = await solveSymbolLevelPrograms([p]);
        expect(solution?.status).toBe('optimal');
        const x = solution?.vectors as Float64Array;
        const { txAntennas: n, frameLength, usersPerCell, powerBudget } = p.scenario;
        const psi = Math.PI / order;
        let power = 0;
        for (let s = 0; s < frameLength; s++) {
          let norm = 0;
          for (let i = 0; i < 2 * n; i++) norm += at(x, 2 * s * n + i) ** 2;
          power += norm / frameLength;
          norm = Math.sqrt(norm);
          for (let k = 0; k < usersPerCell; k++) {
            const [re, im] = received(p, x, 0, k, s);
            const phase = at(p.symbolPhase, k * frameLength + s);
            const along = re * Math.cos(phase) + im * Math.sin(phase);
            const across = Math.abs(im * Math.cos(phase) - re * Math.sin(phase));
            // (52)(53) times cos psi, c = sqrt(10), sc2 + I_sl = 4
            const row = across * Math.cos(psi) - along * Math.sin(psi) + Math.sqrt(40) * Math.sin(psi) + radius * norm;
            expect(row).toBeLessThan(1e-5);
            const [fr, fi] = received(p, x, 1, k, s);
            expect(Math.hypot(fr, fi) + radius * norm).toBeLessThan(Math.sqrt(3) + 1e-5);
          }
        }
        const trace = Array.from({ length: n }, (_, i) => at(solution?.covariance as Float64Array, 2 * (i * n + i)));
        const total = trace.reduce((a, b) => a + b, 0);
        expect(total).toBeLessThan(powerBudget * (1 + 1e-6));
        expect(power).toBeLessThan(total * (1 + 1e-6));
      });

  it('the sensing cut and the error radius can only raise t', async () => {
    const [free, cut, robust] = await solveSymbolLevelPrograms([
      program(4, 0, { sensingCut: false }),
      program(4, 0),
      program(4, 0.01),
    ]);
    expect(cut?.crb as number).toBeGreaterThan((free?.crb as number) * (1 - 1e-6));
    expect(robust?.crb as number).toBeGreaterThan((cut?.crb as number) * (1 - 1e-6));
  });
});

describe('caps of the CRBs of the amplitudes in P3.B', () => {
  const partB = async (): Promise<SymbolLevelProgram> => {
    const a = program(4, 0.01);
    const [best] = await solveSymbolLevelPrograms([a]);
    const crbCap = (best?.crb ?? 0) * 1.05;
    return { ...a, problem: 'P3.B', crbCap, sinrRow: 'received', interference: { received: 3 } };
  };

  it('change nothing where they are generous, cost where they are tight, and are met by the covariance', async () => {
    const b = await partB();
    const boundsOf = (covariance: Float64Array | null | undefined) =>
      cramerRaoBounds(
        fisherCbf(
          b.scenario,
          b.realization,
          0,
          beamsOf(covariance as Float64Array, b.scenario.txAntennas),
          noiseCovariance(b.scenario),
        ),
      );
    const [free] = await solveSymbolLevelPrograms([b]);
    const { gainRe, gainIm } = boundsOf(free?.covariance);
    const caps = [0.5 * gainRe, 0.9 * gainIm] as const;
    const [generous, tight, crossed] = await solveSymbolLevelPrograms([
      { ...b, amplitudeCrbCaps: [1e3 * gainRe, 1e3 * gainIm] },
      { ...b, amplitudeCrbCaps: caps },
      { ...b, amplitudeCrbCaps: [1e3 * gainRe, 0.5 * gainIm] },
    ]);
    expect(Math.abs((generous?.objective ?? 0) / (free?.objective ?? 1) - 1)).toBeLessThan(1e-5);
    expect(tight?.status).toBe('optimal');
    expect(tight?.objective ?? 0).toBeGreaterThan((free?.objective ?? 0) * 1.001);
    const held = boundsOf(tight?.covariance);
    expect(held.gainRe).toBeLessThan(caps[0] * (1 + 1e-6));
    expect(held.gainIm).toBeLessThan(caps[1] * (1 + 1e-6));
    expect(boundsOf(crossed?.covariance).gainIm).toBeLessThan(0.5 * gainIm * (1 + 1e-6));
  });

  it('are refused unless they are positive', async () => {
    const b = await partB();
    await expect(solveSymbolLevelPrograms([{ ...b, amplitudeCrbCaps: [1, 0] }])).rejects.toThrow(
      /amplitudeCrbCaps\[1\]: expected a number of at least .*, got 0/,
    );
  });
});

it('refuses a program without its echo covariance', async () => {
  const { echoCovariance: _, ...rest } = program(4, 0);
  await expect(solveSymbolLevelPrograms([rest])).rejects.toThrow(InputError);
});
