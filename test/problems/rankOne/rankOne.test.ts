import { describe, expect, it } from 'vitest';
import { bilinear } from '../../../src/model/complexVector.ts';
import { covarianceOf } from '../../../src/model/covariance.ts';
import { echoCovariance } from '../../../src/model/echoCovariance.ts';
import { hermitianEigen } from '../../../src/linalg/hermitianEigen.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { alternateCbf } from '../../../src/problems/design/alternationCbf.ts';
import { alternateComp } from '../../../src/problems/design/alternationComp.ts';
import { networkDesigns } from '../../../src/problems/design/networkDesign.ts';
import type { BlockTask } from '../../../src/problems/design/relaxedDesign.ts';
import { transmitCovariances } from '../../../src/problems/design/relaxedDesign.ts';
import { beamLayout, channelBeams, gaussianBeams, principalBeams } from '../../../src/problems/rankOne/candidates.ts';
import { reoptimizePowers } from '../../../src/problems/rankOne/powerReoptimization.ts';
import type { DesignTask } from '../../../src/problems/types.ts';
import { type TaskInput, atThreshold, certificateOf, crbOf, tasksOf } from '../design/tasks.ts';

function blockTask(task: DesignTask | undefined): BlockTask {
  if (!task || (task.scheme !== 'BLP-CBF' && task.scheme !== 'BLP-CoMP')) throw new Error('not a block-level task');
  return { ...task, scheme: task.scheme };
}

/** Hermitian positive semidefinite [users][n][n][2] of full rank. */
function fullRank(task: BlockTask, draws: number): Float64Array {
  const layout = beamLayout(task);
  const { users, antennas } = layout;
  const identity = new Float64Array(2 * users * antennas * antennas);
  for (let k = 0; k < users; k++)
    for (let i = 0; i < antennas; i++) identity[2 * ((k * antennas + i) * antennas + i)] = 1 + k + i;
  const sum = new Float64Array(identity.length);
  for (const beams of gaussianBeams(task, layout, identity, draws))
    for (let k = 0; k < users; k++) {
      const own = covarianceOf(beams.subarray(2 * k * antennas, 2 * (k + 1) * antennas), antennas);
      own.forEach((x, i) => (sum[k * own.length + i] = (sum[k * own.length + i] ?? 0) + x / draws));
    }
  return sum;
}

describe('rank-one candidates', () => {
  for (const scheme of ['BLP-CBF', 'BLP-CoMP'] as const)
    it(`W h*/sqrt(h^T W h*) keeps the useful power and lies below W, ${scheme}`, () => {
      const task = blockTask(tasksOf({ scheme }, atThreshold(10), 1)[0]);
      const layout = beamLayout(task);
      const { users, antennas, ownChannels } = layout;
      const covariances = fullRank(task, 40);
      const beams = channelBeams(layout, covariances);
      for (let k = 0; k < users; k++) {
        const w = covariances.slice(2 * k * antennas ** 2, 2 * (k + 1) * antennas ** 2);
        const beam = beams.subarray(2 * k * antennas, 2 * (k + 1) * antennas);
        const own = covarianceOf(beam, antennas);
        const rest = hermitianEigen(
          w.map((x, i) => x - (own[i] ?? 0)),
          antennas,
        ).values;
        expect(rest[0]).toBeGreaterThan(-1e-12);
        // h^T (W - w w^H) h* = 0: the smallest eigenvalue is zero
        expect(Math.abs(rest[0] ?? 1)).toBeLessThan(1e-12);
        expect(bilinear(ownChannels, 2 * k * antennas, beam, 0, antennas).re).toBeGreaterThan(0);
      }
    });

  it('the principal beam of a matrix of rank one is its vector, with a real positive useful signal', () => {
    const task = blockTask(tasksOf({}, atThreshold(10), 1)[0]);
    const layout = beamLayout(task);
    const { users, antennas, ownChannels } = layout;
    const [drawn] = gaussianBeams(task, layout, fullRank(task, 40), 1);
    if (!drawn) throw new Error('no draw');
    const covariances = Float64Array.from(
      Array.from({ length: users }, (_, k) => [
        ...covarianceOf(drawn.subarray(2 * k * antennas, 2 * (k + 1) * antennas), antennas),
      ]).flat(),
    );
    const { beams, rankRatio } = principalBeams(layout, covariances);
    expect(rankRatio).toBeLessThan(1e-14);
    for (let k = 0; k < users; k++) {
      const useful = bilinear(ownChannels, 2 * k * antennas, beams, 2 * k * antennas, antennas);
      expect(useful.re).toBeGreaterThan(0);
      expect(Math.abs(useful.im)).toBeLessThan(1e-12 * useful.re);
      const own = covarianceOf(beams.subarray(2 * k * antennas, 2 * (k + 1) * antennas), antennas);
      own.forEach((x, i) => expect(x).toBeCloseTo(covariances[k * own.length + i] ?? Number.NaN, 11));
    }
  });

  it('Gaussian draws have the covariances W_k, and draw i does not depend on how many are drawn', () => {
    const task = blockTask(tasksOf({ txAntennas: 3, usersPerCell: 1 }, atThreshold(10), 1)[0]);
    const layout = beamLayout(task);
    const { users, antennas } = layout;
    const covariances = fullRank(task, 5);
    const draws = gaussianBeams(task, layout, covariances, 4000);
    expect(gaussianBeams(task, layout, covariances, 3)).toEqual(draws.slice(0, 3));
    for (let k = 0; k < users; k++) {
      const size = 2 * antennas ** 2;
      const mean = new Float64Array(size);
      for (const beams of draws)
        covarianceOf(beams.subarray(2 * k * antennas, 2 * (k + 1) * antennas), antennas).forEach((x, i) => {
          mean[i] = (mean[i] ?? 0) + x / draws.length;
        });
      const largest = Math.max(...covariances.subarray(k * size, (k + 1) * size));
      // six standard deviations of the mean
      mean.forEach((x, i) =>
        expect(Math.abs(x - (covariances[k * size + i] ?? 0))).toBeLessThan((6 * largest) / Math.sqrt(draws.length)),
      );
    }
  });
});

