import { invariant } from '../../errors.ts';
import type { ProgramData } from '../program.ts';
import type { Column, Cone } from './columns.ts';
import { CALL, OBJECTIVE, type ProgramLayout } from './layout.ts';
import { ProgramBuilder } from './programBuilder.ts';

/** Writes the numbers of one program after the other into the arrays of a batch, call by call as the layout has them. */
export class ProgramWriter extends ProgramBuilder {
  readonly data: ProgramData;
  readonly #layout: ProgramLayout;
  readonly #kind: Uint8Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #place: Int32Array;
  readonly #count: number;
  readonly #rhs: Float64Array;
  readonly #entries: Float64Array;
  readonly #vectors: Float64Array;
  readonly #weights: Float64Array;
  readonly #matrices: Float64Array;
  readonly #matrixLength: number;
  #index = -1;
  #call = 0;
  /** First number of the program in each array. */
  #firstRhs = 0;
  #firstEntry = 0;
  #firstVector = 0;
  #firstWeight = 0;
  #firstMatrix = 0;

  constructor(layout: ProgramLayout, batch: number) {
    super();
    const { rows, entryRow, psd } = layout.shape;
    const [group] = psd;
    const count = group?.count ?? 0;
    const size = group?.size ?? 0;
    this.#layout = layout;
    this.#kind = layout.kind;
    this.#first = layout.first;
    this.#second = layout.second;
    this.#place = layout.place;
    this.#count = count;
    this.#matrixLength = 2 * size * size;
    this.#rhs = new Float64Array(batch * rows);
    this.#entries = new Float64Array(batch * entryRow.length);
    this.#vectors = new Float64Array(batch * count * (group?.vectors ?? 0) * size * 2);
    this.#weights = new Float64Array(batch * count * (group?.terms.left.length ?? 0) * 2);
    this.#matrices = new Float64Array(batch * count * (group?.denseCount ?? 0) * this.#matrixLength);
    const own = { vectors: this.#vectors, weights: this.#weights, dense: this.#matrices };
    this.data = { batch, rhs: this.#rhs, entries: this.#entries, psd: group ? [own] : [] };
  }

  /** Writes the next program by its description; every program of the batch is described once. */
  write<R>(describe: (program: ProgramBuilder) => R): R {
    const { batch } = this.data;
    const index = ++this.#index;
    invariant(index < batch, 'a batch has room for its programs');
    this.#call = 0;
    this.#firstRhs = (index * this.#rhs.length) / batch;
    this.#firstEntry = (index * this.#entries.length) / batch;
    this.#firstVector = (index * this.#vectors.length) / batch;
    this.#firstWeight = (index * this.#weights.length) / batch;
    this.#firstMatrix = (index * this.#matrices.length) / batch;
    const described = describe(this);
    if (this.#call !== this.#layout.kind.length) this.#differ('ends');
    return described;
  }

  blocks(count: number, size: number, vectors: number): void {
    if (this.#next(CALL.blocks, count, size) !== vectors) this.#differ(`has ${vectors} vectors`);
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

  term(left: number, right: number): number {
    return this.#next(CALL.term, left, right);
  }

  add(term: number, block: number, row: number, re: number, im: number): void {
    const at = this.#firstWeight + 2 * this.#next(CALL.add, term * this.#count + block, row);
    this.#weights[at] = re;
    this.#weights[at + 1] = im;
  }

  dense(): number {
    return this.#next(CALL.dense, 0, 0);
  }

  matrix(dense: number, block: number, row: number, values: Float64Array, factor = 1): void {
    const place = this.#next(CALL.matrix, dense * this.#count + block, row);
    const length = this.#matrixLength;
    const at = this.#firstMatrix + place * length;
    if (factor === 1) this.#matrices.set(values, at);
    else for (let i = 0; i < length; i++) this.#matrices[at + i] = factor * (values[i] as number);
  }

  vector(block: number, slot: number, source: Float64Array, from = 0, length = source.length): void {
    const place = this.#next(CALL.vector, block, slot);
    if (place < 0) return;
    const at = this.#firstVector + place;
    for (let i = 0; i < length; i++) this.#vectors[at + i] = source[from + i] as number;
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
