import { describe, expect, it } from 'vitest';
import { cholesky } from '../../../../src/conic/cones/hermitianMatrix.ts';
import { adjointOf, product } from '../../cones/complexMatrix.ts';
import { FAMILIES } from '../../families.ts';
import { type RandomOptions, randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';

const norm = (v: Float64Array): number => Math.hypot(...v);
const difference = (a: Float64Array, b: Float64Array): number => norm(a.map((v, i) => v - (b[i] as number)));

/** a a^H + 0.1. */
function positiveDefinite(n: number, next: () => number): Float64Array {
  const a = randomArray(2 * n * n, next);
  const p = product(n, a, adjointOf(n, a));
  for (let i = 0; i < n; i++) p[2 * (i * n + i)] = (p[2 * (i * n + i)] as number) + 0.1;
  return p;
}

const groupsOfTwo = new PieceProgram(
  randomProgram({ ...(FAMILIES['every cone, two groups each'] as RandomOptions), batch: 2 }).program,
);

describePieces('complex matrices', (runner) => {
  it('lower names every pair (row, column <= row) once', async () => {
    const sizes = [1, 2, 3, 4, 7, 12];
    const most = (12 * 13) / 2;
    const body = sizes.map(
      (n, s) => `for (var t = lid; t < ${(n * (n + 1)) / 2}; t += T) {
        let ij = lower(${n}, t); st(2 * (${s * most} + t), real(f32(ij.x))); st(2 * (${s * most} + t) + 1, real(f32(ij.y)));
      }`,
    );
    const { workspace } = await runner().run(body.join(''), {
      layout: groupsOfTwo.layout,
      programs: 1,
      input: groupsOfTwo.input,
      workspace: new Float64Array(2 * sizes.length * most),
    });
    sizes.forEach((n, s) => {
      const pairs = Array.from({ length: (n * (n + 1)) / 2 }, (_, t) =>
        [...workspace.subarray(2 * (s * most + t), 2 * (s * most + t) + 2)].join(' '),
      );
      const expected = Array.from({ length: n }, (_, i) =>
        Array.from({ length: i + 1 }, (__, j) => `${i} ${j}`),
      ).flat();
      expect(pairs.sort()).toEqual(expected.sort());
    });
  });

  it('multiplyVectors and bilinear: U_k v_s, and v_r^H U_k v_s', async () => {
    const { layout, shape, groups, batch, input } = groupsOfTwo;
    const workspace = groupsOfTwo.workspace();
    const next = testRandom(2);
    for (let i = 0; i < batch; i++)
      groupsOfTwo.part(workspace, i, shape.x, shape.primal).set(randomArray(shape.primal, next));
    const out = await runner().run(
      `for (var g = 0; g < shape.groupCount; g++) {
        let q = shape.groups[g];
        multiplyVectors(q, shape.x + q.primal, q.product);
        sync();
        for (var t = lid; t < q.count * q.vectors * q.vectors; t += T) {
          let k = t / (q.vectors * q.vectors); let r = (t / q.vectors) % q.vectors; let s = t % q.vectors;
          stc(q.gramX + 2 * t, bilinear(q, k, r, q.product + 2 * q.n * (k * q.vectors + s)));
        }
      }`,
      { layout, programs: batch, input, workspace },
    );
    let compared = 0;
    for (let i = 0; i < batch; i++)
      groups.forEach((q) => {
        const { n, vectors } = q;
        for (let k = 0; k < q.count; k++) {
          const u = groupsOfTwo.part(workspace, i, shape.x + q.primal + 2 * k * n * n, 2 * n * n);
          const v = (s: number): Float64Array => {
            const from = i * layout.inputSize + q.inV + 2 * n * (k * vectors + s);
            return input.subarray(from, from + 2 * n);
          };
          // a vector as the first column of a matrix
          const column = (w: Float64Array): Float64Array => {
            const m = new Float64Array(2 * n * n);
            for (let j = 0; j < n; j++) m.set(w.subarray(2 * j, 2 * j + 2), 2 * j * n);
            return m;
          };
          const first = (m: Float64Array): Float64Array => m.filter((_, j) => j % (2 * n) < 2);
          for (let s = 0; s < vectors; s++) {
            const uv = first(product(n, u, column(v(s))));
            const got = groupsOfTwo.part(out.workspace, i, q.product + 2 * n * (k * vectors + s), 2 * n);
            const scale = norm(u) * norm(v(s));
            expect(difference(got, uv)).toBeLessThanOrEqual(runner().unit * scale);
            for (let r = 0; r < vectors; r++, compared++) {
              const form = product(n, adjointOf(n, column(v(r))), column(uv)).subarray(0, 2);
              const o = q.gramX + 2 * ((k * vectors + r) * vectors + s);
              const bound = runner().unit * scale * norm(v(r));
              expect(difference(groupsOfTwo.part(out.workspace, i, o, 2), form)).toBeLessThanOrEqual(bound);
            }
          }
        }
      });
    expect(compared).toBeGreaterThan(50);
  });

  it.each([1, 2, 5, 6, 9, 12, 18])(
    'products of size %i: A B of every block, its Hermitian part, stored with its mirror image',
    async (n) => {
      const next = testRandom(n);
      const count = 3;
      const block = 2 * n * n;
      const values = randomArray(2 * count * block, next);
      const { workspace } = await runner().run(
        `multiplyBlocks(i32(run.first), ${count}, 0, ${count} * i32(run.end), ${2 * count} * i32(run.end));
        let across = tilesIn(i32(run.first));
        let half = across * (across + 1) / 2;
        for (var t = lid; t < ${count} * half; t += T) {
          let k = t / half;
          let ij = lower(across, t - k * half);
          let o = k * i32(run.end);
          let h = hermitianProduct(i32(run.first), o, ${count} * i32(run.end) + o, 2 * ij.x, 2 * ij.y);
          storeHermitianTile(i32(run.first), ${3 * count} * i32(run.end) + o, 2 * ij.x, 2 * ij.y, h);
        }`,
        {
          layout: groupsOfTwo.layout,
          programs: 1,
          input: groupsOfTwo.input,
          workspace: Float64Array.from({ length: 4 * count * block }, (_, i) => values[i] ?? 0),
          first: n,
          end: block,
        },
      );
      const matrix = (v: Float64Array, i: number): Float64Array => v.subarray(i * block, (i + 1) * block);
      for (let k = 0; k < count; k++) {
        const [a, b] = [matrix(values, k), matrix(values, count + k)];
        const ab = product(n, a, b);
        const mirrored = adjointOf(n, ab);
        const bound = runner().unit * norm(a) * norm(b);
        expect(difference(matrix(workspace, 2 * count + k), ab)).toBeLessThanOrEqual(bound);
        const hermitian = matrix(workspace, 3 * count + k);
        const expected = ab.map((v, i) => (v + (mirrored[i] as number)) / 2);
        expect(difference(hermitian, expected)).toBeLessThanOrEqual(bound);
        expect(adjointOf(n, hermitian).map((v) => v + 0)).toEqual(hermitian.map((v) => v + 0));
      }
    },
  );

  describe('Cholesky of many blocks', () => {
    const factor = async (n: number, perTrial: number, matrices: readonly Float64Array[]) => {
      // lower triangles one behind the other, and behind them their pivots
      const triangle = n * (n + 1);
      const pivots = 4 * Math.ceil(n / 2);
      const workspace = new Float64Array(matrices.length * (triangle + pivots));
      matrices.forEach((a, k) => {
        for (let i = 0; i < n; i++)
          workspace.set(a.subarray(2 * i * n, 2 * (i * n + i + 1)), k * triangle + i * (i + 1));
      });
      const { workspace: out, answer } = await runner().run(
        `if (lid == 0) { atomicStore(&failed, 0u); }
        workgroupBarrier();
        choleskyBlocks(i32(run.first), i32(run.end), i32(run.tolerance), 0, i32(run.first * (run.first + 1) * run.end));
        workgroupBarrier();
        if (lid == 0) { answer[0] = real(f32(atomicLoad(&failed))); }`,
        {
          layout: groupsOfTwo.layout,
          programs: 1,
          input: groupsOfTwo.input,
          workspace,
          first: n,
          end: matrices.length,
          tolerance: perTrial,
        },
      );
      return {
        failed: answer[0],
        factors: matrices.map((_, k) => {
          // the kernel leaves the places of the pivots alone, and those below every other one
          const l = new Float64Array(2 * n * n);
          const beside = out.subarray(matrices.length * triangle + k * pivots);
          for (let i = 0; i < n; i++) {
            const row = k * triangle + i * (i + 1);
            l.set(out.subarray(row, row + 2 * i), 2 * i * n);
            if (i % 2 === 1) l.set(beside.subarray(pivots / 2 + i - 1, pivots / 2 + i + 1), 2 * (i * n + i - 1));
            l[2 * (i * n + i)] = 1 / (beside[i] as number);
          }
          return l;
        }),
      };
    };

    it.each([1, 2, 3, 6, 7, 12, 18])('size %i: A = L L^H', async (n) => {
      const next = testRandom(100 + n);
      const matrices = Array.from({ length: 3 }, () => positiveDefinite(n, next));
      const { failed, factors } = await factor(n, 1, matrices);
      expect(failed).toBe(0);
      factors.forEach((l, k) => {
        const a = matrices[k] as Float64Array;
        // backward stable: the residual is one of A, whatever its condition number
        expect(difference(product(n, l, adjointOf(n, l)), a)).toBeLessThanOrEqual(n * runner().unit * norm(a));
        const exact = new Float64Array(2 * n * n);
        expect(cholesky(n, a, exact)).toBe(true);
        const condition = n ** 2 * 10; // norm of A over its smallest eigenvalue, at least 0.1
        expect(difference(l, exact)).toBeLessThanOrEqual(condition * runner().unit * norm(exact));
      });
    });

    it('names the trial of every matrix that is not positive definite, and no other', async () => {
      const next = testRandom(7);
      const n = 4;
      const matrices = Array.from({ length: 8 }, () => positiveDefinite(n, next)); // 4 trials of 2
      (matrices[2] as Float64Array)[2 * (2 * n + 2)] = -1;
      (matrices[7] as Float64Array)[0] = 0;
      expect((await factor(n, 2, matrices)).failed).toBe(0b1010);
      (matrices[5] as Float64Array)[2 * (n + 1)] = NaN;
      expect((await factor(n, 2, matrices)).failed).toBe(0b1110);
    });
  });
});
