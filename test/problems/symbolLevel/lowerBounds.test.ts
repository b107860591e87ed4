import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { sensingOfTransmission } from '../../../src/model/crb.ts';
import type { CrbLowerBound } from '../../../src/problems/crbLowerBound.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../../src/problems/drawDesignTask.ts';
import { readInstance } from '../../../src/problems/instance.ts';
import { solveBoundPrograms } from '../../../src/problems/symbolLevel/solveBoundPrograms.ts';
import { symbolLowerBounds } from '../../../src/problems/symbolLevel/lowerBounds.ts';
import { symbolTask } from '../../../src/problems/symbolLevel/symbolTask.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';

const SMALL = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 8 };
const SINGLE = { ...SMALL, cells: 1, targetAnglesDeg: [[-40]] };
const THREE = {
  ...SMALL,
  cells: 3,
  usersPerCell: 1,
  frameLength: 6,
  targetAnglesDeg: [
    [-50, 60, 10],
    [-60, 50, 20],
    [5, -35, 40],
  ],
};
const SCHEMES = ['SLP-CBF', 'SLP-CoMP'] as const;

const bounds = async (tasks: readonly DesignTask[], tighten = 0): Promise<readonly CrbLowerBound[]> =>
  symbolLowerBounds(tasks.map((t) => symbolTask(t, tighten)));

