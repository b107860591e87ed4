import { describe, expect, it } from 'vitest';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../../src/problems/drawDesignTask.ts';
import { NETWORK_DESIGNS, SCHEMES, type DesignTask } from '../../../src/problems/types.ts';

const SYSTEM = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 6 };

/** The task with the channels from a BS to some users of a cell times a factor: 0 for a link that ray tracing found blocked. */
function faded(task: DesignTask, bs: number, cell: number, users: readonly number[], factor: number): DesignTask {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const channels = Float64Array.from(task.realization.channels);
  for (const user of users) {
    const from = 2 * txAntennas * ((bs * cells + cell) * usersPerCell + user);
    for (let i = from; i < from + 2 * txAntennas; i++) channels[i] = factor * (channels[i] as number);
  }
  return { ...task, realization: { ...task.realization, channels } };
}

describe.each(SCHEMES)('%s with blocked links', (scheme) => {
  const designs = scheme.startsWith('SLP') ? (['paper', 'joint'] as const) : NETWORK_DESIGNS;
  for (const design of designs)
    for (const csiErrorRadius of [0, 0.02]) {
      const task = drawDesignTask({
        scheme,
        design,
        robustness: 'guaranteed',
        thresholdDb: 5,
        scenario: { ...SYSTEM, csiErrorRadius },
      });

      it(`a blocked link between cells is the limit of a weak one, ${design}, d = ${csiErrorRadius}`, async () => {
        for (const users of [[0], [0, 1]]) {
          const [none, weak] = await designPrecoders(
            [0, 1e-12].map((factor) => faded(task, 0, 1, users, factor)),
            { tolerance: 1e-10 },
          );
          expect(none?.status).toBe('optimal');
          expect(weak?.status).toBe('optimal');
          none?.crbBound.forEach((crb, bs) => {
            expect(Math.abs(crb / (weak?.crbBound[bs] ?? NaN) - 1)).toBeLessThan(
              scheme.startsWith('BLP') ? 1e-6 : 1e-3,
            );
          });
        }
      });

      it(`a user that no BS reaches makes the draw infeasible, ${design}, d = ${csiErrorRadius}`, async () => {
        const deaf = faded(faded(task, 0, 1, [1], 0), 1, 1, [1], 0);
        const [found] = await designPrecoders([deaf]);
        expect(found?.status).toBe('infeasible');
      });
    }
});
