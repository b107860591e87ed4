import type { ConicProgram, ProgramShape, PsdGroup, SecondOrderGroup } from '../../src/conic/program.ts';
import { scalarColumns } from '../../src/conic/program.ts';
import { hermitianPair, nonnegativePair, secondOrderPair, type Complementarity } from './conePoints.ts';
import { adjointRows, applyRows, tiedBodies } from './structuredOperator.ts';
import { randomArray, testRandom, type Random } from './testRandom.ts';

export interface RandomPsd {
  readonly size: number;
  readonly count: number;
  readonly vectors: number;
  /** Terms per row and block. */
  readonly termsPerRow?: number;
  /** Rows with a full coefficient, besides the objective. */
  readonly denseRows?: number;
  readonly coupled?: { readonly inputs: number; readonly axes: number };
}

export interface RandomOptions {
  readonly seed: number;
  readonly batch?: number;
  readonly rows: number;
  readonly nonneg?: number;
  readonly secondOrder?: readonly SecondOrderGroup[];
  readonly psd?: readonly RandomPsd[];
  readonly complementarity?: Complementarity;
}

export interface KnownProgram {
  readonly program: ConicProgram;
  /** Optimal value of each program. */
  readonly optimum: Float64Array;
}

function randomShape(options: RandomOptions, next: Random): ProgramShape {
  const { rows } = options;
  const index = (below: number): number => Math.min(below - 1, Math.floor((0.5 + 0.5 * next()) * below));
  const psd = (options.psd ?? []).map((p): PsdGroup => {
    const terms = { left: [] as number[], right: [] as number[], row: [] as number[] };
    // every row of every block absent with probability 0.2, so that -1 occurs; the objective takes one term too
    for (let t = 0; t < (rows + 1) * (p.termsPerRow ?? 0); t++) {
      terms.left.push(index(p.vectors));
      terms.right.push(t % 2 === 0 ? (terms.left[t] ?? 0) : index(p.vectors));
    }
    for (let k = 0; k < p.count; k++)
      for (let t = 0; t < terms.left.length; t++) terms.row.push(next() < -0.6 ? -1 : t % (rows + 1));
    const denseCount = 1 + (p.denseRows ?? 0);
    const denseRow: number[] = [];
    for (let k = 0; k < p.count; k++) for (let i = 0; i < denseCount; i++) denseRow.push(i === 0 ? rows : i - 1);
    const slots = (n: number, from: number): Int32Array => Int32Array.from({ length: n }, (_, i) => from + i);
    return {
      size: p.size,
      count: p.count,
      vectors: p.vectors,
      terms: {
        left: Int32Array.from(terms.left),
        right: Int32Array.from(terms.right),
        row: Int32Array.from(terms.row),
      },
      denseCount,
      denseRow: Int32Array.from(denseRow),
      coupled: p.coupled
        ? { inputs: slots(p.coupled.inputs, p.vectors - p.coupled.inputs), axes: slots(p.coupled.axes, 0) }
        : null,
    };
  });
  const shape = { rows, nonneg: options.nonneg ?? 0, secondOrder: options.secondOrder ?? [], psd };
  const columns = scalarColumns({ ...shape, entryRow: new Int32Array(0), entryColumn: new Int32Array(0) });
  const entryRow: number[] = [];
  const entryColumn: number[] = [];
  for (let r = 0; r <= rows; r++)
    for (let c = 0; c < columns; c++)
      if (r === rows || next() < 0.2) {
        entryRow.push(r);
        entryColumn.push(c);
      }
  return { ...shape, entryRow: Int32Array.from(entryRow), entryColumn: Int32Array.from(entryColumn) };
}

/**
 * A batch of structured programs whose optimum is known: draws the coefficients, a complementary pair (x, z) and multipliers y, and
 * sets b = A x, c = A^T y + z. Coupled cones take their bodies from the blocks; their heads lie on the boundary.
 */
