import { invariant } from '../../errors.ts';
import type { ProgramData } from '../program.ts';
import type { Column, Cone } from './columns.ts';
import { CALL, OBJECTIVE, type ProgramLayout } from './layout.ts';
import { ProgramBuilder } from './programBuilder.ts';

/** Arrays of a group of PSD blocks, and where the program under way begins in them. */
interface GroupArrays {
  /** Numbers of its blocks. */
  readonly first: number;
  readonly end: number;
  readonly vectors: Float64Array;
  readonly weights: Float64Array;
  readonly dense: Float64Array;
  readonly matrixLength: number;
  firstVector: number;
  firstWeight: number;
  firstMatrix: number;
}

/** Writes the numbers of one program after the other into the arrays of a batch, call by call as the layout has them. */
export class ProgramWriter extends ProgramBuilder {
  readonly data: ProgramData;
  readonly #layout: ProgramLayout;
  readonly #kind: Uint8Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #place: Int32Array;
  readonly #termBase: Int32Array;
  readonly #rhs: Float64Array;
  readonly #entries: Float64Array;
  readonly #groups: readonly GroupArrays[];
  #index = -1;
  #call = 0;
  /** Groups of PSD blocks that the description has declared. */
  #declared = 0;
  /** First number of the program in each array. */
  #firstRhs = 0;
  #firstEntry = 0;

  constructor(layout: ProgramLayout, batch: number) {
    super();
    const { rows, entryRow, psd } = layout.shape;
    this.#layout = layout;
    this.#kind = layout.kind;
    this.#first = layout.first;
    this.#second = layout.second;
    this.#place = layout.place;
    this.#termBase = layout.termBase;
    this.#rhs = new Float64Array(batch * rows);
    this.#entries = new Float64Array(batch * entryRow.length);
    this.#groups = psd.map((group, g) => {
      const { count, size, vectors, terms, denseCount } = group;
      const first = psd.slice(0, g).reduce((sum, before) => sum + before.count, 0);
      return {
        first,
        end: first + count,
        vectors: new Float64Array(batch * count * vectors * size * 2),
        weights: new Float64Array(batch * count * terms.left.length * 2),
        dense: new Float64Array(batch * count * denseCount * size * size * 2),
        firstVector: 0,
        firstWeight: 0,
        firstMatrix: 0,
        matrixLength: 2 * size * size,
      };
    });
    this.data = {
      batch,
      rhs: this.#rhs,
      entries: this.#entries,
      psd: this.#groups.map(({ vectors, weights, dense }) => ({ vectors, weights, dense })),
    };
  }

  /** Writes the next program by its description; every program of the batch is described once. */
  write<R>(describe: (program: ProgramBuilder) => R): R {
    const { batch } = this.data;
    const index = ++this.#index;
    invariant(index < batch, 'a batch has room for its programs');
    this.#call = 0;
    this.#firstRhs = (index * this.#rhs.length) / batch;
    this.#firstEntry = (index * this.#entries.length) / batch;
    for (const group of this.#groups) {
      group.firstVector = (index * group.vectors.length) / batch;
      group.firstWeight = (index * group.weights.length) / batch;
      group.firstMatrix = (index * group.dense.length) / batch;
    }
    this.#declared = 0;
    const described = describe(this);
    if (this.#call !== this.#layout.kind.length) this.#differ('ends');
    return described;
  }

  blocks(count: number, size: number, vectors: number): number {
    if (this.#next(CALL.blocks, count, size) !== vectors) this.#differ(`has ${vectors} vectors`);
    return this.#groups[this.#declared++]?.first ?? 0;
  }

  nonneg(name: string): Column {
    const column = this.#layout.columns[this.#next(CALL.nonneg, 0, 0)] as Column;
    if (column.name !== name) this.#differ(`declares ${name}`);
    return column;
  }

  cone(name: string, size: number): Cone {
    const cone = this.#layout.cones[this.#next(CALL.cone, size, 0)] as Cone;
    if (cone[0].name !== name) this.#differ(`declares ${name}`);
    return cone;
  }

  couple(_name: string, inputs: readonly number[], axes: readonly number[]): readonly Column[] {
    this.#next(CALL.couple, inputs.length, axes.length);
    return this.#layout.heads;
  }

  row(rhs = 0, block = -1): number {
    const row = this.#next(CALL.row, block, 0);
    this.#rhs[this.#firstRhs + row] = rhs;
    return row;
  }

  entry(row: number, column: Column, value: number): void {
    this.#entries[this.#firstEntry + this.#next(CALL.entry, row, column.id)] = value;
  }

  cost(column: Column, value: number): void {
    this.entry(OBJECTIVE, column, value);
  }

  term(left: number, right: number, _group = 0): number {
    return this.#next(CALL.term, left, right);
  }

  add(term: number, block: number, row: number, re: number, im: number): void {
    const place = this.#next(CALL.add, (this.#termBase[term] as number) + block, row);
    const { weights, firstWeight } = this.#groupOf(block);
    const at = firstWeight + 2 * place;
    weights[at] = re;
    weights[at + 1] = im;
  }

  dense(): number {
    return this.#next(CALL.dense, 0, 0);
  }

  matrix(dense: number, block: number, row: number, values: Float64Array, factor = 1): void {
    const group = this.#groupOf(block);
    const { dense: matrices, matrixLength: length } = group;
    const at = group.firstMatrix + this.#next(CALL.matrix, dense * group.end + block, row) * length;
    if (factor === 1) matrices.set(values, at);
    else for (let i = 0; i < length; i++) matrices[at + i] = factor * (values[i] as number);
  }

  vector(block: number, slot: number, source: Float64Array, from = 0, length = source.length): void {
    const place = this.#next(CALL.vector, block, slot);
    if (place < 0) return;
    const { vectors, firstVector } = this.#groupOf(block);
    const at = firstVector + place;
    for (let i = 0; i < length; i++) vectors[at + i] = source[from + i] as number;
  }

  #groupOf(block: number): GroupArrays {
    const [only] = this.#groups;
    const group = only && block < only.end ? only : this.#groups.find(({ end }) => block < end);
    invariant(group, 'a program has the PSD blocks that it writes');
    return group;
  }

  /** The place of the next call, which must be that of the layout. */
  #next(kind: number, first: number, second: number): number {
    const call = this.#call++;
    if (this.#kind[call] !== kind || this.#first[call] !== first || this.#second[call] !== second) {
      const name = Object.entries(CALL).find(([, k]) => k === kind)?.[0];
      this.#differ(`calls ${name} for (${first}, ${second})`);
    }
    return this.#place[call] as number;
  }

  #differ(what: string): never {
    const { kind, first, second } = this.#layout;
    const call = Math.min(this.#call, kind.length) - 1;
    const name = Object.entries(CALL).find(([, k]) => k === kind[call])?.[0];
    invariant(
      false,
      `program ${this.#index} of the batch ${what} where the first one calls ${name} for (${first[call]}, ${second[call]})`,
    );
  }
}
