import { describe, expect, test } from 'vitest';
import { steeringVector } from '../../../src/model/arrays.ts';
import { bilinear, squaredNorm } from '../../../src/model/complexVector.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { drawDesignTask, type DesignTaskOptions } from '../../../src/problems/drawDesignTask.ts';
import { crbOf } from './tasks.ts';

/** Draw 773 of the study in which a design's only beam had a null at its target and was certified at 1.82 degrees. */
const NULL_AT_TARGET: DesignTaskOptions = {
  scheme: 'BLP-CBF',
  thresholdDb: 5,
  robustness: 'guaranteed',
  realizationIndex: 773,
  scenario: { txAntennas: 4, rxAntennas: 4, usersPerCell: 1, frameLength: 8, csiErrorRadius: 0.01 },
};

/** 1/(2 A), A = L abs(a)^2 norm(adot)^2 abs(v^T w)^2/sr2 with norm(adot)^2 = (pi cos th)^2 n (n^2-1)/12: what one beam tells. */
function oneBeamCrb(task: ReturnType<typeof drawDesignTask>, precoders: Float64Array, bs: number): number {
  const { cells, txAntennas: n, rxAntennas: r, frameLength, noisePower, targetAngles } = task.scenario;
  const angle = targetAngles[bs * cells + bs] ?? NaN;
  const { re, im } = bilinear(steeringVector(n, angle), 0, precoders, 2 * n * bs, n);
  const gain = squaredNorm(task.realization.reflectionGain, 2 * (bs * cells + bs), 1);
  const slope = ((Math.PI * Math.cos(angle)) ** 2 * r * (r * r - 1)) / 12;
  return noisePower / (2 * frameLength * gain * slope * (re * re + im * im));
}

describe.each([
  ...(['paper', 'capsFree', 'joint', 'blind'] as const).map((design) => ({ ...NULL_AT_TARGET, design })),
  ...(['paper', 'joint'] as const).map((design) => ({ ...NULL_AT_TARGET, design, scheme: 'BLP-CoMP' as const })),
])('one user in a cell, $scheme $design', (options) => {
  const cbf = options.scheme === 'BLP-CBF';
  test('the relaxation and its precoders agree, and the angle is estimable', async () => {
    const draws = [773, 1, 2, 3, 4, 5];
    const tasks = draws.map((realizationIndex) =>
      drawDesignTask({
        ...options,
        realizationIndex,
        scenario: { ...options.scenario, txAntennas: 8, ...(cbf ? {} : { cells: 1, targetAnglesDeg: [[-50]] }) },
      }),
    );
    const designs = await designPrecoders(tasks, { tolerance: 1e-10 });
    let solved = 0;
    designs.forEach((design, i) => {
      const task = tasks[i];
      if (!task || design.status !== 'optimal' || !design.precoders) return;
      solved++;
      crbOf(task, design).forEach((crb, bs) => {
        expect(Math.sqrt(crb)).toBeLessThan(Math.PI / 8);
        expect(crb / oneBeamCrb(task, design.precoders ?? new Float64Array(0), bs)).toBeCloseTo(1, 9);
        if (options.design !== 'blind') expect(crb / (design.crbBound[bs] ?? NaN)).toBeCloseTo(1, 5);
      });
    });
    expect(solved).toBeGreaterThan(3);
  });
});

test('the null at the target is gone: no BS gives up its own target for a bound that one beam cannot attain', async () => {
  const task = drawDesignTask(NULL_AT_TARGET);
  const [design] = await designPrecoders([task]);
  if (!design?.precoders) throw new Error('the draw is feasible');
  const rcrb = crbOf(task, design).map((x) => (Math.sqrt(x) * 180) / Math.PI);
  expect(Math.max(...rcrb)).toBeLessThan(5);
});
