import { describe, expect, it } from 'vitest';
import { noiseCovariance } from '../../src/model/echoCovariance.ts';
import type { ScenarioInput } from '../../src/model/makeScenario.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { solveSymbolLevelPrograms } from '../../src/problems/symbolLevel/solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from '../../src/problems/symbolLevel/symbolLevelProgram.ts';
import type { Design, Robustness, Scheme } from '../../src/problems/types.ts';
import { evaluateDesign } from '../../src/study/evaluateDesign.ts';
import { evaluateWorstCase } from '../../src/problems/evaluateWorstCase.ts';
import { expectClose } from './precodingFixtures.ts';

// In one cell there is no link between cells: coordinated beamforming and coordinated multipoint are one problem.

const SYSTEMS: readonly ScenarioInput[] = [
  { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 8 },
  { usersPerCell: 3, txAntennas: 5, rxAntennas: 3, frameLength: 6, powerBudgetDb: 30, maxInterferenceDb: 3 },
  { usersPerCell: 1, txAntennas: 3, rxAntennas: 4, frameLength: 5, noisePower: 2.5 },
];
const FORMS = [
  { thresholdDb: 5 },
  { thresholdDb: 20 },
  { thresholdDb: 28 },
  { thresholdDb: 60 },
  { rho: 0 },
  { rho: 0.3 },
  { rho: 0.9 },
  { rho: 1 },
];
const KINDS: readonly (readonly [Robustness, number])[] = [
  ['none', 0],
  ['none', 0.02],
  ['paper', 0.02],
  ['guaranteed', 0.02],
  ['guaranteedSum', 0.02],
];

function system(index: number, csiErrorRadius: number): ScenarioInput {
  return { ...SYSTEMS[index], cells: 1, targetAnglesDeg: [[-50 + 37 * index]], csiErrorRadius };
}

/** Designs of a scheme in every system and form. */
async function designsOf(scheme: Scheme, design: Design, robustness: Robustness, radius: number) {
  const tasks = SYSTEMS.flatMap((_, i) =>
    FORMS.map((form) =>
      drawDesignTask({ scheme, design, robustness, ...form, scenario: system(i, radius), seed: BigInt(40 + i) }),
    ),
  );
  return { tasks, designs: await designPrecoders(tasks, { tighten: 1e-6 }) };
}

describe.each(KINDS)('one cell, robustness %s, d = %s', (robustness, radius) => {
  const designs = {
    BLP: ['paper', 'capsFree', 'joint'],
    SLP: ['paper', 'joint'],
  } as const;
  it.each((['BLP', 'SLP'] as const).flatMap((level) => designs[level].map((design) => [level, design] as const)))(
    '%s-CBF %s is CoMP in every form, and the metrics of both modes meet its claim',
    async (level, design) => {
      const cbf = await designsOf(`${level}-CBF`, design, robustness, radius);
      const comp = await designsOf(`${level}-CoMP`, design, robustness, radius);
      cbf.designs.forEach((own, i) => {
        const twin = comp.designs[i];
        expect(own).toEqual(twin);
        const [task, twinTask] = [cbf.tasks[i], comp.tasks[i]];
        if (!twin || !task || !twinTask) throw new Error('a design for every task');
        const metrics = evaluateDesign(task, own);
        const twinMetrics = evaluateDesign(twinTask, twin);
        if (!metrics || !twinMetrics) return expect(twinMetrics).toBe(metrics);
        for (const name of ['sinr', 'exact', 'bound'] as const) expect(metrics[name]).toBeCloseTo(twinMetrics[name], 8);
        const [sampled, twinSampled] = [
          evaluateWorstCase({ ...task, ...own, errors: 3, errorLaw: 'sphere' }).smallestDb.sampled,
          evaluateWorstCase({ ...twinTask, ...twin, errors: 3, errorLaw: 'sphere' }).smallestDb.sampled,
        ];
        expect(sampled).toBeCloseTo(twinSampled ?? Number.NaN, 8);
        expectClose(metrics.crb[0], twinMetrics.crb[0], 1e-9);
        expect(metrics.failed).toEqual([]);
        expect(twinMetrics.failed).toEqual([]);
      });
      const solved = cbf.designs.filter((d) => d.status === 'optimal');
      expect(solved.length).toBeGreaterThan(15);
      expect(cbf.designs.some((d) => d.status === 'infeasible')).toBe(true);
    },
  );
});

