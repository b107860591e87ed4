import { describe, expect, it } from 'vitest';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { drawSymbolPhases } from '../../src/model/symbols.ts';
import { steeringVector } from '../../src/model/arrays.ts';
import { infeasibleThreshold, provesInfeasible } from '../../src/problems/certificates.ts';
import { DESIGNS_OF } from '../../src/problems/capabilities.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { type DesignTask, type Form, SCHEMES } from '../../src/problems/types.ts';
import { evaluateDesign } from '../../src/study/evaluateDesign.ts';
import { evaluateWorstCase } from '../../src/problems/evaluateWorstCase.ts';
import { type ChannelDraw, changedChannels, type ChannelSystem } from '../study/channelStudy.ts';
import { drawRealization } from '../../src/model/channels.ts';

const SYSTEMS: Readonly<Record<string, ChannelSystem>> = {
  'one cell': {
    cells: 1,
    usersPerCell: 2,
    txAntennas: 3,
    rxAntennas: 2,
    frameLength: 4,
    csiErrorRadius: 0.01,
    targetAnglesDeg: [[-20]],
  },
  'two cells': { cells: 2, usersPerCell: 2, txAntennas: 3, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 },
  'three cells': {
    cells: 3,
    usersPerCell: 1,
    txAntennas: 3,
    rxAntennas: 2,
    frameLength: 4,
    csiErrorRadius: 0.01,
    targetAnglesDeg: [
      [-50, 60, 10],
      [-60, 50, 20],
      [30, -40, 5],
    ],
  },
  'more users than antennas': {
    cells: 2,
    usersPerCell: 3,
    txAntennas: 2,
    rxAntennas: 2,
    frameLength: 4,
    csiErrorRadius: 0.01,
  },
};

/** Calls `set` with every link. */
function links(
  { system, link }: ChannelDraw,
  set: (own: Float64Array, bs: number, cell: number, user: number) => void,
): void {
  for (let n = 0; n < system.cells; n++)
    for (let m = 0; m < system.cells; m++) for (let k = 0; k < system.usersPerCell; k++) set(link(n, m, k), n, m, k);
}

const CHANNELS: Readonly<Record<string, (draw: ChannelDraw) => void>> = {
  'a blocked inter-cell link': ({ link, system }) => link(0, system.cells - 1, system.usersPerCell - 1).fill(0),
  'no inter-cell links': (draw) => links(draw, (own, n, m) => n !== m && own.fill(0)),
  'a user that its own BS does not reach': ({ link }) => link(0, 0, 0).fill(0),
  'a user that no BS reaches': (draw) => links(draw, (own, _, m, k) => m === 0 && k === 0 && own.fill(0)),
  'a BS that reaches nobody': (draw) => links(draw, (own, n) => n === 0 && own.fill(0)),
  'no links at all': ({ channels }) => channels.fill(0),
  'identical users': (draw) => links(draw, (own, n, m, k) => k > 0 && own.set(draw.link(n, m, 0))),
  'the same channel everywhere': (draw) => links(draw, (own) => own.set(draw.link(0, 0, 0))),
  'users on one line': (draw) =>
    links(draw, (own, n, m, k) => k > 0 && own.set(draw.link(n, m, 0).map((x) => (k + 0.5) * x))),
  'users at the targets': (draw) => {
    const { targetAngles } = makeScenario(draw.system);
    const { cells, txAntennas } = draw.system;
    links(draw, (own, n, m) => own.set(steeringVector(txAntennas, targetAngles[n * cells + m] as number)));
  },
  'one antenna that hears': (draw) => links(draw, (own) => own.fill(0, 2)),
  'gains of 1e-8': ({ channels }) => channels.forEach((x, i) => (channels[i] = 1e-8 * x)),
  'one link of 1e-8': ({ link }) => link(0, 0, 0).forEach((x, i, own) => (own[i] = 1e-8 * x)),
  'a link of the smallest number': ({ link, system }) => link(0, system.cells - 1, 0).fill(5e-324),
};

const FORMS: readonly Form[] = [
  { kind: 'threshold', threshold: 10 ** 0.5 },
  { kind: 'weighted', rho: 0.5 },
];

/**
 * Every scheme and design, without errors in mind and with; in the weighted form robust ones alone, and the costly search of SLP-CBF for two cells
 * alone.
 */