/** CRB of every BS of the design's vectors, or null without vectors. */
function crbOf(task: DesignTask, { transmit }: PrecoderDesign): Float64Array | null {
  if (!transmit) return null;
  const cooperation = task.scheme === 'SLP-CoMP' ? 'comp' : 'cbf';
  return sensingOfTransmission(task.scenario, task.realization, { cooperation, vectors: transmit }).crb;
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
const relative = (a: number, b: number): number => Math.abs(a / b - 1);

describe('every design lies above its bounds', () => {
  const systems = [
    ['J = 1', SINGLE, [10, 30]],
    ['J = 2', SMALL, [0, 10, 20]],
    ['J = 3', THREE, [5]],
  ] as const;
  for (const [name, system, thresholds] of systems)
    for (const csiErrorRadius of [0, 0.02])
      it(`${name}, d = ${csiErrorRadius}`, async () => {
        const tasks = SCHEMES.flatMap((scheme) =>
          (['paper', 'joint'] as const).flatMap((design) =>
            thresholds.flatMap((thresholdDb) =>
              [0, 1].map((realizationIndex) =>
                drawDesignTask({
                  scheme,
                  design,
                  robustness: csiErrorRadius > 0 ? 'paper' : 'none',
                  thresholdDb,
                  scenario: { ...system, csiErrorRadius },
                  seed: 7n,
                  realizationIndex,
                }),
              ),
            ),
          ),
        );
        const lower = await bounds(tasks, 1e-6);
        const designs = await designPrecoders(tasks, { tighten: 1e-6 });
        let compared = 0;
        tasks.forEach((task, i) => {
          const crb = crbOf(task, designs[i] as PrecoderDesign);
          if (crb === null) return;
          compared++;
          const bound = lower[i] as CrbLowerBound;
          crb.forEach((x, bs) => expect(x).toBeGreaterThan((bound.crb[bs] as number) * (1 - 1e-7)));
          expect(mean(crb)).toBeGreaterThan(bound.mean * (1 - 1e-7));
        });
        expect(compared).toBeGreaterThan(tasks.length / 2);
      });
});

describe('bounds at the default sizes', () => {
  // largest RCRB of a `joint` design over the root of the mean's bound; measured over two draws: see docs/decisions/0022
  for (const [scheme, csiErrorRadius, thresholdDb, most] of [
    ['SLP-CBF', 0, 0, 1.015],
    ['SLP-CBF', 0, 10, 1.02],
    ['SLP-CBF', 0.01, 10, 1.05],
    ['SLP-CoMP', 0, 20, 1.001],
    ['SLP-CoMP', 0.01, 20, 1.001],
  ] as const)
    it(`${scheme}, d = ${csiErrorRadius}, ${thresholdDb} dB: within ${((most - 1) * 100).toFixed(1)}% of the design in RCRB`, async () => {
      const robustness = csiErrorRadius > 0 ? 'guaranteed' : 'none';
      const task = drawDesignTask({ scheme, robustness, thresholdDb, scenario: { csiErrorRadius }, seed: 5n });
      const [bound] = await bounds([task]);
      const [design] = await designPrecoders([task], { tighten: 1e-6 });
      const crb = crbOf(task, design as PrecoderDesign) as Float64Array;
      expect(Math.sqrt(mean(crb) / (bound?.mean as number))).toBeLessThan(most);
    });
});

describe('the programs', () => {
  it.each([0, 0.02])('of a single cell are the same in CBF and CoMP, d = %d', async (csiErrorRadius) => {
    const [cbf, comp] = await bounds(
      SCHEMES.map((scheme) =>
        drawDesignTask({ scheme, robustness: 'paper', thresholdDb: 20, scenario: { ...SINGLE, csiErrorRadius } }),
      ),
    );
    expect(relative(cbf?.mean as number, comp?.mean as number)).toBeLessThan(1e-6);
    expect(cbf?.mean).toBe(cbf?.crb[0]);
  });

  it.each(SCHEMES)('of %s have equal primal and dual objectives, and what is proven is just below', async (scheme) => {
    const scenario = { ...SMALL, csiErrorRadius: 0.01 };
    const task = symbolTask(drawDesignTask({ scheme, robustness: 'paper', thresholdDb: 10, scenario }), 0);
    const solved = await solveBoundPrograms(
      [0, 1, null].map((bs) => ({ task, threshold: task.threshold, bs, capped: true })),
    );
    const [proven] = await symbolLowerBounds([task]);
    solved.forEach(({ status, dual, primal }, i) => {
      expect(status).toBe('optimal');
      expect(relative(primal, dual)).toBeLessThan(1e-7);
      const bound = i < 2 ? (proven?.crb[i] as number) : 2 * (proven?.mean as number);
      expect(bound).toBeLessThan(Math.max(primal, dual) * (1 + 1e-9));
      expect(bound).toBeGreaterThan(dual * (1 - 1e-6));
    });
    const [first, second, sum] = solved.map((s) => s.dual);
    expect(sum).toBeGreaterThanOrEqual(((first as number) + (second as number)) * (1 - 1e-9));
  });

  it('hold for every transmission without the cap, which only raises them', async () => {
    const task = symbolTask(drawDesignTask({ scheme: 'SLP-CBF', thresholdDb: 0, scenario: SMALL }), 0);
    const [capped] = await symbolLowerBounds([task]);
    const [free] = await symbolLowerBounds([task], { capped: false });
    expect(free?.mean).toBeLessThan(capped?.mean as number);
    // vectors that are designed for a hundred times the interference obey the second alone
    const loud = drawDesignTask({
      scheme: 'SLP-CBF',
      thresholdDb: 0,
      scenario: { ...SMALL, maxInterferenceDb: 30 },
    });
    const [design] = await designPrecoders([loud], { tighten: 1e-6 });
    expect(mean(crbOf(loud, design as PrecoderDesign) as Float64Array)).toBeGreaterThan(free?.mean as number);
  });
});

interface Reference {
  readonly name: string;
  readonly scheme: (typeof SCHEMES)[number];
  readonly bounds: readonly {
    readonly threshold: number;
    readonly capped: boolean;
    readonly crb: readonly number[];
    readonly sum: number;
    readonly relTolerance: number;
  }[];
}
const file = new URL('../../reference/bounds/symbol.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

describe('the literal relaxations, solved by CVXOPT and Clarabel (test/reference/bounds)', () => {
  it.each(references.map((r) => [r.name, r] as const))('%s: every bound agrees', async (_, reference) => {
    const { scheme, bounds: expected, ...document } = reference;
    const [program] = readInstance(document).symbolPrograms;
    if (!program) throw new Error('the instance has a program');
    const { scenario, realization, robustness, symbolPhase: phase, pskOrder } = program;
    for (const { threshold, capped, crb, sum, relTolerance } of expected) {
      const form = { kind: 'threshold', threshold } as const;
      const common = { scenario, realization, robustness, form, seed: 1n, realizationIndex: 0 };
      const task = { ...common, scheme, design: 'joint', symbols: { phase, pskOrder } } as const;
      const solved = await solveBoundPrograms(
        [...crb.map((_x, bs) => bs), null].map((bs) => ({ task: symbolTask(task, 0), threshold, bs, capped })),
      );
      [...crb, sum].forEach((value, i) => expect(relative(solved[i]?.dual ?? NaN, value)).toBeLessThan(relTolerance));
    }
  });
});

describe('bounds of tasks', () => {
  const of = (change: Partial<Parameters<typeof drawDesignTask>[0]> = {}): DesignTask =>
    drawDesignTask({ scheme: 'SLP-CBF', robustness: 'paper', thresholdDb: 5, scenario: SMALL, ...change });
  const robust = { scenario: { ...SMALL, csiErrorRadius: 0.01 } };
  const tasks = [
    of(robust),
    of({ ...robust, design: 'paper', robustness: 'guaranteed' }),
    of({ ...robust, robustness: 'none' }),
    of(),
    of({ ...robust, scheme: 'SLP-CoMP' }),
    of({ ...robust, thresholdDb: 12 }),
    of({ ...robust, realizationIndex: 3 }),
  ];
  let all: readonly CrbLowerBound[];
  beforeAll(async () => {
    all = await bounds(tasks);
  });

  it('are the same for designs and robustness that share a constraint set, and for d = 0 and none', () => {
    expect(all[1]).toEqual(all[0]);
    expect(all[3]).toEqual(all[2]);
    expect(all[2]?.mean).toBeLessThan(all[0]?.mean as number);
  });

  it('do not depend on the neighbours in a batch or on their order', async () => {
    const backwards = await bounds(tasks.toReversed());
    expect(backwards.toReversed()).toEqual(all);
    for (const [i, task] of tasks.entries()) expect((await bounds([task]))[0]).toEqual(all[i]);
  });

  it.each([1e-12, 4, 1e7])('do not depend on the unit of power: noise %d', async (noisePower) => {
    const [bound] = await bounds([of({ scenario: { ...robust.scenario, noisePower } })]);
    expect(relative(bound?.mean as number, all[0]?.mean as number)).toBeLessThan(1e-7);
  });

  it('are at the threshold without its tightening', async () => {
    const [tight] = await bounds([of(robust)], 0.5);
    expect(tight).toEqual(all[0]);
  });

  it('are not numbers in the weighted form and out of reach', async () => {
    const { thresholdDb: _, ...rest } = { scheme: 'SLP-CBF', scenario: SMALL, thresholdDb: 0 } as const;
    const [weighted, far] = await bounds([drawDesignTask({ ...rest, rho: 0.5 }), of({ thresholdDb: 70 })]);
    for (const bound of [weighted, far]) {
      expect(bound?.mean).toBeNaN();
      expect([...(bound?.crb ?? [])]).toEqual([NaN, NaN]);
    }
  });
});
