import { invariant } from '../../errors.ts';
import type { ConicProgram, ProgramShape, SecondOrderGroup } from '../../conic/program.ts';
import { vectorPlaces } from '../../conic/words/kernelOrder.ts';
import { scalarColumns } from '../../conic/program.ts';

/** Value of a coefficient in one program of the batch. */
export type Coefficient<C> = (context: C) => number;

/** Row index that stands for the objective while a program is being described. */
export const OBJECTIVE = -2;

/** A scalar variable, by the kind of cone that it lives in. */
export type Column =
  | { readonly kind: 'nonneg'; readonly index: number }
  | { readonly kind: 'secondOrder'; readonly size: number; readonly index: number }
  | { readonly kind: 'head'; readonly index: number };

/** Places of the vectors of a block. */
export interface VectorPlaces {
  readonly of: Int32Array;
  /** Vectors of a block that have a place. */
  readonly count: number;
}

/** How a batch of programs with one group of PSD blocks is described. */
export interface BlockDescription<C> {
  readonly size: number;
  readonly count: number;
  /** Vectors of each block. */
  readonly vectors: number;
  /** Writes all vectors of one program, [count][places][size][2], at `offset`: vector i of a block at places[i], or nowhere (-1). */
  readonly writeVectors: (context: C, target: Float64Array, offset: number, places: VectorPlaces) => void;
}

interface Scaled<C> {
  readonly factor: number;
  readonly coefficient: Coefficient<C> | null;
}

interface Term<C> {
  readonly left: number;
  readonly right: number;
  readonly rows: readonly number[];
  readonly re: readonly (Scaled<C> | null)[];
  readonly im: readonly (Scaled<C> | null)[];
}

interface Dense<C> {
  readonly rows: readonly number[];
  readonly matrix: (context: C, block: number) => Float64Array;
}

/**
 * Describes a conic program once for a whole batch: rows, columns and where each coefficient stands, with its value as a
 * function of the program's context. `build` evaluates every distinct function once per program and fills flat arrays in the order of
 * the kernels, so that a batch of thousands costs no allocation per entry and no copy.
 */
export class ProgramBuilder<C> {
  readonly #blocks: BlockDescription<C>;
  #rows = 0;
  #nonneg = 0;
  readonly #cones = new Map<number, number>();
  readonly #rhs: { row: number; value: Scaled<C> }[] = [];
  readonly #entries: { row: number; column: Column; value: Scaled<C> }[] = [];
  readonly #terms: Term<C>[] = [];
  readonly #dense: Dense<C>[] = [];
  #compiled: Compiled<C> | null = null;
  #coupled: { inputs: readonly number[]; axes: readonly number[] } | null = null;

  constructor(blocks: BlockDescription<C>) {
    this.#blocks = blocks;
  }

  get blocks(): number {
    return this.#blocks.count;
  }

  /** A new row with right-hand side factor * coefficient. */
  row(factor = 0, coefficient: Coefficient<C> | null = null): number {
    const row = this.#rows++;
    if (factor !== 0) this.#rhs.push({ row, value: { factor, coefficient } });
    return row;
  }