describe('symbol-level programs of one cell', () => {
  const task = (index: number, radius: number) =>
    drawDesignTask({ scheme: 'SLP-CBF', thresholdDb: 0, scenario: system(index, radius), seed: BigInt(40 + index) });
  const common = (index: number, radius: number): SymbolLevelProgram => {
    const { scenario, realization, symbols } = task(index, radius);
    return {
      scheme: 'SLP-CBF',
      problem: 'P3.A',
      robustness: 'guaranteed',
      form: 'threshold',
      scenario,
      realization,
      symbolPhase: symbols?.phase ?? new Float64Array(0),
      pskOrder: 4,
      bs: 0,
      echoCovariance: noiseCovariance(scenario),
    };
  };
  const forms: readonly Partial<SymbolLevelProgram>[] = [
    { threshold: 10 },
    { threshold: 500 },
    { threshold: 1e6 },
    { form: 'maxSinr' },
    ...[0, 0.4, 1].map((rho) => ({ form: 'weighted' as const, rho, nfr: 0.01, nfc: 50 })),
  ];

  it.each([0, 0.02])('P3.A is P4, whatever I_sl and P_leak are, d = %s', async (radius) => {
    const cases = SYSTEMS.flatMap((_, i) => forms.map((form) => ({ ...common(i, radius), ...form })));
    const given = cases.map((p) => ({ ...p, interference: { symbolLevel: 10 }, leakage: 1, sensingCut: true }));
    const comp = cases.map((p): SymbolLevelProgram => ({ ...p, scheme: 'SLP-CoMP', problem: 'P4' }));
    const solutions = await solveSymbolLevelPrograms([...cases, ...given, ...comp]);
    cases.forEach((_, i) => {
      const [bare, full, twin] = [0, 1, 2].map((k) => solutions[i + k * cases.length]);
      expect(full?.status).toBe(bare?.status);
      expect(twin?.status).toBe(bare?.status);
      if (bare?.objective === null) return;
      expect(full?.objective).toBe(bare?.objective);
      expectClose(twin?.objective, bare?.objective, 1e-6);
    });
  });

  it('P3.B has nothing left to minimise: its optimum is 0 where its rows can be met, whoever is heard', async () => {
    const a = { ...common(0, 0.02), threshold: 100 };
    const [best] = await solveSymbolLevelPrograms([a]);
    const b = { ...a, problem: 'P3.B' as const, crbCap: (best?.crb ?? 0) * 1.01 };
    const [emitted, received, tight] = await solveSymbolLevelPrograms([
      b,
      { ...b, sinrRow: 'received', interference: { received: 1e4 } },
      { ...b, crbCap: (best?.crb ?? 0) * 0.99 },
    ]);
    expect([emitted?.status, emitted?.objective]).toEqual(['optimal', 0]);
    expect([received?.status, received?.objective]).toEqual(['optimal', 0]);
    expect(tight?.status).toBe('infeasible');
  });

  it('SLP-CBF reaches what SLP-CoMP reaches: 10 log10(1 + Imax) = 10.4 dB more than with Imax in its own rows', async () => {
    const { scenario } = task(0, 0);
    const [alone] = await solveSymbolLevelPrograms([{ ...common(0, 0), form: 'maxSinr' }]);
    const noise = scenario.noisePower + scenario.maxInterference;
    const [louder] = await solveSymbolLevelPrograms([
      { ...common(0, 0), form: 'maxSinr', scenario: { ...scenario, noisePower: noise } },
    ]);
    const lost = 20 * Math.log10((alone?.amplitude ?? 0) / (louder?.amplitude ?? 0));
    expect(lost).toBeCloseTo(10 * Math.log10(11), 4);
  });
});