function tasksOf(system: ChannelSystem, change: (draw: ChannelDraw) => void): DesignTask[] {
  const scenario = makeScenario(system);
  const key = { seed: 7n, realization: 0 };
  const realization = { ...drawRealization(scenario, key), channels: changedChannels(system, change) };
  const all: DesignTask[] = SCHEMES.flatMap((scheme) =>
    DESIGNS_OF[scheme].flatMap((design) =>
      FORMS.flatMap((form) =>
        (form.kind === 'threshold' ? (['none', 'guaranteed'] as const) : (['guaranteed'] as const)).map(
          (robustness) => ({
            scheme,
            design,
            robustness,
            form,
            scenario,
            realization,
            seed: 7n,
            realizationIndex: 0,
            ...(scheme.startsWith('SLP')
              ? { symbols: { phase: drawSymbolPhases(scenario, { ...key, pskOrder: 4 }), pskOrder: 4 } }
              : {}),
          }),
        ),
      ),
    ),
  );
  const isCostly = (t: DesignTask): boolean =>
    t.scheme === 'SLP-CBF' && t.design === 'joint' && t.form.kind === 'weighted';
  return all.filter((t) => system === SYSTEMS['two cells'] || !isCostly(t));
}

const CASES = Object.keys(SYSTEMS).flatMap((system) => Object.keys(CHANNELS).map((channels) => ({ system, channels })));

/** Relative tightening of g in the programs. */
const TIGHTEN = 1e-6;

describe('channels at the edge', () => {
  it.each(CASES)('$system, $channels: a design or infeasible, and finite metrics', async ({ system, channels }) => {
    const tasks = tasksOf(SYSTEMS[system] as ChannelSystem, CHANNELS[channels] as (draw: ChannelDraw) => void);
    const designs = await designPrecoders(tasks, { tolerance: 1e-8, tighten: TIGHTEN, lowerBounds: false });
    designs.forEach((design, i) => {
      const task = tasks[i] as DesignTask;
      const name = `${task.scheme} ${task.design} ${task.robustness} ${task.form.kind}`;
      expect(`${name}: ${design.status}`).toMatch(/: (optimal|almostOptimal|infeasible)$/);
      // verify reads no proof of another threshold
      const claimed = infeasibleThreshold(task, TIGHTEN);
      const proof = design.certificates.filter(({ threshold }) => threshold === claimed);
      if (design.status === 'infeasible') expect([name, provesInfeasible(task, proof)]).toEqual([name, true]);
      const metrics = evaluateDesign(task, design);
      if (!metrics) return;
      expect(metrics.crb.some(Number.isNaN)).toBe(false);
      const { sampled } = evaluateWorstCase({ ...task, ...design, errors: 2 });
      for (const x of [metrics.sinr, metrics.exact, metrics.bound, ...(sampled ?? []), ...metrics.powerUsed])
        expect(Number.isFinite(x)).toBe(true);
    });
  });

  it.each(['a user that no BS reaches', 'no links at all', 'gains of 1e-8'])(
    '%s is infeasible in every form',
    async (name) => {
      const tasks = tasksOf(SYSTEMS['two cells'] as ChannelSystem, CHANNELS[name] as (draw: ChannelDraw) => void);
      const designs = await designPrecoders(tasks, { lowerBounds: false });
      for (const design of designs) expect(design.status).toBe('infeasible');
    },
  );

  it('a blocked link gives the design of a link that is next to blocked', async () => {
    const designs = await Promise.all(
      [0, 1e-150].map(async (x) =>
        designPrecoders(
          tasksOf(SYSTEMS['two cells'] as ChannelSystem, ({ link }) => link(0, 1, 0).fill(x)).filter(
            (t) => t.form.kind === 'threshold' && t.scheme.startsWith('BLP'),
          ),
          { tolerance: 1e-10 },
        ),
      ),
    );
    const [blocked = [], next = []] = designs;
    expect(blocked.some((d) => d.precoders !== null)).toBe(true);
    blocked.forEach((design, i) => {
      expect(design.status).toBe(next[i]?.status);
      design.crbBound.forEach((crb, m) => expect(crb / (next[i]?.crbBound[m] as number)).toBeCloseTo(1, 6));
    });
  });

  it.each(['one cell', 'two cells', 'three cells'])(
    '%s: a link of 1e8 leaves joint block-level designs that keep their claims',
    async (system) => {
      const tasks = tasksOf(SYSTEMS[system] as ChannelSystem, ({ link }) =>
        link(0, 0, 0).forEach((x, i, own) => (own[i] = 1e8 * x)),
      ).filter((t) => t.scheme.startsWith('BLP') && t.design === 'joint' && t.form.kind === 'threshold');
      const designs = await designPrecoders(tasks, { tighten: 1e-6, lowerBounds: false });
      designs.forEach((design, i) => {
        const task = tasks[i] as DesignTask;
        expect(`${task.scheme} ${task.design}: ${design.status}`).toMatch(/: (optimal|almostOptimal|infeasible)$/);
        const metrics = evaluateDesign(task, design);
        if (metrics) expect(metrics.failed.filter((check) => check !== 'sensing')).toEqual([]);
      });
    },
  );
});
