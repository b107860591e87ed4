import { expect, it } from 'vitest';
import { drawRealization } from '../../../src/model/channels.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { sinrCbf } from '../../../src/model/sinr.ts';
import { InputError } from '../../../src/errors.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import type { DesignTask } from '../../../src/problems/types.ts';

const scenario = makeScenario();
const realization = drawRealization(scenario, { seed: 44n, realization: 0 });
const task: DesignTask = {
  scheme: 'BLP-CBF',
  design: 'blind',
  robustness: 'none',
  form: { kind: 'threshold', threshold: 10 },
  scenario,
  realization,
  seed: 44n,
  realizationIndex: 0,
};

it('a blind design meets its threshold without the inter-cell links and misses it with them', async () => {
  const [design, joint] = await designPrecoders([task, { ...task, design: 'joint' }], { tighten: 1e-6 });
  const precoders = design?.precoders as Float64Array;
  const without = realization.channels.map((h, i) => {
    const link = Math.floor(i / (2 * scenario.txAntennas * scenario.usersPerCell));
    return link === 0 || link === 3 ? h : 0;
  });
  expect(Math.min(...sinrCbf(scenario, without, precoders))).toBeGreaterThan(10 * (1 - 1e-7));
  expect(Math.min(...sinrCbf(scenario, realization.channels, precoders))).toBeLessThan(1);
  // no inter-cell constraint binds it: its own bound is at most that of the network's design
  design?.crbBound.forEach((crb) => {
    expect(crb).toBeLessThan(Math.max(...(joint?.crbBound ?? [])));
  });
});

it('a blind design is the single cell of a system with one cell', async () => {
  const alone = makeScenario({ cells: 1, targetAnglesDeg: [[-50]] });
  const one = drawRealization(alone, { seed: 45n, realization: 0 });
  const base = { ...task, scenario: alone, realization: one };
  const [blind, paper] = await designPrecoders([base, { ...base, design: 'paper' }]);
  expect(blind?.precoders).toEqual(paper?.precoders);
});

it('refuses the blind design of other schemes', async () => {
  await expect(designPrecoders([{ ...task, scheme: 'BLP-CoMP' }])).rejects.toThrow(InputError);
});
