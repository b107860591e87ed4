import { describe, expect, it } from 'vitest';
import { provesInfeasible } from '../../../src/problems/certificates.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { readInstance } from '../../../src/problems/instance.ts';
import type { PrecodingProgram } from '../../../src/problems/precodingProgram.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import { exactFiles } from '../exactFiles.ts';
import { expectClose } from '../precodingFixtures.ts';
import { atThreshold, crbOf, meanRcrbDeg, type TaskInput, tasksOf } from './tasks.ts';
import { worstMargins } from './worstMargins.ts';

const toDegrees = (x: number): number => (x * 180) / Math.PI;
const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
const FAST = { lowerBounds: false };

const ROWS = [
  ...[10, 15, 20].map((db) => ({ scheme: 'BLP-CBF', db, radii: [0.01, 0.02, 0.05] }) as const),
  { scheme: 'BLP-CoMP', db: 20, radii: [0.01, 0.05] },
  { scheme: 'BLP-CoMP', db: 30, radii: [0.01, 0.02] },
  { scheme: 'BLP-CoMP', db: 33, radii: [0.01] },
] as const;

describe('designs of robustness exact', () => {
  it.each(ROWS)('$scheme at $db dB end at the threshold in the worst case, below guaranteedSum', async (row) => {
    const { scheme, db, radii } = row;
    const draws = scheme === 'BLP-CBF' ? 3 : 2;
    const of = (robustness: DesignTask['robustness']): DesignTask[] =>
      radii.flatMap((csiErrorRadius) => tasksOf({ scheme, robustness, csiErrorRadius }, atThreshold(db), draws));
    const [tasks, others] = [of('exact'), of('guaranteedSum')];
    const [designs, bounded] = [await designPrecoders(tasks, FAST), await designPrecoders(others, FAST)];
    let solved = 0;
    designs.forEach((design, i) => {
      const [task, other] = [tasks[i], bounded[i]];
      if (!task || !other) throw new Error('a task has no design');
      if (!design.precoders) {
        expect([design.status, other.status]).toEqual(['infeasible', 'infeasible']);
        expect(provesInfeasible(task, design.certificates)).toBe(true);
        return;
      }
      solved++;
      expect(design.status).toBe('optimal');
      expect(design.rankRatio).toBeLessThan(1e-4);
      // every row costs something at these thresholds, so that no user has more than it needs
      const own = worstMargins(task, design);
      expect(own[0]).toBeGreaterThan(-1e-6);
      expect(own.at(-1)).toBeLessThan(1e-4);
      const rcrb = meanRcrbDeg(crbOf(task, design));
      expectClose(rcrb, meanRcrbDeg(design.crbBound), 1e-6);
      if (!other.precoders) return;
      expect(rcrb).toBeLessThan(meanRcrbDeg(crbOf(others[i] as DesignTask, other)) * (1 + 1e-6));
    });
    expect(solved).toBeGreaterThanOrEqual(tasks.length - 1);
  });

  it('lie between none and guaranteedSum where rows hardly cost anything', async () => {
    for (const scheme of ['BLP-CBF', 'BLP-CoMP'] as const) {
      const kinds = ['none', 'exact', 'guaranteedSum'] as const;
      const tasks = kinds.flatMap((robustness) =>
        tasksOf({ scheme, robustness, csiErrorRadius: 0.02 }, atThreshold(5), 2),
      );
      const designs = await designPrecoders(tasks, FAST);
      const values = designs.map((design, i) => meanRcrbDeg(crbOf(tasks[i] as DesignTask, design)));
      for (const draw of [0, 1]) {
        // the alternation of none ends anywhere within 1e-3
        const [none = NaN, exact = NaN, sum = NaN] = [values[draw], values[2 + draw], values[4 + draw]];
        expect(exact).toBeLessThan(sum * (1 + 1e-6));
        expect(exact).toBeGreaterThan(none * (1 - 1e-3));
      }
    }
  });

  it('have precoders for all errors where the relaxation is not of rank one', async () => {
    const default7 = tasksOf(
      { scheme: 'BLP-CoMP', robustness: 'exact', seed: 7n, csiErrorRadius: 0.05 },
      atThreshold(20),
      30,
    );
    const small: TaskInput = { scheme: 'BLP-CoMP', robustness: 'exact', seed: 7n, usersPerCell: 2, txAntennas: 3 };
    const tasks = [
      default7[0] as DesignTask,
      default7[29] as DesignTask,
      ...tasksOf({ ...small, csiErrorRadius: 0.05 }, atThreshold(20), 14),
      ...tasksOf({ ...small, csiErrorRadius: 0.05 }, atThreshold(15), 2),
    ];
    const designs = await designPrecoders(tasks, FAST);
    const loose = tasks.filter((task, i) => {
      const design = designs[i] as PrecoderDesign;
      if (!design.precoders) return false;
      expect(worstMargins(task, design)[0]).toBeGreaterThan(-1e-6);
      const rcrb = meanRcrbDeg(crbOf(task, design));
      expect(rcrb).toBeGreaterThan(meanRcrbDeg(design.crbBound) * (1 - 1e-6));
      if (design.rankRatio < 1e-4) return false;
      expect(design.extraction).not.toBe('principal');
      return true;
    });
    expect(loose.length).toBeGreaterThanOrEqual(6);
  });

  it('have the values of whole designs by another solver', async () => {
    const references = exactFiles().flatMap((file) => {
      const { programs } = readInstance(file);
      return file.problems.flatMap(({ expected }, i) => {
        const { design, secondEigenvalue = 1 } = expected;
        return design && secondEigenvalue < 1e-4 ? [{ design, program: programs[i] as PrecodingProgram }] : [];
      });
    });
    expect(references.length).toBeGreaterThanOrEqual(8);
    const tasks = references.map(({ program: { scenario, realization, scheme, threshold = NaN } }): DesignTask => ({
      scheme,
      design: 'joint',
      robustness: 'exact',
      form: { kind: 'threshold', threshold },
      scenario,
      realization,
      seed: 1n,
      realizationIndex: 0,
    }));
    const designs = await designPrecoders(tasks, FAST);
    designs.forEach((found, i) => {
      const { design } = references[i] as (typeof references)[number];
      const crb = crbOf(tasks[i] as DesignTask, found);
      worstMargins(tasks[i] as DesignTask, found);
      expectClose(toDegrees(Math.sqrt(mean(crb))), design.rcrbDeg, 1e-3);
      const sum = crb.reduce((s, x) => s + toDegrees(Math.sqrt(x)), 0);
      if (design.sumRcrbDeg !== undefined) expectClose(sum, design.sumRcrbDeg, 1e-3);
    });
  });
});
