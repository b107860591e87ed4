import { CholeskyDecomposition, Matrix, solve as denseSolve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { wasmKernels } from '../../../../src/conic/kernels/cpu/wasmKernels.ts';

/** Deterministic values in (-1, 1): a plain linear congruential generator is enough for test data. */
function generator(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2147483648 - 1;
  };
}

/** Complex matrix, re and im row-major. */
interface Complex {
  readonly rows: number;
  readonly cols: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}
const zeros = (rows: number, cols: number): Complex => ({
  rows,
  cols,
  re: new Float64Array(rows * cols),
  im: new Float64Array(rows * cols),
});
function random(rows: number, cols: number, next: () => number): Complex {
  const a = zeros(rows, cols);
  for (let i = 0; i < rows * cols; i++) {
    a.re[i] = next();
    a.im[i] = next();
  }
  return a;
}
const at = (v: Float64Array, i: number): number => v[i] as number;
function multiply(a: Complex, b: Complex): Complex {
  const c = zeros(a.rows, b.cols);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.cols; j++)
      for (let k = 0; k < a.cols; k++) {
        const x = at(a.re, i * a.cols + k);
        const y = at(a.im, i * a.cols + k);
        const u = at(b.re, k * b.cols + j);
        const v = at(b.im, k * b.cols + j);
        c.re[i * b.cols + j] = at(c.re, i * b.cols + j) + x * u - y * v;
        c.im[i * b.cols + j] = at(c.im, i * b.cols + j) + x * v + y * u;
      }
  return c;
}
function adjoint(a: Complex): Complex {
  const c = zeros(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) {
      c.re[j * a.rows + i] = at(a.re, i * a.cols + j);
      c.im[j * a.rows + i] = -at(a.im, i * a.cols + j);
    }
  return c;
}
function positiveDefinite(n: number, next: () => number): Complex {
  const a = random(n, n, next);
  const p = multiply(a, adjoint(a));
  for (let i = 0; i < n; i++) p.re[i * n + i] = at(p.re, i * n + i) + 0.1;
  return p;
}
function maxDifference(a: Complex, b: Complex): number {
  let worst = 0;
  for (let i = 0; i < a.re.length; i++)
    worst = Math.max(worst, Math.abs(at(a.re, i) - at(b.re, i)), Math.abs(at(a.im, i) - at(b.im, i)));
  return worst;
}

const wasm = wasmKernels();
/** Views on `count` areas of `doubles` each, freshly reserved. */
function areas(count: number, doubles: number): { address: number[]; view: Float64Array[] } {
  const base = wasm.scratchBytes(count * doubles * 8);
  const address = Array.from({ length: count }, (_, i) => base + i * doubles * 8);
  return { address, view: address.map((p) => new Float64Array(wasm.memory.buffer, p, doubles).fill(0)) };
}
function store(view: Float64Array, lane: number, a: Complex): void {
  for (let i = 0; i < a.re.length; i++) {
    view[2 * i + lane] = at(a.re, i);
    view[2 * (a.re.length + i) + lane] = at(a.im, i);
  }
}
function load(view: Float64Array, lane: number, rows: number, cols: number): Complex {
  const a = zeros(rows, cols);
  for (let i = 0; i < rows * cols; i++) {
    a.re[i] = at(view, 2 * i + lane);
    a.im[i] = at(view, 2 * (rows * cols + i) + lane);
  }
  return a;
}

// dot products of length n <= 24 of entries below 1 (products) or below n (Gram matrices)
const TOLERANCE = 1e-12;

