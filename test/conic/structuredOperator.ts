import type { ConicProgram, PsdGroup } from '../../src/conic/program.ts';
import { scalarColumns } from '../../src/conic/program.ts';

/**
 * The rows of a structured program written out from their definition in src/conic/program.ts, one functional at a time; shares
 * nothing with the lowering or the kernels and is their oracle.
 */
export interface Point {
  readonly scalars: Float64Array;
  /** [count, size, size, 2] per group. */
  readonly psd: readonly Float64Array[];
}

type Pair = readonly [number, number];
const at = (v: Float64Array | Int32Array, i: number): number => {
  const x = v[i];
  if (x === undefined) throw new Error(`index ${i} outside ${v.length}`);
  return x;
};

/** v_right^H W v_left. */
function form(n: number, w: Float64Array, right: Float64Array, left: Float64Array): Pair {
  let re = 0;
  let im = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [a, b] = [at(right, 2 * i), -at(right, 2 * i + 1)];
      const [c, d] = [at(w, 2 * (i * n + j)), at(w, 2 * (i * n + j) + 1)];
      const [e, f] = [at(left, 2 * j), at(left, 2 * j + 1)];
      const [u, v] = [a * c - b * d, a * d + b * c];
      re += u * e - v * f;
      im += u * f + v * e;
    }
  return [re, im];
}

function vectorOf(program: ConicProgram, index: number, g: number, block: number, slot: number): Float64Array {
  const group = program.shape.psd[g];
  const data = program.data.psd[g];
  if (!group || !data) throw new Error('no such group');
  const from = (((index * group.count + block) * group.vectors + slot) * group.size * 2) | 0;
  return data.vectors.subarray(from, from + 2 * group.size);
}

/** [A_global x, c^T x] of program `index`: rows + 1 numbers. */
export function applyRows(program: ConicProgram, index: number, point: Point): Float64Array {
  const { shape, data } = program;
  const out = new Float64Array(shape.rows + 1);
  const add = (row: number, value: number): void => {
    if (row >= 0) out[row] = at(out, row) + value;
  };
  const entries = shape.entryRow.length;
  for (let e = 0; e < entries; e++)
    add(at(shape.entryRow, e), at(data.entries, index * entries + e) * at(point.scalars, at(shape.entryColumn, e)));
  shape.psd.forEach((group, g) => {
    const { size, count, terms, denseCount, denseRow } = group;
    const groupData = data.psd[g];
    const blocks = point.psd[g];
    if (!groupData || !blocks) throw new Error('no such group');
    const width = terms.left.length;
    for (let k = 0; k < count; k++) {
      const w = blocks.subarray(k * size * size * 2, (k + 1) * size * size * 2);
      for (let t = 0; t < width; t++) {
        const right = vectorOf(program, index, g, k, at(terms.right, t));
        const left = vectorOf(program, index, g, k, at(terms.left, t));
        const [re, im] = form(size, w, right, left);
        const o = 2 * ((index * count + k) * width + t);
        add(at(terms.row, k * width + t), at(groupData.weights, o) * re - at(groupData.weights, o + 1) * im);
      }
      for (let i = 0; i < denseCount; i++) {
        const from = ((index * count + k) * denseCount + i) * size * size * 2;
        const d = groupData.dense.subarray(from, from + size * size * 2);
        // tr(D W) of Hermitian matrices is the sum of Re(conj(D_ij) W_ij)
        add(
          at(denseRow, k * denseCount + i),
          d.reduce((s, v, j) => s + v * at(w, j), 0),
        );
      }
    }
  });
  return out;
}

/**
 * Adjoint of `applyRows`: sum over rows of multiplier times coefficient, multipliers [rows + 1], plus the ties' coefficients on
 * the blocks times `local` (one array per group, [count, inputs, axes, 2], or null).
 */
