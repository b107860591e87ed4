import { describe, expect, it } from 'vitest';
import {
  designPrecoders,
  type DesignTask,
  type DesignTaskOptions,
  drawDesignTask,
  evaluateWorstCase,
  InputError,
  type Scheme,
  type WorstCaseQuery,
} from '../../src/index.ts';

// A field of a library call has an effect on what comes back, or the call is refused.

const system = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, frameLength: 3, csiErrorRadius: 0.02 };
const text = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'bigint') return String(v);
    if (v instanceof Float64Array) return Array.from(v, String);
    return typeof v === 'number' ? String(v) : v;
  });
const refusal = async (call: () => unknown): Promise<string | null> => {
  try {
    await call();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
};
const LINE = /^[\w.[\]]+: expected .* got .*$/;

describe.each(['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'] as const)('drawDesignTask, %s', (scheme) => {
  const base: DesignTaskOptions = { scheme, thresholdDb: 5, scenario: system, robustness: 'guaranteed' };
  const channels = new Float64Array(2 * 2 * 2 * 2 * 3).fill(0.5);
  const userAnglesDeg = [
    [
      [-30, -10],
      [25, 40],
    ],
    [
      [-25, -40],
      [30, 10],
    ],
  ];
  it.each<[string, Partial<DesignTaskOptions>]>([
    ['thresholdDb', { thresholdDb: 6 }],
    ['rho', { rho: 0.5 }],
    ['design', { design: 'paper' }],
    ['robustness', { robustness: 'none' }],
    ['scenario', { scenario: { ...system, usersPerCell: 1 } }],
    ['seed', { seed: 2n }],
    ['realizationIndex', { realizationIndex: 1 }],
    ['pskOrder', { pskOrder: 8 }],
    ['interCellLoss', { interCellLoss: 5 }],
    ['interCellLoss of given channels', { interCellLoss: 5, channelModel: 'file', channels }],
    ['reflectionPhase', { reflectionPhase: 'uniform' }],
    ['channelModel', { channelModel: 'lineOfSight', userAnglesDeg }],
    ['channelModel file', { channelModel: 'file', channels }],
    ['userAnglesDeg', { userAnglesDeg }],
    ['channels', { channels }],
  ])('%s changes the task or is refused', async (_name, change) => {
    const refused = await refusal(() => drawDesignTask({ ...base, ...change }));
    if (refused !== null) return expect(refused).toMatch(/^([\w.]+: )?expected .* got .*$/);
    expect(text(drawDesignTask({ ...base, ...change }))).not.toBe(text(drawDesignTask(base)));
  });

  it('refuses the order of the symbols at block level alone', async () => {
    const refused = await refusal(() => drawDesignTask({ ...base, pskOrder: 8 }));
    if (scheme.startsWith('SLP')) expect(refused).toBeNull();
    else expect(refused).toBe(`pskOrder: expected it only with a symbol-level scheme, got 8 with ${scheme}`);
  });
});

describe('designPrecoders', () => {
  const KINDS: readonly (readonly [Scheme, DesignTask['design']])[] = [
    ['BLP-CBF', 'paper'],
    ['BLP-CoMP', 'joint'],
    ['SLP-CBF', 'joint'],
    ['SLP-CoMP', 'joint'],
  ];
  const taskOf = ([scheme, design]: (typeof KINDS)[number]): DesignTask =>
    drawDesignTask({
      scheme,
      design,
      thresholdDb: 0,
      robustness: 'guaranteed',
      scenario: { ...system, maxLeakage: 2e4 },
    });
  /** Changes that every scheme must feel. */
  const everywhere: readonly [string, (t: DesignTask) => Partial<DesignTask>][] = [
    ['robustness', () => ({ robustness: 'none' })],
    ['form', () => ({ form: { kind: 'threshold', threshold: 2 } })],
    ['scenario.powerBudget', (t) => ({ scenario: { ...t.scenario, powerBudget: 2e4 } })],
    ['scenario.noisePower', (t) => ({ scenario: { ...t.scenario, noisePower: 2 } })],
    ['scenario.csiErrorRadius', (t) => ({ scenario: { ...t.scenario, csiErrorRadius: 0.01 } })],
    [
      'scenario.targetAngles',
      (t) => ({ scenario: { ...t.scenario, targetAngles: t.scenario.targetAngles.map((a) => 0.9 * a) } }),
    ],
    [
      'realization.channels',
      (t) => ({ realization: { ...t.realization, channels: t.realization.channels.map((h) => 1.1 * h) } }),
    ],
    [
      'realization.reflectionGain',
      (t) => ({ realization: { ...t.realization, reflectionGain: t.realization.reflectionGain.map((g) => 2 * g) } }),
    ],
  ];
  it.each(everywhere)('every scheme feels %s', async (_name, change) => {
    const tasks = KINDS.map(taskOf);
    const before = await designPrecoders(tasks);
    const after = await designPrecoders(tasks.map((t) => ({ ...t, ...change(t) })));
    before.forEach((d, i) => expect(text(after[i]), KINDS[i]?.join(' ')).not.toBe(text(d)));
  });

  it.each<[string, (t: DesignTask) => DesignTask['scenario']]>([
    ['maxInterference', (t) => ({ ...t.scenario, maxInterference: 2 })],
    ['maxLeakage', (t) => ({ ...t.scenario, maxLeakage: 3000 })],
    ['interferenceSnapshots', (t) => ({ ...t.scenario, interferenceSnapshots: 'frame' })],
  ])('CBF feels scenario.%s', async (_name, change) => {
    const tasks = KINDS.filter(([scheme]) => scheme.endsWith('CBF')).map(taskOf);
    const before = await designPrecoders(tasks);
    const after = await designPrecoders(tasks.map((t) => ({ ...t, scenario: change(t) })));
    before.forEach((d, i) => expect(text(after[i])).not.toBe(text(d)));
  });

  it.each(KINDS)('%s %s refuses what it does not have, in one line', async (scheme, design) => {
    const task = taskOf([scheme, design]);
    const { symbols = taskOf(['SLP-CBF', 'joint']).symbols, ...bare } = task;
    const faults: readonly [Partial<DesignTask>, string][] = [
      [scheme.startsWith('SLP') ? { symbols: undefined as never } : { symbols: symbols as never }, 'symbols'],
      [{ scheme: 'X' as Scheme }, 'scheme'],
      [{ design: 'X' as 'joint' }, 'design'],
      [{ robustness: 'X' as 'none' }, 'robustness'],
      [{ form: { kind: 'X' as 'weighted', rho: 1 } }, 'form.kind'],
      [{ form: { kind: 'weighted', rho: 1.5 } }, 'form.rho'],
      [{ form: { kind: 'threshold', threshold: 0 } }, 'form.threshold'],
    ];
    for (const [change, field] of faults) {
      const own = scheme.startsWith('SLP') ? { ...bare, symbols: symbols as never } : bare;
      const refused = await refusal(() => designPrecoders([{ ...own, ...change }]));
      expect(refused).toMatch(LINE);
      expect(refused).toContain(`tasks[0].${field}: `);
    }
  });
});

describe.each(['BLP-CBF', 'SLP-CoMP'] as const)('evaluateWorstCase, %s', (scheme) => {
  const task = drawDesignTask({ scheme, thresholdDb: 0, robustness: 'guaranteed', scenario: system });
  const design = designPrecoders([task]);
  const other = drawDesignTask({ scheme, thresholdDb: 0, scenario: system, seed: 5n });
  const vectors = new Float64Array(200).fill(1);
  const symbols = { phase: new Float64Array(12), pskOrder: 4 };
  it.each<[string, Partial<WorstCaseQuery>]>([
    ['realization', { realization: other.realization }],
    ['precoders', { precoders: vectors.slice(0, 24) }],
    ['transmit', { transmit: vectors.slice(0, 36) }],
    ['symbols', { symbols }],
    ['radius', { radius: 0.05 }],
    ['errors', { errors: 5 }],
    ['errorLaw', { errorLaw: 'sphere' }],
    ['errorLaw without draws', { errors: 0, errorLaw: 'sphere' }],
    ['seed', { seed: 8n }],
    ['realizationIndex', { realizationIndex: 3 }],
    ['robustness', { robustness: 'paper' }],
  ])('%s changes the values or is refused', async (name, change) => {
    const base: WorstCaseQuery = { ...task, ...(await design)[0], errors: 2 };
    const refused = await refusal(() => evaluateWorstCase({ ...base, ...change }));
    if (refused !== null) return expect(refused).toMatch(LINE);
    // at symbol level the bound is the exact worst case, and a design brings its robustness with it
    if (scheme === 'SLP-CoMP' && name === 'robustness') return;
    expect(text(evaluateWorstCase({ ...base, ...change }))).not.toBe(text(evaluateWorstCase(base)));
  });
});