describe('powers of given beams', () => {
  const cases: readonly TaskInput[] = [
    { scheme: 'BLP-CBF', robustness: 'none' },
    { scheme: 'BLP-CBF', robustness: 'paper', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CBF', robustness: 'guaranteed', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CBF', robustness: 'guaranteedSum', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CoMP', robustness: 'none' },
    { scheme: 'BLP-CoMP', robustness: 'guaranteed', csiErrorRadius: 0.01 },
    { scheme: 'BLP-CoMP', robustness: 'guaranteedSum', csiErrorRadius: 0.01 },
  ];
  const rules = [
    ['joint', 'joint'],
    ['capsFree', 'capsFree'],
    ['paper', 'capped'],
  ] as const;
  for (const [input, [design, rule]] of cases.flatMap((c) => rules.map((r) => [c, r] as const)))
    it(`are those of the design along its own beams, ${input.scheme}, ${input.robustness}, ${design}`, async () => {
      const task = blockTask(tasksOf({ ...input, design }, atThreshold(15), 1)[0]);
      const threshold = 10 ** 1.5;
      const alternate = task.scheme === 'BLP-CBF' ? alternateCbf : alternateComp;
      const [relaxed] =
        design === 'paper' ? await alternate([task], 0, {}) : await networkDesigns([{ task, threshold }], {});
      if (!relaxed?.covariances) throw new Error('no relaxation');
      expect(relaxed.caps === null).toBe(design !== 'paper');
      const layout = beamLayout(task);
      const { beams, rankRatio } = principalBeams(layout, relaxed.covariances);
      expect(rankRatio).toBeLessThan(1e-4);
      const transmit = transmitCovariances(task, relaxed.covariances);
      const { cells } = task.scenario;
      const echo =
        task.scheme === 'BLP-CBF'
          ? Array.from({ length: cells }, (_, m) => echoCovariance(task.scenario, task.realization, m, transmit))
          : [];
      // lengths of the beams are of no account; beams without a useful signal have no solution
      const request = {
        task,
        threshold: threshold * (1 - 1e-7),
        beams: beams.map((x) => 3 * x),
        echo,
        rule,
        caps: relaxed.caps,
      };
      const [again, none] = await reoptimizePowers(
        [request, { ...request, beams: new Float64Array(beams.length) }],
        {},
      );
      expect(none?.precoders).toBeNull();
      // the threshold leaves the powers an interior of 1e-7 only
      expect(again?.merit).toBeLessThan(1e-6);
      if (!again?.precoders) throw new Error('no powers');
      const found = { precoders: again.precoders, sinrBound: threshold * (1 - 2e-7) };
      expect(certificateOf(task, found).failed).toEqual([]);
      crbOf(task, found).forEach((crb, bs) => expect(crb / (relaxed.crb[bs] ?? 0)).toBeCloseTo(1, 4));
    });
});

describe('extraction from a relaxation that is not tight', () => {
  for (const robustness of ['none', 'guaranteed', 'guaranteedSum'] as const)
    it(`gives certified precoders close to the bound, ${robustness}`, async () => {
      // two users far below their reach: the optimal covariance is not unique, and the solver's is of high rank
      const input: TaskInput = { cells: 1, usersPerCell: 2, targetAnglesDeg: [[20]], csiErrorRadius: 0.01, robustness };
      const tasks = tasksOf(input, atThreshold(5), 4);
      const designs = await designPrecoders(tasks, { tighten: 1e-6 });
      tasks.forEach((task, i) => {
        const found = designs[i];
        if (!found) throw new Error('a task has no design');
        expect(found.rankRatio).toBeGreaterThan(1e-4);
        expect(['repowered', 'randomized']).toContain(found.extraction);
        expect(certificateOf(task, found).failed).toEqual([]);
        const ratio = (crbOf(task, found)[0] ?? Number.NaN) / (found.crbBound[0] ?? Number.NaN);
        expect(ratio).toBeGreaterThan(1 - 1e-6);
        expect(ratio).toBeLessThan(1.5);
      });
      // the draws are keyed: the same task gives the same precoders
      expect((await designPrecoders(tasks.slice(0, 1), { tighten: 1e-6 }))[0]?.precoders).toEqual(
        designs[0]?.precoders,
      );
    });
});