export function adjointRows(
  program: ConicProgram,
  index: number,
  multipliers: Float64Array,
  local: readonly (Float64Array | null)[],
): { scalars: Float64Array; psd: Float64Array[] } {
  const { shape, data } = program;
  const scalars = new Float64Array(scalarColumns(shape));
  const entries = shape.entryRow.length;
  for (let e = 0; e < entries; e++) {
    const column = at(shape.entryColumn, e);
    scalars[column] =
      at(scalars, column) + at(data.entries, index * entries + e) * at(multipliers, at(shape.entryRow, e));
  }
  const psd = shape.psd.map((group, g) => {
    const { size, count, terms, denseCount, denseRow } = group;
    const groupData = data.psd[g];
    if (!groupData) throw new Error('no such group');
    const out = new Float64Array(count * size * size * 2);
    const width = terms.left.length;
    for (let k = 0; k < count; k++) {
      const w = out.subarray(k * size * size * 2, (k + 1) * size * size * 2);
      const vector = (slot: number): Float64Array => vectorOf(program, index, g, k, slot);
      for (let t = 0; t < width; t++) {
        const row = at(terms.row, k * width + t);
        if (row < 0) continue;
        const o = 2 * ((index * count + k) * width + t);
        const f = at(multipliers, row);
        const weight: Pair = [f * at(groupData.weights, o), f * at(groupData.weights, o + 1)];
        addHermitian(size, w, vector(at(terms.left, t)), vector(at(terms.right, t)), weight);
      }
      for (let i = 0; i < denseCount; i++) {
        const row = at(denseRow, k * denseCount + i);
        if (row < 0) continue;
        const from = ((index * count + k) * denseCount + i) * size * size * 2;
        for (let j = 0; j < size * size * 2; j++)
          w[j] = at(w, j) + at(multipliers, row) * at(groupData.dense, from + j);
      }
      const ties = local[g];
      if (group.coupled && ties)
        group.coupled.inputs.forEach((input, u) => {
          group.coupled?.axes.forEach((axis, a) => {
            const o = 2 * ((k * (group.coupled?.inputs.length ?? 0) + u) * (group.coupled?.axes.length ?? 0) + a);
            // Re(y) with weight 1, Im(y) = Re(-j y)
            addHermitian(size, w, vector(input), vector(axis), [at(ties, o), -at(ties, o + 1)]);
          });
        });
    }
    return out;
  });
  return { scalars, psd };
}

/** m += (weight l r^H + its adjoint) / 2. */
function addHermitian(n: number, m: Float64Array, l: Float64Array, r: Float64Array, weight: Pair): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [a, b] = [at(l, 2 * i), at(l, 2 * i + 1)];
      const [c, d] = [at(r, 2 * j), -at(r, 2 * j + 1)];
      const [re, im] = [a * c - b * d, a * d + b * c];
      const [x, y] = [0.5 * (weight[0] * re - weight[1] * im), 0.5 * (weight[0] * im + weight[1] * re)];
      const p = 2 * (i * n + j);
      const q = 2 * (j * n + i);
      m[p] = at(m, p) + x;
      m[p + 1] = at(m, p + 1) + y;
      m[q] = at(m, q) + x;
      m[q + 1] = at(m, q + 1) - y;
    }
}

/** The ties y_a = v_a^H W v_u of a coupled group, [count, inputs, axes, 2]. */
export function tiedBodies(program: ConicProgram, index: number, g: number, blocks: Float64Array): Float64Array {
  const group: PsdGroup | undefined = program.shape.psd[g];
  if (!group?.coupled) throw new Error('group is not coupled');
  const { size, count, coupled } = group;
  const out: number[] = [];
  for (let k = 0; k < count; k++)
    for (const u of coupled.inputs)
      for (const a of coupled.axes) {
        const w = blocks.subarray(k * size * size * 2, (k + 1) * size * size * 2);
        out.push(...form(size, w, vectorOf(program, index, g, k, a), vectorOf(program, index, g, k, u)));
      }
  return Float64Array.from(out);
}
