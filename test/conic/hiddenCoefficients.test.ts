import { describe, expect, it } from 'vitest';
import { solveConic, type ConicAnswer, type ConicInput } from '../../src/index.ts';

/** A certificate that leaves a small share of a row or of a cone must not hide a coefficient that is smaller still. */
describe('a coefficient far below others of its row or cone counts', () => {
  const psd = [{ size: 2, count: 1, real: true }];
  const atMost = (factor: number): ConicInput => ({
    // factor X11 + X22 = 1 bounds both
    cost: [-2, -2, -Math.SQRT2],
    equality: { matrix: [[factor, 1, 0]], rhs: [1] },
    cones: { psd },
  });

  /** The answer that the program has, or none. */
  function expectTrue(answer: ConicAnswer, objective: number): void {
    const [status, value = NaN] = [answer.status[0], answer.objective[0]];
    if (status === 'numericalError') return;
    expect(status).toBe('optimal');
    expect(value / objective).toBeCloseTo(1, 6);
  }

  for (const factor of [1e9, 1e10])
    it(`${factor} X11 + X22 = 1 bounds X22`, async () => {
      const answer = await solveConic(atMost(factor));
      expect(answer.status).toEqual(['optimal']);
      expectTrue(answer, -2);
    });
  for (const factor of [1e12, 1e50])
    it(`${factor} X11 + X22 = 1 is not called unbounded`, async () => {
      expectTrue(await solveConic(atMost(factor)), -2);
    });

  it('a bound by a small coefficient of one diagonal element of a linear matrix inequality', async () => {
    const matrix = [[-1], [1e-10], [0]];
    const answer = await solveConic({
      cost: [-1],
      constraints: { psd: [{ size: 2, count: 1, real: true, matrix, rhs: [1, 1, 0] }] },
      cones: { free: 1 },
    });
    expectTrue(answer, -1e10);
  });

  it('a bound by a small coefficient beside a large one of the same diagonal element', async () => {
    const matrix = [
      [1e50, 1],
      [0, 1],
      [0, 0],
    ];
    const answer = await solveConic({
      cost: [-2, -2],
      constraints: { psd: [{ size: 2, count: 1, real: true, matrix, rhs: [1, 1, 0] }] },
      cones: { nonneg: 2 },
    });
    expectTrue(answer, -2);
  });

  for (const [small, rhs] of [
    [1e-10, 1],
    [1e-50, 1e-10],
  ] as const)
    it(`X11 - ${small} X22 = -${rhs} has a point`, async () => {
      const answer = await solveConic({
        cost: [0, 1, 0],
        equality: { matrix: [[1, -small, 0]], rhs: [-rhs] },
        cones: { psd },
      });
      expect(answer.status).not.toEqual(['infeasible']);
    });

  it('rays whose large and small coefficients cancel are found', async () => {
    for (const factor of [1, 1e-3, 1e3]) {
      const answer = await solveConic({
        cost: [-2, -2, -Math.SQRT2],
        equality: { matrix: [[factor, -1e-6 * factor, 0]], rhs: [1] },
        cones: { psd },
      });
      expect(answer.status).toEqual(['unbounded']);
      const [first = NaN, second = NaN] = answer.x;
      expect(first / (1e-6 * second)).toBeCloseTo(1, 4);
    }
  });
});