describe('wasm kernels: complex matrices of two blocks in the lanes', () => {
  for (const [r, k, c] of [
    [1, 1, 1],
    [2, 3, 4],
    [5, 5, 5],
    [6, 6, 9],
    [12, 12, 24],
    [9, 9, 15],
  ] as const)
    it(`products of ${r}x${k} and ${k}x${c} equal the definition in both lanes`, () => {
      const next = generator(r * 100 + c);
      const { address, view } = areas(3, 4 * 24 * 24);
      const [pa, pb, pc] = address as [number, number, number];
      const [va, vb, vc] = view as [Float64Array, Float64Array, Float64Array];
      const a = [random(r, k, next), random(r, k, next)] as const;
      const b = [random(k, c, next), random(k, c, next)] as const;
      for (const lane of [0, 1] as const) {
        store(va, lane, a[lane]);
        store(vb, lane, b[lane]);
      }
      wasm.mulNN(pa, pb, pc, r, k, c);
      for (const lane of [0, 1] as const)
        expect(maxDifference(load(vc, lane, r, c), multiply(a[lane], b[lane]))).toBeLessThan(TOLERANCE);
      for (const lane of [0, 1] as const) store(va, lane, adjoint(a[lane]));
      wasm.mulHN(pa, pb, pc, r, k, c);
      for (const lane of [0, 1] as const)
        expect(maxDifference(load(vc, lane, r, c), multiply(a[lane], b[lane]))).toBeLessThan(TOLERANCE);
      for (const lane of [0, 1] as const) {
        store(va, lane, a[lane]);
        store(vb, lane, adjoint(b[lane]));
      }
      wasm.mulNH(pa, pb, pc, r, k, c);
      for (const lane of [0, 1] as const)
        expect(maxDifference(load(vc, lane, r, c), multiply(a[lane], b[lane]))).toBeLessThan(TOLERANCE);
    });

  for (const [n, k] of [
    [1, 1],
    [2, 5],
    [5, 4],
    [7, 7],
    [9, 12],
    [12, 6],
  ] as const)
    it(`the Hermitian product of ${k}x${n} equals the definition, above and below the diagonal, in both lanes`, () => {
      const next = generator(n * 100 + k);
      const { address, view } = areas(3, 4 * 24 * 24);
      const [pa, pb, pc] = address as [number, number, number];
      const [va, vb, vc] = view as [Float64Array, Float64Array, Float64Array];
      const a = [random(k, n, next), random(k, n, next)] as const;
      const b = a.map((v) => multiply(positiveDefinite(k, next), v));
      for (const lane of [0, 1] as const) {
        store(va, lane, a[lane]);
        store(vb, lane, b[lane] as Complex);
      }
      wasm.mulHermitian(pa, pb, pc, n, k);
      for (const lane of [0, 1] as const) {
        const expected = multiply(adjoint(a[lane]), b[lane] as Complex);
        expect(maxDifference(load(vc, lane, n, n), expected)).toBeLessThan(100 * TOLERANCE);
      }
    });

  for (const n of [1, 2, 3, 6, 7, 12, 18])
    it(`Y^H Y of a lower triangle of size ${n} equals the definition in both lanes`, () => {
      const next = generator(n);
      const { address, view } = areas(2, 4 * n * n);
      const y = [random(n, n, next), random(n, n, next)] as const;
      for (const lane of [0, 1] as const) {
        for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) y[lane].re[i * n + j] = y[lane].im[i * n + j] = 0;
        store(view[0] as Float64Array, lane, y[lane]);
      }
      wasm.gramOfLower(address[0] as number, address[1] as number, n);
      for (const lane of [0, 1] as const) {
        const expected = multiply(adjoint(y[lane]), y[lane]);
        expect(maxDifference(load(view[1] as Float64Array, lane, n, n), expected)).toBeLessThan(TOLERANCE);
      }
    });

  for (const n of [1, 2, 3, 6, 7, 12, 18])
    it(`Cholesky of size ${n}: A = L L^H and L^-1 L = I in both lanes`, () => {
      const next = generator(n);
      const { address, view } = areas(3, 4 * n * n + 2 * n);
      const [pa, pr, py] = address as [number, number, number];
      const [va, , vy] = view as [Float64Array, Float64Array, Float64Array];
      const a = [positiveDefinite(n, next), positiveDefinite(n, next)] as const;
      for (const lane of [0, 1] as const) store(va, lane, a[lane]);
      expect(wasm.cholesky(n, pa, pr)).toBe(1);
      wasm.invertLower(n, pa, pr, py);
      for (const lane of [0, 1] as const) {
        const l = load(va, lane, n, n);
        for (let i = 0; i < n; i++)
          for (let j = i + 1; j < n; j++) {
            l.re[i * n + j] = 0;
            l.im[i * n + j] = 0;
          }
        expect(maxDifference(multiply(l, adjoint(l)), a[lane])).toBeLessThan(TOLERANCE * n);
        const identity = zeros(n, n);
        for (let i = 0; i < n; i++) identity.re[i * n + i] = 1;
        // condition numbers stay below n^2 / 0.1
        expect(maxDifference(multiply(load(vy, lane, n, n), l), identity)).toBeLessThan(1e-9);
      }
    });

  it('Cholesky refuses a pair in which one matrix is indefinite', () => {
    const next = generator(5);
    const { address, view } = areas(2, 4 * 16 + 8);
    const [pa, pr] = address as [number, number];
    const [va] = view as [Float64Array];
    const bad = positiveDefinite(4, next);
    bad.re[10] = -1;
    store(va, 0, positiveDefinite(4, next));
    store(va, 1, bad);
    expect(wasm.cholesky(4, pa, pr)).toBe(0);
  });
});

