import { afterEach, describe, expect, it, vi } from 'vitest';
import { AnswerStore } from '../../src/conic/answerStore.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import type { Design, DesignTask, Robustness, Scheme } from '../../src/problems/types.ts';
import { countSolved } from '../conic/replaceSolve.ts';

// Programs that several designs of a channel draw have in common are solved once, and every design has the bits that it has alone.

const scenario = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, frameLength: 3, csiErrorRadius: 0.01 };

function taskOf(
  scheme: Scheme,
  design: Design,
  robustness: Robustness,
  form: { thresholdDb: number } | { rho: number } = { thresholdDb: 8 },
  system: object = scenario,
): DesignTask {
  return drawDesignTask({ scheme, design, robustness, ...form, scenario: system, seed: 9n });
}

const oneCell = { ...scenario, cells: 1, targetAnglesDeg: [[20]] };

let solved: Awaited<ReturnType<typeof countSolved>>;
afterEach(() => {
  solved?.restore();
  vi.restoreAllMocks();
});

const PAIRS: readonly (readonly [string, DesignTask, DesignTask])[] = [
  [
    '`paper` and `guaranteed` of SLP-CBF',
    taskOf('SLP-CBF', 'joint', 'paper', { thresholdDb: -5 }),
    taskOf('SLP-CBF', 'joint', 'guaranteed', { thresholdDb: -5 }),
  ],
  ['`paper` and `joint` of SLP-CoMP', taskOf('SLP-CoMP', 'paper', 'paper'), taskOf('SLP-CoMP', 'joint', 'paper')],
  [
    'the two at a weight',
    taskOf('SLP-CoMP', 'paper', 'paper', { rho: 0.6 }),
    taskOf('SLP-CoMP', 'joint', 'guaranteed', { rho: 0.6 }),
  ],
  [
    'the schemes of one cell',
    taskOf('BLP-CBF', 'joint', 'none', undefined, oneCell),
    taskOf('BLP-CoMP', 'joint', 'none', undefined, oneCell),
  ],
];

describe('designs that are the same by definition', () => {
  it.each(PAIRS)('%s', async (_, one, other) => {
    solved = await countSolved();
    const alone = [...(await designPrecoders([one])), ...(await designPrecoders([other]))];
    const both = solved.count;
    solved.count = 0;
    const together = await designPrecoders([one, other]);
    expect(together).toEqual(alone);
    expect(solved.count).toBe(both / 2);
    expect(together[0]?.status).toBe('optimal');
  });
});

describe('designs of one cell', () => {
  it('stay what they are beside designs of more cells', async () => {
    const tasks = [taskOf('BLP-CoMP', 'paper', 'none', undefined, oneCell), taskOf('BLP-CoMP', 'paper', 'none')];
    const alone = [];
    for (const task of tasks) alone.push(...(await designPrecoders([task])));
    expect(await designPrecoders(tasks)).toEqual(alone);
    expect(await designPrecoders(tasks.toReversed())).toEqual(alone.toReversed());
  });
});

it('has the same bits without the store of answers', async () => {
  const tasks = [
    taskOf('SLP-CBF', 'joint', 'guaranteed', { rho: 0.6 }),
    taskOf('SLP-CBF', 'paper', 'none'),
    taskOf('BLP-CBF', 'joint', 'none'),
    taskOf('BLP-CoMP', 'paper', 'guaranteed', { rho: 0.6 }),
  ];
  solved = await countSolved();
  const stored = await designPrecoders(tasks);
  const { count } = solved;
  solved.count = 0;
  vi.spyOn(AnswerStore.prototype, 'solve').mockImplementation((program, settings, solve) => solve(program, settings));
  expect(await designPrecoders(tasks)).toEqual(stored);
  expect(count).toBeLessThan(solved.count);
});
