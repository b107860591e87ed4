import { invariant } from '../../errors.ts';
import type { Column, Cone } from './columns.ts';
import {
  type BlockGroup,
  CALL,
  type Call,
  type Description,
  type GroupTerm,
  layoutOf,
  OBJECTIVE,
  type ProgramLayout,
} from './layout.ts';
import { ProgramBuilder } from './programBuilder.ts';

/** Makes the layout of the programs of a kind from the description of one of them, whose numbers it ignores. */
export class LayoutRecorder extends ProgramBuilder {
  readonly #own = {
    calls: [] as Call[],
    columns: [] as Column[],
    cones: [] as Cone[],
    heads: [] as readonly Column[],
    secondOrder: [] as { size: number; count: number }[],
    rowBlock: [] as number[],
    groups: [] as BlockGroup[],
    terms: [] as GroupTerm[],
    functionals: 0,
    dense: 0,
    coupled: null as Description['coupled'],
  };

  /** The layout of what was described. */
  finish(): ProgramLayout {
    return layoutOf(this.#own);
  }

  blocks(count: number, size: number, vectors: number): number {
    const last = this.#own.groups.at(-1);
    const first = last ? last.first + last.count : 0;
    this.#own.groups.push({ count, size, vectors, first });
    this.#call(CALL.blocks, count, size, vectors);
    return first;
  }

  nonneg(name: string): Column {
    const column = this.#column('nonneg', name);
    this.#call(CALL.nonneg, 0, 0, column.id);
    return column;
  }

  cone(name: string, size: number): Cone {
    const head = this.#column('secondOrder', name);
    const cone: Cone = [head, ...Array.from({ length: size - 1 }, () => this.#column('secondOrder', name))];
    const last = this.#own.secondOrder.at(-1);
    if (last?.size === size) last.count++;
    else this.#own.secondOrder.push({ size, count: 1 });
    this.#call(CALL.cone, size, 0, this.#own.cones.push(cone) - 1);
    return cone;
  }

  couple(name: string, inputs: readonly number[], axes: readonly number[]): readonly Column[] {
    const { count } = this.#group();
    invariant(this.#own.coupled === null, 'coupled cones are declared once');
    this.#own.coupled = { inputs: Int32Array.from(inputs), axes: Int32Array.from(axes) };
    this.#own.heads = Array.from({ length: count * inputs.length }, () => this.#column('head', name));
    this.#call(CALL.couple, inputs.length, axes.length, 0);
    return this.#own.heads;
  }

  row(_rhs = 0, block = -1): number {
    const row = this.#own.rowBlock.push(block) - 1;
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

  term(left: number, right: number, group = 0): number {
    const { count, first, vectors } = this.#group(group);
    for (const slot of [left, right]) requireVector(slot, vectors);
    const term = this.#own.terms.push({ group, left, right, base: this.#own.functionals - first }) - 1;
    this.#own.functionals += count;
    this.#call(CALL.term, left, right, term);
    return term;
  }

  add(term: number, block: number, row: number): void {
    this.#requireRow(row);
    const own = this.#own.terms[term];
    invariant(own, `the program has no term ${term}`);
    this.#requireBlock(block, own.group);
    this.#call(CALL.add, own.base + block, row, 0);
  }

  dense(): number {
    this.#call(CALL.dense, 0, 0, this.#own.dense);
    return this.#own.dense++;
  }

  matrix(dense: number, block: number, row: number): void {
    this.#requireRow(row);
    this.#call(CALL.matrix, dense * this.#group().count + this.#requireBlock(block), row, 0);
  }

  vector(block: number, slot: number): void {
    const group = this.#own.groups.find(({ first, count }) => block >= first && block < first + count);
    invariant(group, `the program has no PSD block ${block}`);
    requireVector(slot, group.vectors);
    this.#call(CALL.vector, block, slot, 0);
  }

  #call(kind: number, first: number, second: number, place: number): void {
    this.#own.calls.push({ kind, first, second, place });
  }

  #column(kind: Column['kind'], name: string): Column {
    const column = { kind, name, id: this.#own.columns.length };
    this.#own.columns.push(column);
    return column;
  }

  #group(index = 0): BlockGroup {
    const group = this.#own.groups[index];
    invariant(group, 'the PSD blocks of a program are declared before what uses them');
    return group;
  }

  #requireBlock(block: number, group = 0): number {
    const { first, count } = this.#group(group);
    invariant(block >= first && block < first + count, `the program has no PSD block ${block}`);
    return block;
  }

  #requireRow(row: number): void {
    invariant(row >= 0 && row < this.#own.rowBlock.length, `the program has no row ${row}`);
  }

  #requireColumn(column: Column): void {
    invariant(this.#own.columns[column.id] === column, `the program did not declare the column ${column.name}`);
  }
}

function requireVector(slot: number, vectors: number): void {
  invariant(slot >= 0 && slot < vectors, `a PSD block has no vector ${slot}`);
}
