import { describe, expect, test } from 'vitest';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsBatch } from '../../src/montecarlo/kernels/errorDraws.ts';
import type { Receiver } from '../../src/montecarlo/receiver.ts';
import { weakestFirst } from '../../src/montecarlo/weakestFirst.ts';
import { randomBatch } from './randomBatch.ts';

function withReceivers(batch: ErrorDrawsBatch, change: (receiver: Receiver) => Receiver): ErrorDrawsBatch {
  return { ...batch, designs: batch.designs.map((d) => ({ ...d, receiver: change(d.receiver) })) };
}

describe('symbol times in the order of their floors', () => {
  test.each(['ball', 'sphere', 'gaussian'] as const)('change no byte of any answer, law %s', (law) => {
    for (const radius of [0.001, 0.05, 0.5, 3]) {
      const designs = (['SLP-CBF', 'SLP-CoMP', 'BLP-CBF'] as const).flatMap((name) => [
        { name, radius, rows: true },
        { name, radius, rows: true, perUser: true },
      ]);
      const batch = randomBatch({ designs, law, draws: 1500 });
      expect(drawErrorsOnCpu(withReceivers(batch, weakestFirst))).toEqual(drawErrorsOnCpu(batch));
    }
  });

  test('stand below the SINR of every draw, and leave most symbol times out where errors are small', () => {
    for (const radius of [0.001, 0.05, 0.5])
      for (const name of ['SLP-CBF', 'SLP-CoMP'] as const) {
        const batch = withReceivers(
          randomBatch({ designs: [{ name, radius, perUser: true }], law: 'sphere', draws: 4000 }),
          weakestFirst,
        );
        const [answer] = drawErrorsOnCpu(batch);
        const users = batch.designs[0]?.receiver.users ?? [];
        expect(users.length).toBeGreaterThan(1);
        users.forEach(({ floors, each }, user) => {
          const smallest = answer?.users[user]?.tail[0] ?? Number.NaN;
          expect(floors).toHaveLength(each);
          expect(floors[0]).toBeLessThanOrEqual(smallest);
          expect([...floors]).toEqual([...floors].toSorted((a, b) => a - b));
          if (radius === 0.001) expect(smallest / (floors[0] ?? 0)).toBeLessThan(1.2);
        });
      }
  });

  test('decide: with floors that are too high the answers are others', () => {
    const batch = randomBatch({ designs: [{ name: 'SLP-CBF', radius: 0.05, rows: true }], law: 'ball', draws: 500 });
    const sorted = withReceivers(batch, weakestFirst);
    const raised = withReceivers(sorted, (r) => ({
      ...r,
      users: r.users.map((u) => ({ ...u, floors: u.floors.map(() => 1e9) })),
    }));
    expect(drawErrorsOnCpu(raised)).not.toEqual(drawErrorsOnCpu(sorted));
  });
});
