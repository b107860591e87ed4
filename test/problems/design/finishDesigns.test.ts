import { describe, expect, it } from 'vitest';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { chunkTasks } from '../../../src/study/chunkTasks.ts';
import { type DesignMetrics, evaluateDesign } from '../../../src/study/evaluateDesign.ts';
import { studyGrid } from '../../../src/study/grid.ts';
import { tinyStudy } from '../../study/tinyStudy.ts';

const TIGHTEN = 1e-6;
const study = tinyStudy((text) =>
  text
    .replace('usersPerCell: 1, txAntennas: 2', 'usersPerCell: 2, txAntennas: 4')
    .replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]')
    .replace('design: joint', 'design: [joint, paper]')
    .replace('[5, 60]', '8'),
);
const tasks = chunkTasks(study, studyGrid(study), { first: 0, end: study.realizations.channels }).map((t) => t.task);
const joint = tasks.filter((t) => t.design === 'joint' && t.scheme.startsWith('BLP'));

async function designed(
  of: typeof tasks,
  tolerance: number,
): Promise<{ readonly merit: number; readonly metrics: DesignMetrics | null }[]> {
  const designs = await designPrecoders(of, { tolerance, tighten: TIGHTEN });
  return designs.map((design, i) => ({
    merit: design.merit,
    metrics: evaluateDesign(of[i] as (typeof of)[number], design),
  }));
}

const difference = (a: number, b: number): number => Math.abs(a / b - 1);

describe('a search at a merit of 1e-6', () => {
  it('ends with designs that are certified like those of a search at 1e-8', async () => {
    const [fast, precise] = [await designed(tasks, 1e-6), await designed(tasks, 1e-8)];
    expect(fast.map((d) => d.metrics?.meetsClaim)).toEqual(precise.map((d) => d.metrics?.meetsClaim));
    expect(fast.filter((d) => d.metrics?.meetsClaim === true).length).toBeGreaterThan(0.9 * tasks.length);
  });

  it('ends with block-level designs of a merit of 1e-8 and the same RCRB to 1e-4', async () => {
    const block = tasks.filter((t) => t.scheme.startsWith('BLP'));
    const [fast, precise] = [await designed(block, 1e-6), await designed(block, 1e-8)];
    fast.forEach(({ merit, metrics }, i) => {
      expect(merit).toBeLessThan(1e-8);
      const expected = precise[i]?.metrics;
      const mean = (crb: Float64Array = new Float64Array(0)): number => Math.sqrt(crb.reduce((s, c) => s + c, 0));
      expect(difference(mean(metrics?.crb), mean(expected?.crb))).toBeLessThan(1e-4);
    });
  });
});

describe('tolerances below 1e-9', () => {
  it('determine the smallest SINRs of a joint design to 1e-6, which 1e-8 does not', async () => {
    const [at8, at9, at10] = [await designed(joint, 1e-8), await designed(joint, 9e-10), await designed(joint, 1e-10)];
    const largest = (some: typeof at8): number =>
      Math.max(
        ...some.flatMap(({ metrics }, i) => {
          const other = at10[i]?.metrics;
          if (!metrics || !other) return [NaN];
          return [difference(metrics.sinr, other.sinr), difference(metrics.exact, other.exact)];
        }),
      );
    expect(largest(at9)).toBeLessThan(1e-6);
    expect(largest(at8)).toBeGreaterThan(2 * largest(at9));
  });
});
