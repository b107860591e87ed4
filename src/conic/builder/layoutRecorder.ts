import { invariant } from '../../errors.ts';
import type { Column, Cone } from './columns.ts';
import { CALL, type Call, type Description, layoutOf, OBJECTIVE, type ProgramLayout } from './layout.ts';
import { ProgramBuilder } from './programBuilder.ts';

/** Makes the layout of the programs of a kind from the description of one of them, whose numbers it ignores. */
export class LayoutRecorder extends ProgramBuilder {
  readonly #calls: Call[] = [];
  readonly #columns: Column[] = [];
  readonly #cones: Cone[] = [];
  readonly #secondOrder: { size: number; count: number }[] = [];
  readonly #rowBlock: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  #dense = 0;
  #heads: readonly Column[] = [];
  #coupled: Description['coupled'] = null;
  #psd: Description['psd'] = null;

  /** The layout of what was described. */
  finish(): ProgramLayout {
    return layoutOf({
      calls: this.#calls,
      columns: this.#columns,
      cones: this.#cones,
      heads: this.#heads,
      secondOrder: this.#secondOrder,
      rowBlock: this.#rowBlock,
      psd: this.#psd,
      left: this.#left,
      right: this.#right,
      dense: this.#dense,
      coupled: this.#coupled,
    });
  }

  blocks(count: number, size: number, vectors: number): void {
    invariant(this.#psd === null, 'the PSD blocks of a program are declared once');
    this.#psd = { count, size, vectors };
    this.#call(CALL.blocks, count, size, vectors);
  }

  nonneg(name: string): Column {
    const column = this.#column('nonneg', name);
    this.#call(CALL.nonneg, 0, 0, column.id);
    return column;
  }

  cone(name: string, size: number): Cone {
    const head = this.#column('secondOrder', name);
    const cone: Cone = [head, ...Array.from({ length: size - 1 }, () => this.#column('secondOrder', name))];
    const last = this.#secondOrder.at(-1);
    if (last?.size === size) last.count++;
    else this.#secondOrder.push({ size, count: 1 });
    this.#call(CALL.cone, size, 0, this.#cones.push(cone) - 1);
    return cone;
  }

  couple(name: string, inputs: readonly number[], axes: readonly number[]): readonly Column[] {
    const { count } = this.#group();
    invariant(this.#coupled === null, 'coupled cones are declared once');
    this.#coupled = { inputs: Int32Array.from(inputs), axes: Int32Array.from(axes) };
    this.#heads = Array.from({ length: count * inputs.length }, () => this.#column('head', name));
    this.#call(CALL.couple, inputs.length, axes.length, 0);
    return this.#heads;
  }

  row(_rhs = 0, block = -1): number {
    const row = this.#rowBlock.push(block) - 1;
    this.#call(CALL.row, block, 0, row);
    return row;
  }

  entry(row: number, column: Column): void {
    this.#requireRow(row);
    this.#requireColumn(column);
    this.#call(CALL.entry, row, column.id, 0);
  }

  cost(column: Column): void {
    this.#requireColumn(column);
    this.#call(CALL.entry, OBJECTIVE, column.id, 0);
  }

  term(left: number, right: number): number {
    this.#requireVector(left);
    this.#requireVector(right);
    this.#right.push(right);
    const term = this.#left.push(left) - 1;
    this.#call(CALL.term, left, right, term);
    return term;
  }

  add(term: number, block: number, row: number): void {
    this.#requireRow(row);
    this.#call(CALL.add, term * this.#group().count + this.#requireBlock(block), row, 0);
  }

  dense(): number {
    this.#call(CALL.dense, 0, 0, this.#dense);
    return this.#dense++;
  }

  matrix(dense: number, block: number, row: number): void {
    this.#requireRow(row);
    this.#call(CALL.matrix, dense * this.#group().count + this.#requireBlock(block), row, 0);
  }

  vector(block: number, slot: number): void {
    this.#requireVector(slot);
    this.#call(CALL.vector, this.#requireBlock(block), slot, 0);
  }

  #call(kind: number, first: number, second: number, place: number): void {
    this.#calls.push({ kind, first, second, place });
  }

  #column(kind: Column['kind'], name: string): Column {
    const column = { kind, name, id: this.#columns.length };
    this.#columns.push(column);
    return column;
  }

  #group(): NonNullable<Description['psd']> {
    invariant(this.#psd, 'the PSD blocks of a program are declared before what uses them');
    return this.#psd;
  }

  #requireBlock(block: number): number {
    invariant(block >= 0 && block < this.#group().count, `the program has no PSD block ${block}`);
    return block;
  }

  #requireVector(slot: number): void {
    invariant(slot >= 0 && slot < this.#group().vectors, `a PSD block has no vector ${slot}`);
  }

  #requireRow(row: number): void {
    invariant(row >= 0 && row < this.#rowBlock.length, `the program has no row ${row}`);
  }

  #requireColumn(column: Column): void {
    invariant(this.#columns[column.id] === column, `the program did not declare the column ${column.name}`);
  }
}
