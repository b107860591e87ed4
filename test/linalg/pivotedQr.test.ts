import { describe, expect, it } from 'vitest';
import { pivotedQr } from '../../src/linalg/pivotedQr.ts';
import { randomArray, testRandom } from '../conic/testRandom.ts';

const ROWS = 9;

/** Columns of a random matrix [9, 6] whose fifth and sixth follow from the others. */
function columns(): Float64Array[] {
  const next = testRandom(4);
  const free = Array.from({ length: 4 }, () => randomArray(ROWS, next));
  const mix = (a: number, b: number): Float64Array =>
    Float64Array.from({ length: ROWS }, (_, i) => a * (free[0]?.[i] ?? NaN) + b * (free[3]?.[i] ?? NaN));
  return [...free, mix(1, -2), mix(0.5, 0)];
}

describe('pivotedQr', () => {
  const given = columns();
  const qr = pivotedQr(
    ROWS,
    given.map((c) => c.slice()),
    1e-12,
  );

  it('finds the rank', () => {
    expect(qr.rank).toBe(4);
    expect([...qr.order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('A P = Q [R; 0]', () => {
    for (let j = 0; j < given.length; j++) {
      const image = new Float64Array(ROWS);
      for (let i = 0; i <= Math.min(j, qr.rank - 1); i++) image[i] = qr.upper(i, j);
      qr.apply(image);
      const column = given[qr.order[j] ?? NaN];
      image.forEach((v, i) => expect(v).toBeCloseTo(column?.[i] ?? NaN, 13));
    }
  });

  it('Q is orthogonal', () => {
    const v = randomArray(ROWS, testRandom(5));
    const image = v.slice();
    qr.apply(image);
    expect(Math.hypot(...image)).toBeCloseTo(Math.hypot(...v), 13);
    qr.applyTransposed(image);
    image.forEach((value, i) => expect(value).toBeCloseTo(v[i] ?? NaN, 13));
  });

  it('solves with R11 and its transpose', () => {
    const right = randomArray(qr.rank, testRandom(6));
    const u = right.slice();
    qr.solveUpper(u);
    const t = right.slice();
    qr.solveUpperTransposed(t);
    for (let i = 0; i < qr.rank; i++) {
      let s = 0;
      let r = 0;
      for (let j = i; j < qr.rank; j++) s += qr.upper(i, j) * (u[j] ?? NaN);
      for (let j = 0; j <= i; j++) r += qr.upper(j, i) * (t[j] ?? NaN);
      expect(s).toBeCloseTo(right[i] ?? NaN, 12);
      expect(r).toBeCloseTo(right[i] ?? NaN, 12);
    }
  });

  it('a matrix of zeros has rank 0, and one without columns too', () => {
    expect(pivotedQr(3, [new Float64Array(3)], 1e-12).rank).toBe(0);
    expect(pivotedQr(3, [], 1e-12).rank).toBe(0);
  });
});