export function randomProgram(options: RandomOptions): KnownProgram {
  const next = testRandom(options.seed);
  const shape = randomShape(options, next);
  const batch = options.batch ?? 1;
  const kind = options.complementarity ?? 'strict';
  const { rows } = shape;
  const entries = shape.entryRow.length;
  const data = {
    batch,
    rhs: new Float64Array(batch * rows),
    entries: randomArray(batch * entries, next),
    psd: shape.psd.map((g) => ({
      vectors: randomArray(batch * g.count * g.vectors * g.size * 2, next),
      weights: randomArray(batch * g.count * g.terms.left.length * 2, next),
      dense: randomHermitian(batch * g.count * g.denseCount, g.size, next),
    })),
  };
  const program = { shape, data };
  const optimum = new Float64Array(batch);
  for (let i = 0; i < batch; i++) {
    const x: number[] = [];
    const z: number[] = [];
    const push = (pair: { x: Iterable<number>; z: Iterable<number> }): void => {
      x.push(...pair.x);
      z.push(...pair.z);
    };
    push(nonnegativePair(shape.nonneg, kind, next));
    let cone = 0;
    for (const g of shape.secondOrder)
      for (let k = 0; k < g.count; k++) push(secondOrderPair(g.size, cone++, kind, next));
    const blocks = shape.psd.map((g) => {
      const pairs = Array.from({ length: g.count }, (_, k) =>
        hermitianPair(g.size, g.size === 1 ? k % 2 : 1 + (k % (g.size - 1)), kind, next),
      );
      return { x: concatenate(pairs.map((p) => p.x)), z: concatenate(pairs.map((p) => p.z)) };
    });
    const local = shape.psd.map((g, index) => {
      if (!g.coupled) return null;
      const bodies = tiedBodies(program, i, index, blocks[index]?.x ?? new Float64Array(0));
      const width = 2 * g.coupled.axes.length;
      const multipliers = new Float64Array(bodies.length);
      for (let o = 0; o < bodies.length; o += width) {
        const body = bodies.subarray(o, o + width);
        const head = Math.hypot(...body);
        const dual = 1.5 + next();
        // z = dual (1, -body / head); the ties have -1 on the body, whose cost is zero, so their multiplier is z's body
        x.push(head);
        z.push(dual);
        body.forEach((v, j) => (multipliers[o + j] = head > 0 ? (-dual * v) / head : 0));
      }
      return multipliers;
    });
    // cost rows start at random and are overwritten, so their present values must not count
    const y = new Float64Array(rows + 1);
    for (let r = 0; r < rows; r++) y[r] = next();
    const scalars = Float64Array.from(x);
    data.rhs.set(applyRows(program, i, { scalars, psd: blocks.map((b) => b.x) }).subarray(0, rows), i * rows);
    const cost = adjointRows(program, i, y, local);
    shape.entryRow.forEach((row, e) => {
      const column = shape.entryColumn[e] ?? 0;
      if (row === rows) data.entries[i * entries + e] = (cost.scalars[column] ?? 0) + (z[column] ?? 0);
    });
    setBlockCosts(program, i, y, local, blocks);
    const value = applyRows(program, i, { scalars, psd: blocks.map((b) => b.x) })[rows];
    optimum[i] = value ?? NaN;
  }
  return { program, optimum };
}

/** Sets the dense objective coefficient of each block, taking into account the objective's terms. */
function setBlockCosts(
  program: ConicProgram,
  index: number,
  y: Float64Array,
  local: readonly (Float64Array | null)[],
  blocks: readonly { z: Float64Array }[],
): void {
  const { shape, data } = program;
  const costSlots = shape.psd.map((g, i) => {
    const dense = data.psd[i]?.dense ?? new Float64Array(0);
    return Array.from({ length: g.count }, (_, k) => {
      const from = (index * g.count + k) * g.denseCount * g.size * g.size * 2;
      return dense.subarray(from, from + g.size * g.size * 2).fill(0);
    });
  });
  // A^T y - (the objective's terms), so that terms + dense = A^T y + z
  const multipliers = y.slice();
  multipliers[shape.rows] = -1;
  const rest = adjointRows(program, index, multipliers, local);
  costSlots.forEach((slots, g) => {
    slots.forEach((slot, k) => {
      const o = k * slot.length;
      slot.forEach((_, j) => {
        slot[j] = (rest.psd[g]?.[o + j] ?? 0) + (blocks[g]?.z[o + j] ?? 0);
      });
    });
  });
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((p) => [...p]));
}

function randomHermitian(count: number, n: number, next: Random): Float64Array {
  const out = new Float64Array(count * n * n * 2);
  for (let k = 0; k < count; k++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const p = 2 * ((k * n + i) * n + j);
        const q = 2 * ((k * n + j) * n + i);
        out[p] = out[q] = next();
        const im = i === j ? 0 : next();
        out[p + 1] = im;
        out[q + 1] = -im;
      }
  return out;
}
