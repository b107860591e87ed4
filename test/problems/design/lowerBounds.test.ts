import { describe, expect, it } from 'vitest';
import { noiseCovariance } from '../../../src/model/echoCovariance.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { solvePrecodingPrograms } from '../../../src/problems/solvePrecodingPrograms.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import { atThreshold, crbOf, type TaskInput, tasksOf } from './tasks.ts';

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Ratio of what a design achieves to its bounds, of the mean and of every BS. */
function ratios(task: DesignTask, design: PrecoderDesign): number[] {
  const crb = crbOf(task, design);
  return [mean(crb) / design.meanCrbLower, ...crb.map((x, bs) => x / (design.crbLower[bs] ?? NaN))];
}

const THREE = {
  cells: 3,
  usersPerCell: 2,
  txAntennas: 6,
  targetAnglesDeg: [
    [-50, 20, 70],
    [-15, 33, 5],
    [61, -38, -8],
  ],
};

const systems: { name: string; input: TaskInput; db: number }[] = [
  { name: 'two cells', input: {}, db: 10 },
  { name: 'near the edge', input: { csiErrorRadius: 0.01 }, db: 20 },
  { name: 'with errors', input: { csiErrorRadius: 0.03, usersPerCell: 2 }, db: 5 },
  { name: 'one user', input: { usersPerCell: 1, txAntennas: 8, rxAntennas: 4, csiErrorRadius: 0.01 }, db: 5 },
  { name: 'one cell', input: { cells: 1, targetAnglesDeg: [[20]] }, db: 10 },
  { name: 'one cell with one user', input: { cells: 1, usersPerCell: 1, targetAnglesDeg: [[20]] }, db: 10 },
  { name: 'three cells', input: THREE, db: 5 },
  { name: 'frame snapshots', input: { interferenceSnapshots: 'frame', txAntennas: 8 }, db: 10 },
];

describe.each(['BLP-CBF', 'BLP-CoMP'] as const)('lower bounds of %s', (scheme) => {
  for (const { name, input, db } of systems)
    for (const robustness of ['none', 'paper', 'guaranteed', 'guaranteedSum'] as const)
      it(`lie below every design, ${name}, ${robustness}`, async () => {
        const tasks = (['paper', 'capsFree', 'joint'] as const).flatMap((design) =>
          tasksOf({ ...input, scheme, design, robustness }, atThreshold(db), 3),
        );
        const designs = await designPrecoders(tasks, { tighten: 1e-6 });
        let checked = 0;
        designs.forEach((design, i) => {
          const task = tasks[i];
          if (!task || !design.precoders) return;
          for (const ratio of ratios(task, design)) expect(ratio).toBeGreaterThan(1 - 1e-7);
          // the bound of the mean is at least the mean of the bounds
          expect(design.meanCrbLower).toBeGreaterThanOrEqual(mean(design.crbLower) * (1 - 1e-12));
          // designs of one realization share them
          const twin = designs.find((d, j) => tasks[j]?.realizationIndex === task.realizationIndex && d.precoders);
          expect([...design.crbLower, design.meanCrbLower]).toEqual([...(twin?.crbLower ?? []), twin?.meanCrbLower]);
          checked++;
        });
        expect(checked).toBeGreaterThan(0);
      });

  it('are within a few percent of the joint design of the default system', async () => {
    const tasks = tasksOf({ scheme }, atThreshold(10), 5);
    const designs = await designPrecoders(tasks);
    designs.forEach((design, i) => {
      const [ratio = NaN] = ratios(tasks[i] as DesignTask, design);
      expect(Math.sqrt(ratio)).toBeLessThan(1.05);
    });
  });

  it('are the optimum of the joint program with noise alone, at the threshold itself', async () => {
    const [task] = tasksOf({ scheme, csiErrorRadius: 0.01, robustness: 'guaranteed' }, atThreshold(10), 1);
    if (!task) throw new Error('a task');
    const [design] = await designPrecoders([task], { tighten: 1e-3 });
    const { scenario, realization } = task;
    const echo = [0, 1].map(() => noiseCovariance(scenario));
    const solve = async (sensingBs: number[]): Promise<readonly [number, number]> => {
      const [solution] = await solvePrecodingPrograms(
        [
          {
            scheme: scheme,
            problem: 'joint',
            robustness: 'guaranteed',
            form: 'threshold',
            scenario,
            realization,
            threshold: 10,
            sensingBs,
            ...(scheme === 'BLP-CBF' ? { echoCovariance: echo } : {}),
          },
        ],
        { tolerance: 1e-10 },
      );
      return [solution?.objective ?? NaN, solution?.dualObjective ?? NaN];
    };
    // what is proven is within a millionth of the primal and of the dual optimum
    for (const optimum of await solve([0, 1]))
      expect(Math.abs((2 * (design?.meanCrbLower ?? NaN)) / optimum - 1)).toBeLessThan(1e-6);
    for (const bs of [0, 1])
      for (const optimum of await solve([bs]))
        expect(Math.abs((design?.crbLower[bs] ?? NaN) / optimum - 1)).toBeLessThan(1e-6);
  });

  it('are not computed where they are not asked for, in the weighted form, or without precoders', async () => {
    const [task] = tasksOf({ scheme }, atThreshold(10), 1);
    const [weighted] = tasksOf({ scheme }, { kind: 'weighted', rho: 0.5 }, 1);
    const [unreachable] = tasksOf({ scheme }, atThreshold(70), 1);
    if (!task || !weighted || !unreachable) throw new Error('three tasks');
    const [off] = await designPrecoders([task], { lowerBounds: false });
    const others = await designPrecoders([weighted, unreachable]);
    for (const design of [off, ...others]) {
      expect(design?.crbLower.every(Number.isNaN)).toBe(true);
      expect(design?.meanCrbLower).toBeNaN();
    }
  });
});
