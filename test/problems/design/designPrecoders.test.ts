import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { NETWORK_DESIGNS } from '../../../src/problems/types.ts';
import { type TaskInput, atThreshold, certificateOf, crbOf, meanRcrbDeg, median, tasksOf } from './tasks.ts';

describe('designPrecoders, threshold form', () => {
  const cases: readonly TaskInput[] = [
    { scheme: 'BLP-CBF', robustness: 'none' },
    { scheme: 'BLP-CBF', robustness: 'paper', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CBF', robustness: 'guaranteed', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CBF', robustness: 'guaranteedSum', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CoMP', robustness: 'none' },
    { scheme: 'BLP-CoMP', robustness: 'guaranteed', csiErrorRadius: 0.01 },
  ];
  for (const input of cases)
    for (const design of NETWORK_DESIGNS)
      it(`${input.scheme}, ${input.robustness}, ${design}: certified precoders that reach the relaxation's CRB`, async () => {
        const tasks = tasksOf({ ...input, design }, atThreshold(15), 3);
        const designs = await designPrecoders(tasks, { tighten: 1e-6 });
        tasks.forEach((task, i) => {
          const found = designs[i];
          if (!found) throw new Error('a task has no design');
          expect(found.status).toBe('optimal');
          expect(found.merit).toBeLessThan(1e-8);
          expect(found.sinrBound).toBeCloseTo(10 ** 1.5, 10);
          const certificate = certificateOf(task, found);
          expect(certificate.failed).toEqual([]);
          if (input.robustness?.startsWith('guaranteed'))
            expect(Math.min(...certificate.worstCase)).toBeGreaterThanOrEqual(10 ** 1.5);
          crbOf(task, found).forEach((crb, bs) => {
            expect(crb / (found.crbBound[bs] ?? Number.NaN)).toBeCloseTo(1, 5);
          });
        });
      });

  it('joint is never worse than capsFree, nor capsFree than paper, in any draw', async () => {
    for (const scheme of ['BLP-CBF', 'BLP-CoMP'] as const) {
      const [paper, capsFree, joint] = await Promise.all(
        NETWORK_DESIGNS.map(async (design) => {
          const designs = await designPrecoders(tasksOf({ scheme, design }, atThreshold(18), 4));
          return designs.map((d) => (d.precoders ? meanRcrbDeg(d.crbBound) : Infinity));
        }),
      );
      expect(joint?.every((x) => Number.isFinite(x))).toBe(true);
      // within the accuracy at which the alternations settle
      joint?.forEach((x, i) => {
        expect(x).toBeLessThanOrEqual((capsFree?.[i] ?? 0) * (1 + 1e-3));
      });
      capsFree?.forEach((x, i) => {
        expect(x).toBeLessThanOrEqual((paper?.[i] ?? 0) * (1 + 1e-3));
      });
    }
  });

  it('has medians of the size of the reference (RCRB in degrees at 20 dB, frame snapshots)', async () => {
    // reference, other draws: CBF joint 3.50, paper 3.83; CoMP joint 1.71, paper 1.73
    const expected = [
      ['BLP-CBF', 'joint', 3.5],
      ['BLP-CBF', 'paper', 3.83],
      ['BLP-CoMP', 'joint', 1.71],
      ['BLP-CoMP', 'paper', 1.73],
    ] as const;
    for (const [scheme, design, reference] of expected) {
      const tasks = tasksOf({ scheme, design, interferenceSnapshots: 'frame' }, atThreshold(20), 7);
      const found = (await designPrecoders(tasks)).filter((d) => d.precoders);
      expect(found.length).toBeGreaterThanOrEqual(3);
      const value = median(found.map((d) => meanRcrbDeg(d.crbBound)));
      expect(value).toBeGreaterThan(0.75 * reference);
      expect(value).toBeLessThan(1.35 * reference);
    }
  });

  it('an unreachable threshold is a status without precoders, beside tasks that are solved', async () => {
    const tasks = NETWORK_DESIGNS.flatMap((design) => [
      ...tasksOf({ design }, atThreshold(60), 1),
      ...tasksOf({ design }, atThreshold(10), 1),
    ]);
    const designs = await designPrecoders(tasks);
    designs.forEach((d, i) => {
      expect(d.status).toBe(i % 2 === 0 ? 'infeasible' : 'optimal');
      expect(d.precoders === null).toBe(i % 2 === 0);
      expect(d.crbBound.every(Number.isNaN)).toBe(i % 2 === 0);
      expect(d.extraction).toBe(i % 2 === 0 ? 'none' : 'principal');
    });
  });

  it('a design depends neither on its neighbours in the batch nor on their order', async () => {
    const tasks = [
      ...tasksOf({ design: 'paper' }, atThreshold(10), 3),
      ...tasksOf({ design: 'joint', txAntennas: 7 }, atThreshold(20), 2),
      ...tasksOf({ design: 'joint', scheme: 'BLP-CoMP' }, atThreshold(20), 1),
      ...tasksOf({ design: 'paper' }, atThreshold(23), 2),
    ];
    const together = await designPrecoders(tasks);
    const reversed = (await designPrecoders(tasks.toReversed())).toReversed();
    for (const [i, task] of tasks.entries()) {
      const [alone] = await designPrecoders([task]);
      for (const other of [together[i], reversed[i]]) {
        expect(other?.status).toBe(alone?.status);
        expect(other?.iterations).toBe(alone?.iterations);
        expect(other?.precoders).toEqual(alone?.precoders);
      }
    }
  });

  it('coordination means nothing in a single cell: CBF and CoMP agree', async () => {
    const single: TaskInput = { cells: 1, targetAnglesDeg: [[20]] };
    for (const design of NETWORK_DESIGNS) {
      const cbf = await designPrecoders(tasksOf({ ...single, design, scheme: 'BLP-CBF' }, atThreshold(15), 3));
      const comp = await designPrecoders(tasksOf({ ...single, design, scheme: 'BLP-CoMP' }, atThreshold(15), 3));
      cbf.forEach((d, i) => {
        expect(d.status).toBe('optimal');
        const ratio = (d.crbBound[0] ?? Number.NaN) / (comp[i]?.crbBound[0] ?? Number.NaN);
        expect(Math.abs(ratio - 1)).toBeLessThan(1e-9);
      });
    }
  });

  it('returns an empty list for no tasks', async () => {
    expect(await designPrecoders([])).toEqual([]);
  });

  it('refuses symbol-level tasks without symbols and designs that a scheme lacks', async () => {
    const [task] = tasksOf({}, atThreshold(10), 1);
    if (!task) throw new Error('no task');
    const refusals: readonly [object, RegExp][] = [
      [{ scheme: 'SLP-CBF' }, /tasks\[0\]\.symbols: expected the data symbols of SLP-CBF, got nothing/],
      [{ scheme: 'SLP-CoMP' }, /tasks\[0\]\.symbols: expected the data symbols of SLP-CoMP, got nothing/],
      [{ scheme: 'BLP-CoMP', design: 'blind' }, /tasks\[0\]\.design: expected paper, capsFree or joint with BLP-CoMP/],
    ];
    for (const [change, message] of refusals) {
      const bad = designPrecoders([{ ...task, ...change }]);
      await expect(bad).rejects.toThrow(InputError);
      await expect(bad).rejects.toThrow(message);
    }
  });
});