  nonneg(): Column {
    return { kind: 'nonneg', index: this.#nonneg++ };
  }

  /** A second-order cone of `size` columns, head first. */
  cone(size: number): readonly Column[] {
    const first = this.#cones.get(size) ?? 0;
    this.#cones.set(size, first + size);
    return Array.from({ length: size }, (_, i) => ({ kind: 'secondOrder' as const, size, index: first + i }));
  }

  /** Cones (tau, y) tied to every block by its vectors `inputs` and `axes`; returns the head of (block, place in inputs). */
  couple(inputs: readonly number[], axes: readonly number[]): (block: number, input: number) => Column {
    invariant(this.#coupled === null, 'coupled cones are declared once');
    if (inputs.length > 0) this.#coupled = { inputs, axes };
    return (block, input) => ({ kind: 'head', index: block * inputs.length + input });
  }

  /** Coefficient of a scalar column in a row, at most one for each pair. */
  entry(row: number, column: Column, factor: number, coefficient: Coefficient<C> | null = null): void {
    this.#entries.push({ row, column, value: { factor, coefficient } });
  }

  /** Adds a slack: row + slack = rhs (sign 1), or row - slack = rhs (sign -1). */
  slack(row: number, sign: 1 | -1): Column {
    const column = this.nonneg();
    this.entry(row, column, sign);
    return column;
  }

  /** Re(weight v_right^H W v_left) of block k in row rows[k] (-1: absent), with weight = re[k] + j im[k]. */
  term(
    left: number,
    right: number,
    rows: readonly number[],
    re: readonly (Scaled<C> | null)[],
    im: readonly (Scaled<C> | null)[] = [],
  ): void {
    if (rows.some((r) => r !== -1)) this.#terms.push({ left, right, rows, re, im });
  }

  /** tr(D W_k) in row rows[k], with D Hermitian [size][size][2]. */
  dense(rows: readonly number[], matrix: (context: C, block: number) => Float64Array): void {
    this.#dense.push({ rows, matrix });
  }

  /** Index of a column in the scalars of a solution. */
  place(column: Column): number {
    return this.#compile().place(column);
  }

  /** Evaluates the description for every context. All batches share one shape object; nothing may be added any more. */
  build(contexts: readonly C[]): ConicProgram {
    const compiled = this.#compile();
    const { shape, values } = compiled;
    const { size, count, writeVectors } = this.#blocks;
    const { places } = compiled;
    const batch = contexts.length;
    const vectorLength = count * places.count * size * 2;
    const matrixLength = size * size * 2;
    const denseCount = this.#dense.length;
    const rhs = new Float64Array(batch * shape.rows);
    const entries = new Float64Array(batch * this.#entries.length);
    const weights = new Float64Array(batch * compiled.weights.index.length);
    const vectorData = new Float64Array(batch * vectorLength);
    const dense = new Float64Array(batch * count * denseCount * matrixLength);
    contexts.forEach((context, b) => {
      values.evaluate(context);
      values.write(compiled.rhs, rhs, b * shape.rows);
      values.write(compiled.entries, entries, b * this.#entries.length);
      values.write(compiled.weights, weights, b * compiled.weights.index.length);
      writeVectors(context, vectorData, b * vectorLength, places);
      for (let k = 0; k < count; k++) {
        this.#dense.forEach((d, i) => {
          if (d.rows[k] !== -1) dense.set(d.matrix(context, k), ((b * count + k) * denseCount + i) * matrixLength);
        });
      }
    });
    return { shape, data: { batch, rhs, entries, psd: [{ vectors: vectorData, weights, dense }] } };
  }

  #compile(): Compiled<C> {
    if (this.#compiled) return this.#compiled;
    const { size, count, vectors } = this.#blocks;
    const secondOrder: SecondOrderGroup[] = [];
    const firstOf = new Map<number, number>();
    let columns = this.#nonneg;
    for (const [coneSize, total] of this.#cones) {
      secondOrder.push({ size: coneSize, count: total / coneSize });
      firstOf.set(coneSize, columns);
      columns += total;
    }
    const place = (column: Column): number => {
      if (column.kind === 'nonneg') return column.index;
      if (column.kind === 'head') return columns + column.index;
      return (firstOf.get(column.size) ?? 0) + column.index;
    };
    const rowOf = (row: number): number => (row === OBJECTIVE ? this.#rows : row);
    const perBlock = (rowsOf: readonly (readonly number[])[]): Int32Array => {
      const result = new Int32Array(count * rowsOf.length);
      for (let k = 0; k < count; k++)
        rowsOf.forEach((rows, i) => {
          result[k * rowsOf.length + i] = rowOf(rows[k] ?? -1);
        });
      return result;
    };
    const of = vectorPlaces({
      vectors,
      coupled: this.#coupled && {
        inputs: Int32Array.from(this.#coupled.inputs),
        axes: Int32Array.from(this.#coupled.axes),
      },
      terms: { left: this.#terms.map((t) => t.left), right: this.#terms.map((t) => t.right) },
    });
    const places: VectorPlaces = { of, count: of.reduce((n, p) => (p < 0 ? n : n + 1), 0) };
    const placed = (vector: number): number => of[vector] ?? -1;
    const group = {
      size,
      count,
      vectors: places.count,
      terms: {
        left: Int32Array.from(this.#terms, (t) => placed(t.left)),
        right: Int32Array.from(this.#terms, (t) => placed(t.right)),
        row: perBlock(this.#terms.map((t) => t.rows)),
      },
      denseCount: this.#dense.length,
      denseRow: perBlock(this.#dense.map((d) => d.rows)),
      coupled: this.#coupled && {
        inputs: Int32Array.from(this.#coupled.inputs, placed),
        axes: Int32Array.from(this.#coupled.axes, placed),
      },
    };
    const entries = this.#entries
      .map((e) => ({ row: rowOf(e.row), column: place(e.column), value: e.value }))
      .sort((a, b) => a.column - b.column || a.row - b.row);
    const shape: ProgramShape = {
      rows: this.#rows,
      nonneg: this.#nonneg,
      secondOrder,
      psd: [group],
      entryRow: Int32Array.from(entries, (e) => e.row),
      entryColumn: Int32Array.from(entries, (e) => e.column),
    };
    const scalars = scalarColumns(shape);
    invariant(
      shape.entryColumn.every((c) => c >= 0 && c < scalars),
      'a coefficient lies outside the scalar columns',
    );

    const values = new Values<C>();
    const rhs: (Scaled<C> | null)[] = Array.from({ length: this.#rows }, () => null);
    for (const e of this.#rhs) rhs[e.row] = e.value;
    const weights: (Scaled<C> | null)[] = [];
    for (let k = 0; k < count; k++)
      for (const t of this.#terms) {
        const used = t.rows[k] !== -1;
        weights.push(used ? (t.re[k] ?? null) : null, used ? (t.im[k] ?? null) : null);
      }
    this.#compiled = {
      shape,
      place,
      places,
      values,
      rhs: values.plan(rhs),
      entries: values.plan(entries.map((e) => e.value)),
      weights: values.plan(weights),
    };
    return this.#compiled;
  }
}

interface ValuePlan {
  readonly factor: Float64Array;
  readonly index: Int32Array;
}

interface Compiled<C> {
  readonly shape: ProgramShape;
  readonly place: (column: Column) => number;
  readonly places: VectorPlaces;
  readonly values: Values<C>;
  readonly rhs: ValuePlan;
  readonly entries: ValuePlan;
  readonly weights: ValuePlan;
}

/** Distinct coefficient functions, evaluated once per program. */
class Values<C> {
  readonly #functions: Coefficient<C>[] = [];
  readonly #index = new Map<Coefficient<C>, number>();
  #values = new Float64Array(0);

  plan(list: readonly (Scaled<C> | null)[]): ValuePlan {
    const factor = Float64Array.from(list, (s) => s?.factor ?? 0);
    const index = Int32Array.from(list, (s) => this.#place(s?.coefficient ?? null));
    return { factor, index };
  }

  #place(f: Coefficient<C> | null): number {
    if (f === null) return 0;
    let i = this.#index.get(f);
    if (i === undefined) {
      this.#functions.push(f);
      i = this.#functions.length; // place 0 holds the constant 1
      this.#index.set(f, i);
    }
    return i;
  }

  evaluate(context: C): void {
    if (this.#values.length !== this.#functions.length + 1) this.#values = new Float64Array(this.#functions.length + 1);
    this.#values[0] = 1;
    for (let i = 0; i < this.#functions.length; i++) this.#values[i + 1] = this.#functions[i]?.(context) ?? Number.NaN;
  }

  write(plan: ValuePlan, target: Float64Array, offset: number): void {
    const { factor, index } = plan;
    for (let i = 0; i < index.length; i++)
      target[offset + i] = (factor[i] as number) * (this.#values[index[i] as number] as number);
  }
}
