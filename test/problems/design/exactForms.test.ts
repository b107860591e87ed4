import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { provenBounds, provesInfeasible } from '../../../src/problems/certificates.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import { atThreshold, crbOf, meanRcrbDeg, type TaskInput, tasksOf } from './tasks.ts';
import { worstMargins } from './worstMargins.ts';

const toDb = (x: number): number => 10 * Math.log10(x);
const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

describe.each(['BLP-CBF', 'BLP-CoMP'] as const)('designs of robustness exact, %s', (scheme) => {
  const small: TaskInput = { scheme, robustness: 'exact', usersPerCell: 2, txAntennas: 4, csiErrorRadius: 0.02 };

  it('have lower bounds that certificates prove, and proofs where they are infeasible', async () => {
    const dbs = scheme === 'BLP-CBF' ? [10, 15, 50] : [20, 25, 60];
    const tasks = dbs.flatMap((db) => tasksOf(small, atThreshold(db), 3));
    const designs = await designPrecoders(tasks);
    const count = { optimal: 0, infeasible: 0 };
    designs.forEach((design, i) => {
      const task = tasks[i] as DesignTask;
      if (!design.precoders) {
        expect(design.status).toBe('infeasible');
        expect(provesInfeasible(task, design.certificates)).toBe(true);
        count.infeasible++;
        return;
      }
      count.optimal++;
      expect(provenBounds(task, design.certificates)).toEqual({ crb: design.crbLower, mean: design.meanCrbLower });
      const crb = crbOf(task, design);
      crb.forEach((x, bs) => expect(design.crbLower[bs]).toBeLessThanOrEqual(x * (1 + 1e-7)));
      expect(design.meanCrbLower).toBeLessThanOrEqual(mean(crb) * (1 + 1e-7));
      expect(design.meanCrbLower).toBeGreaterThanOrEqual(mean(design.crbLower) * (1 - 1e-12));
      expect(Math.sqrt(mean(crb) / design.meanCrbLower)).toBeLessThan(1.1);
    });
    expect(count.optimal).toBeGreaterThanOrEqual(5);
    expect(count.infeasible).toBeGreaterThanOrEqual(3);
  });

  it('are proven to be none for errors of any size, also where many of them matter', async () => {
    const radii = scheme === 'BLP-CBF' ? [0.2, 0.4, 0.9] : [0.3, 0.4, 0.9];
    const tasks = radii.flatMap((csiErrorRadius) => tasksOf({ ...small, csiErrorRadius }, atThreshold(20), 3));
    const few = tasksOf({ ...small, usersPerCell: 3, txAntennas: 6, csiErrorRadius: 0.05 }, atThreshold(36), 3);
    for (const [i, design] of (await designPrecoders([...tasks, ...few])).entries()) {
      expect(design.status).toBe('infeasible');
      expect(provesInfeasible([...tasks, ...few][i] as DesignTask, design.certificates)).toBe(true);
    }
  });

  it('of the weighted form go from the largest SINR for all errors to the best RCRB', async () => {
    const few = { ...small, txAntennas: 3 };
    const tasks = [0, 0.5, 1].flatMap((rho) => tasksOf(few, { kind: 'weighted', rho }, 1));
    const designs = await designPrecoders(tasks);
    const sinr = designs.map(({ sinrBound }) => sinrBound);
    expect(sinr).toEqual([...sinr].sort((a, b) => b - a));
    expect(sinr[0]).toBe(designs[0]?.normalization?.nfc[0]);
    designs.forEach((design, i) => expect(worstMargins(tasks[i] as DesignTask, design)[0]).toBeGreaterThan(-1e-6));
    const rcrb = designs.map((design, i) => meanRcrbDeg(crbOf(tasks[i] as DesignTask, design)));
    expect(rcrb[2]).toBeLessThanOrEqual((rcrb[1] ?? NaN) * (1 + 1e-6));
    // the largest SINR lies between those of the neighbours, and 0.05 dB more is out of reach
    const [sum, none] = await designPrecoders(
      (['guaranteedSum', 'none'] as const).flatMap((robustness) =>
        tasksOf({ ...few, robustness }, { kind: 'weighted', rho: 0 }, 1),
      ),
    );
    expect(sinr[0]).toBeGreaterThan(sum?.sinrBound ?? NaN);
    expect(sinr[0]).toBeLessThan(none?.sinrBound ?? NaN);
    const [above] = await designPrecoders(tasksOf(few, atThreshold(toDb(sinr[0] ?? NaN) + 0.05), 1));
    expect(above?.status).toBe('infeasible');
  });

  it('hold for errors with a shape, and cost less than for the whole ball around it', async () => {
    const n = 4;
    const tasks = tasksOf(small, atThreshold(scheme === 'BLP-CBF' ? 12 : 25), 3);
    // errors of two antennas alone, or of one direction of all
    const shapes = [
      (row: number, column: number): number => (row === column && row < 2 ? 1 : 0),
      (row: number, column: number): number => (row % 2 === column % 2 ? 0.5 : 0),
    ];
    const shaped = tasks.flatMap((task) =>
      shapes.map((entry): DesignTask => {
        const errorShape = Float64Array.from({ length: 2 * 8 * n * n }, (_, i) =>
          i % 2 === 0 ? entry(Math.floor(i / (2 * n)) % n, Math.floor(i / 2) % n) : 0,
        );
        return { ...task, realization: { ...task.realization, errorShape } };
      }),
    );
    const white = await designPrecoders(tasks);
    const designs = await designPrecoders(shaped);
    designs.forEach((design, i) => {
      const task = shaped[i] as DesignTask;
      expect(worstMargins(task, design)[0]).toBeGreaterThan(-1e-6);
      expect(provenBounds(task, design.certificates)).toEqual({ crb: design.crbLower, mean: design.meanCrbLower });
      const crb = crbOf(task, design);
      expect(design.meanCrbLower).toBeLessThanOrEqual(mean(crb) * (1 + 1e-7));
      const whole = white[Math.floor(i / 2)] as PrecoderDesign;
      const own = tasks[Math.floor(i / 2)] as DesignTask;
      if (whole.precoders) expect(meanRcrbDeg(crb)).toBeLessThan(meanRcrbDeg(crbOf(own, whole)));
    });
  });

  it('are those of none without errors, and the same whoever else is designed', async () => {
    const known = { ...small, csiErrorRadius: 0 };
    const [first] = await designPrecoders(tasksOf(known, atThreshold(15), 1));
    const [second] = await designPrecoders(tasksOf({ ...known, robustness: 'none' }, atThreshold(15), 1));
    expect(first?.precoders).toEqual(second?.precoders);
    expect(first?.crbLower).toEqual(second?.crbLower);
    const tasks = [10, 20, 60].flatMap((db) => tasksOf(small, atThreshold(db), 2));
    const together = await designPrecoders(tasks);
    for (const i of [0, 3, 4]) expect(await designPrecoders([tasks[i] as DesignTask])).toEqual([together[i]]);
  });
});

it.each([
  ['BLP-CBF', 'paper'],
  ['BLP-CBF', 'capsFree'],
  ['BLP-CBF', 'blind'],
  ['BLP-CoMP', 'paper'],
  ['BLP-CoMP', 'capsFree'],
  ['SLP-CBF', 'joint'],
  ['SLP-CoMP', 'joint'],
  ['SLP-CBF', 'paper'],
] as const)('%s has no exact %s, in one line', async (scheme, design) => {
  const [task] = tasksOf({ design, robustness: 'exact', csiErrorRadius: 0.02 }, atThreshold(5), 1);
  const line = `tasks[0].robustness: expected exact only with design joint of BLP-CBF and BLP-CoMP, got exact with ${design} of ${scheme}`;
  await expect(designPrecoders([{ ...(task as DesignTask), scheme }])).rejects.toThrow(new InputError(line));
});
