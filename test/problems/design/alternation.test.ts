import { describe, expect, it } from 'vitest';
import { bilinear } from '../../../src/model/complexVector.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import { atThreshold, crbOf, meanRcrbDeg, tasksOf } from './tasks.ts';

/** abs(h_n,mk^T w_nl)^2, [n][mk][l]. */
function receivedPowers(task: DesignTask, design: PrecoderDesign): (n: number, user: number, l: number) => number {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const { precoders } = design;
  if (!precoders) throw new Error('the design has no precoders');
  return (n, user, l) => {
    const link = 2 * (n * cells * usersPerCell + user) * txAntennas;
    const { re, im } = bilinear(
      task.realization.channels,
      link,
      precoders,
      2 * (n * usersPerCell + l) * txAntennas,
      txAntennas,
    );
    return re * re + im * im;
  };
}

/** Sum of RCRBs, by which iterates are judged. */
function sum(crb: Float64Array): number {
  return crb.reduce((a, b) => a + Math.sqrt(b), 0);
}

describe('Algorithm 1, CBF', () => {
  it.each(['paper', 'joint', 'capsFree'] as const)(
    'returns the best iterate that it visited where later ones are worse, %s with frame snapshots',
    async (design) => {
      const input = { design, interferenceSnapshots: 'frame' as const, txAntennas: 10, usersPerCell: 2 };
      const designs = await designPrecoders(tasksOf(input, atThreshold(12), 6));
      let earlier = 0;
      for (const { status, crbBound, convergence } of designs) {
        if (status !== 'optimal') continue;
        const values = convergence.map((step) => sum(step.crb));
        expect(sum(crbBound)).toBeLessThan(Math.min(...values) * (1 + 1e-3));
        if (sum(crbBound) < (values.at(-1) ?? 0) * (1 - 1e-3)) earlier++;
      }
      expect(earlier).toBeGreaterThan(0);
    },
  );

  for (const interferenceSnapshots of ['single', 'frame'] as const)
    it(`settles, ends with a last A and returns the best one, ${interferenceSnapshots} snapshots`, async () => {
      const tasks = tasksOf({ design: 'paper', interferenceSnapshots }, atThreshold(20), 5);
      const designs = await designPrecoders(tasks);
      designs.forEach((design, i) => {
        const task = tasks[i];
        if (!task) throw new Error('no task');
        expect(design.status).toBe('optimal');
        expect(design.iterations).toBeGreaterThanOrEqual(2);
        expect(design.iterations).toBeLessThan(20);
        const { convergence } = design;
        expect(convergence).toHaveLength(design.iterations + 1);
        const rcrb = convergence.map((step) => meanRcrbDeg(step.crb));
        const [before = 0, settled = 0] = rcrb.slice(-3, -1);
        expect(Math.abs(settled - before)).toBeLessThan(1e-3 * before);
        // the best step is the design itself, seen by the model alone
        expect(convergence.map((step) => [...step.crb])).toContainEqual([...design.crbBound]);
        expect(sum(design.crbBound)).toBeLessThan(Math.min(...convergence.map((step) => sum(step.crb))) * (1 + 1e-3));
        crbOf(task, design).forEach((crb, bs) => {
          expect(crb / (design.crbBound[bs] ?? 0)).toBeCloseTo(1, 5);
        });
        if (interferenceSnapshots === 'single') expect(rcrb.at(-1)).toBeLessThanOrEqual((rcrb[0] ?? 0) * (1 + 1e-3));
      });
    });

  it('returns precoders that stay below the final common I_inter, which pays for the SINR of every neighbour', async () => {
    const tasks = tasksOf({ design: 'paper' }, { kind: 'weighted', rho: 0.5 }, 4);
    const designs = await designPrecoders(tasks);
    designs.forEach((design, i) => {
      const task = tasks[i];
      if (!task) throw new Error('no task');
      const power = receivedPowers(task, design);
      const { cells, usersPerCell } = task.scenario;
      const cap = design.convergence.at(-1)?.interference ?? Number.NaN;
      expect(cap).toBeGreaterThan(0);
      expect(cap).toBeLessThan(task.scenario.maxInterference);
      for (let n = 0; n < cells; n++)
        for (let user = 0; user < cells * usersPerCell; user++) {
          if (Math.floor(user / usersPerCell) === n) continue;
          let emitted = 0;
          for (let l = 0; l < usersPerCell; l++) emitted += power(n, user, l);
          expect(emitted).toBeLessThanOrEqual((cap / (cells - 1)) * (1 + 1e-4));
        }
    });
  });

  it('is infeasible where the first A with rows (34) is, although more is in reach without caps', async () => {
    const paper = await designPrecoders(tasksOf({ design: 'paper' }, atThreshold(32), 4));
    const joint = await designPrecoders(tasksOf({ design: 'joint' }, atThreshold(32), 4));
    expect(paper.map((d) => d.status)).toEqual(paper.map(() => 'infeasible'));
    expect(joint.some((d) => d.status === 'optimal')).toBe(true);
  });
});

describe('Algorithm 1, CoMP', () => {
  it('changes next to nothing in the threshold form and settles in 2 or 3 iterations', async () => {
    const designs = await designPrecoders(tasksOf({ design: 'paper', scheme: 'BLP-CoMP' }, atThreshold(20), 3));
    for (const { status, iterations, convergence } of designs) {
      expect(status).toBe('optimal');
      expect(iterations).toBeGreaterThanOrEqual(2);
      expect(iterations).toBeLessThanOrEqual(3);
      const rcrb = convergence.map((step) => meanRcrbDeg(step.crb));
      expect((rcrb.at(-1) ?? 0) / (rcrb[0] ?? 0)).toBeCloseTo(1, 2);
      expect(convergence[0]?.interference).toBeCloseTo(10, 12);
    }
  });
});