describe('wasm kernels: arrow factorization', () => {
  for (const [r, m] of [
    [2, 1],
    [12, 4],
    [20, 10],
    [60, 15],
    [146, 22],
  ] as const)
    it(`local block ${r} with border ${m} solves the dense bordered system`, () => {
      const next = generator(r + m);
      const n = r + m;
      const raw = Matrix.zeros(n, n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) raw.set(i, j, next());
      const full = raw.mmul(raw.transpose()).add(Matrix.eye(n).mul(0.5));
      const rhs = Matrix.columnVector(Array.from({ length: n }, next));
      const rp = (r + 3) & ~3;
      const mp = (m + 3) & ~3;
      const stride = rp + mp;
      const { address, view } = areas(5, Math.max(r * stride, mp * mp));
      const [ps, pd, pg, pb, pe] = address as [number, number, number, number, number];
      const [s, , g, b, e] = view as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
      for (let i = 0; i < r; i++) {
        for (let j = i; j < r; j++) s[i * stride + j] = full.get(i, j);
        for (let j = 0; j < m; j++) s[i * stride + rp + j] = full.get(i, r + j);
        b[i] = rhs.get(i, 0);
      }
      for (let i = 0; i < mp; i++) g[i * mp + i] = 1;
      for (let i = 0; i < m; i++) {
        for (let j = i; j < m; j++) g[i * mp + j] = full.get(r + i, r + j);
        e[i] = rhs.get(r + i, 0);
      }
      const pd2 = pd + 8 * r;
      wasm.factor(ps, r, stride, pd, 1e-15);
      wasm.borderGram(ps, r, stride, rp, pg, mp, mp);
      wasm.factor(pg, mp, mp, pd2, 1e-15);
      wasm.forward(ps, r, stride, rp, pd, pb, pe);
      wasm.forward(pg, mp, mp, mp, pd2, pe, pe);
      wasm.backward(pg, mp, mp, mp, pd2, pe, pe);
      wasm.backward(ps, r, stride, rp, pd, pb, pe);
      const expected = denseSolve(full, rhs);
      expect(new CholeskyDecomposition(full).isPositiveDefinite()).toBe(true);
      const scale = expected.norm();
      for (let i = 0; i < n; i++)
        expect(Math.abs((i < r ? at(b, i) : at(e, i - r)) - expected.get(i, 0)) / scale).toBeLessThan(1e-9);
    });
});
