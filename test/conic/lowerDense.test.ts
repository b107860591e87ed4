import { describe, expect, it } from 'vitest';
import { svec } from '../../src/conic/cones/hermitianPsd.ts';
import { denseLayout, densePsd, denseScalars, lowerDense } from './reference/lowerDense.ts';
import { localRows, scalarColumns } from '../../src/conic/program.ts';
import { hermitianPair } from './conePoints.ts';
import { randomProgram } from './randomProgram.ts';
import { applyRows, tiedBodies } from './structuredOperator.ts';
import { randomArray, testRandom } from './testRandom.ts';

describe('lowerDense', () => {
  const { program } = randomProgram({
    seed: 51,
    batch: 2,
    rows: 5,
    nonneg: 3,
    secondOrder: [{ size: 3, count: 2 }],
    psd: [
      { size: 3, count: 2, vectors: 5, termsPerRow: 2, denseRows: 1, coupled: { inputs: 2, axes: 3 } },
      { size: 4, count: 1, vectors: 2, termsPerRow: 1 },
      { size: 2, count: 3, vectors: 3, termsPerRow: 1, coupled: { inputs: 1, axes: 2 } },
    ],
  });
  const { shape } = program;
  const layout = denseLayout(shape);

  it('counts variables, rows and cones', () => {
    const dense = lowerDense(program, 0);
    // 4 coupled cones of 1 + 2*3 and 3 of 1 + 2*2
    expect(dense.cones).toEqual({
      nonneg: 3,
      secondOrder: [3, 3, 7, 7, 7, 7, 5, 5, 5],
      psd: [3, 3, 4, 2, 2, 2],
    });
    expect(dense.n).toBe(3 + 6 + 28 + 15 + 9 + 9 + 16 + 12);
    expect(dense.m).toBe(5 + localRows(shape));
    expect(localRows(shape)).toBe(24 + 12);
  });

  for (const index of [0, 1])
    it(`program ${index}: A x and c^T x are the functionals of the definition, local rows the ties`, () => {
      const next = testRandom(index);
      const dense = lowerDense(program, index);
      const scalars = randomArray(scalarColumns(shape), next);
      const psd = shape.psd.map((g) =>
        Float64Array.from(
          Array.from({ length: g.count }, () => [...hermitianPair(g.size, g.size, 'strict', next).x]).flat(),
        ),
      );
      const x = new Float64Array(dense.n);
      const bodies: number[] = [];
      layout.scalarPosition.forEach((at, j) => (x[at] = scalars[j] ?? NaN));
      shape.psd.forEach((g, i) => {
        if (g.coupled) {
          const width = 1 + 2 * g.coupled.axes.length;
          for (let k = 0; k < g.count * g.coupled.inputs.length; k++) {
            const body = randomArray(width - 1, next);
            x.set(body, (layout.coupledStart[i] ?? NaN) + k * width + 1);
            bodies.push(...body);
          }
        }
        for (let k = 0; k < g.count; k++) {
          const at = (layout.psdStart[i] ?? NaN) + k * g.size * g.size;
          const block = psd[i]?.subarray(k * g.size * g.size * 2, (k + 1) * g.size * g.size * 2);
          svec(g.size, block ?? new Float64Array(0), x.subarray(at, at + g.size * g.size));
        }
      });
      const value = (row: Float64Array): number => row.reduce((s, v, j) => s + v * (x[j] ?? NaN), 0);
      const rows = Array.from({ length: dense.m }, (_, r) => value(dense.A.subarray(r * dense.n, (r + 1) * dense.n)));
      const ties = shape.psd.flatMap((g, i) =>
        g.coupled ? [...tiedBodies(program, index, i, psd[i] ?? new Float64Array(0))] : [],
      );
      const expected = applyRows(program, index, { scalars, psd });
      [...rows.slice(0, 5), value(dense.c)].forEach((v, r) => expect(v).toBeCloseTo(expected[r] ?? NaN, 11));
      expect(rows.length).toBe(5 + ties.length);
      ties.forEach((v, r) => expect(rows[5 + r]).toBeCloseTo(v - (bodies[r] ?? NaN), 11));
      expect([...dense.b.subarray(0, 5)]).toEqual([...program.data.rhs.subarray(index * 5, (index + 1) * 5)]);
      expect(dense.b.subarray(5).every((v) => v === 0)).toBe(true);

      expect(denseScalars(layout, x)).toEqual(scalars);
      densePsd(shape, layout, x).forEach((blocks, g) => {
        blocks.forEach((v, j) => expect(v).toBeCloseTo(psd[g]?.[j] ?? NaN, 13));
      });
    });
});
