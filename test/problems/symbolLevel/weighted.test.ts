import { describe, expect, it } from 'vitest';
import { drawRealization } from '../../../src/model/channels.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { drawSymbolPhases } from '../../../src/model/symbols.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../../src/problems/drawDesignTask.ts';
import type { DesignTask, Form, PrecoderDesign } from '../../../src/problems/types.ts';
import { evaluateDesign } from '../../../src/study/evaluateDesign.ts';

const SEED = 19n;
const scenario = makeScenario({ usersPerCell: 2, frameLength: 8, txAntennas: 5, rxAntennas: 5, csiErrorRadius: 0.01 });
const realization = drawRealization(scenario, { seed: SEED, realization: 0 });
const phase = drawSymbolPhases(scenario, { seed: SEED, realization: 0, pskOrder: 4 });

function taskOf(scheme: DesignTask['scheme'], design: DesignTask['design'], form: Form): DesignTask {
  const common = { scenario, realization, seed: SEED, realizationIndex: 0, robustness: 'guaranteed' } as const;
  return { ...common, scheme, design, form, symbols: { phase, pskOrder: 4 } };
}

const weighted = (rho: number): Form => ({ kind: 'weighted', rho });
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** -rho t/NFR + (1-rho) c/NFC of a design's bound, the sensing value of CoMP being the largest CRB. */
function valueOf(design: PrecoderDesign, rho: number, nfr: number, nfc: number, comp: boolean): number {
  const sensing = comp ? Math.max(...design.crbBound) : sum(design.crbBound);
  return ((1 - rho) * Math.sqrt(design.sinrBound)) / nfc - (rho > 0 ? (rho * sensing) / nfr : 0);
}

describe('weighted form at symbol level', () => {
  const RHOS = [0, 0.4, 1];
  for (const [scheme, slack] of [
    ['SLP-CoMP', 1e-5],
    // the interference level is searched on a grid
    ['SLP-CBF', 2e-2],
  ] as const)
    it(`${scheme}, joint: certified at every rho, and no threshold does better`, async () => {
      const comp = scheme === 'SLP-CoMP';
      const tasks = RHOS.map((rho) => taskOf(scheme, 'joint', weighted(rho)));
      const designs = await designPrecoders(tasks, { tighten: 1e-6 });
      const [nfr = NaN] = designs[0]?.normalization?.nfr ?? [];
      const [nfc = NaN] = designs[0]?.normalization?.nfc ?? [];
      const thresholds = [-5, 5, 15, 25, 35].map((db) =>
        taskOf(scheme, 'joint', { kind: 'threshold', threshold: 10 ** (db / 10) }),
      );
      const others = (await designPrecoders(thresholds)).filter((d) => d.transmit);
      expect(others.length).toBeGreaterThanOrEqual(3);
      designs.forEach((design, i) => {
        const task = tasks[i] as DesignTask;
        expect(design.status).toMatch(/optimal/i);
        expect(evaluateDesign(task, design)?.failed).toEqual([]);
        const rho = RHOS[i] as number;
        const value = valueOf(design, rho, nfr, nfc, comp);
        for (const d of others) expect(value).toBeGreaterThan(valueOf(d, rho, nfr, nfc, comp) - slack);
      });
      const [communication, , sensing] = designs;
      expect(communication?.crbBound.every(Number.isNaN)).toBe(true);
      expect(Math.sqrt(communication?.sinrBound ?? NaN) / nfc).toBeCloseTo(1, 2);
      const best = sensing?.crbBound ?? new Float64Array(0);
      expect((comp ? Math.max(...best) : sum(best)) / nfr).toBeCloseTo(1, 1);
      expect(designs.map((d) => d.sinrBound)).toEqual(designs.map((d) => d.sinrBound).toSorted((a, b) => b - a));
    });

  it('paper, SLP-CBF: every BS has its own normalisation, and every rho is certified', async () => {
    const tasks = RHOS.map((rho) => taskOf('SLP-CBF', 'paper', weighted(rho)));
    const designs = await designPrecoders(tasks, { tighten: 1e-6 });
    designs.forEach((design, i) => {
      expect(design.normalization?.nfr).toHaveLength(2);
      expect(design.status).toMatch(/optimal/i);
      expect(evaluateDesign(tasks[i] as DesignTask, design)?.failed).toEqual([]);
    });
    // the alternation starts at the A that NFC comes from; vectors may give up a little of g
    expect(Math.sqrt(designs[0]?.sinrBound ?? NaN)).toBeGreaterThan(
      0.99 * Math.min(...(designs[0]?.normalization?.nfc ?? [])),
    );
  });

  it('SLP-CoMP: paper and joint are the same program', async () => {
    const [paper, joint] = await designPrecoders([
      taskOf('SLP-CoMP', 'paper', weighted(0.5)),
      taskOf('SLP-CoMP', 'joint', weighted(0.5)),
    ]);
    expect(paper?.transmit).toEqual(joint?.transmit);
  });
});

it('finds designs below -10 dB where a system reaches no more, as Algorithm 1 does: infeasible is said of -60 dB only', async () => {
  const tasks = (['paper', 'joint'] as const).map((design) =>
    drawDesignTask({
      scheme: 'SLP-CBF',
      design,
      rho: 0.3,
      seed: 2n,
      scenario: {
        usersPerCell: 2,
        txAntennas: 2,
        rxAntennas: 4,
        frameLength: 6,
        powerBudgetDb: 0,
        targetAnglesDeg: [
          [-20, 30],
          [60, -50],
        ],
      },
    }),
  );
  const designs = await designPrecoders(tasks, { tighten: 1e-6 });
  expect(designs.map((d) => d.status)).toEqual(['optimal', 'optimal']);
  for (const { sinrBound } of designs) expect(10 * Math.log10(sinrBound)).toBeLessThan(-5);
});
