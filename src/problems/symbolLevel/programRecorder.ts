import type { ProgramShape } from '../../conic/program.ts';

const CONE = 1e7;
const HEAD = 1e9;

/**
 * Records one program row by row: pattern and values at once. Programs of one kind record the same pattern, so that the
 * first one's shape serves a batch and the others contribute values only.
 */
export class ProgramRecorder {
  readonly rhs: number[] = [];
  readonly values: number[] = [];
  readonly #rowBlock: number[] = [];
  readonly #row: number[] = [];
  readonly #column: number[] = [];
  readonly #objective: { column: number; value: number }[] = [];
  #nonneg = 0;
  readonly #cones: { size: number; count: number }[] = [];

  get rows(): number {
    return this.rhs.length;
  }

  /** New row, local to `block` (-1: border). */
  row(rhs: number, block = -1): number {
    this.#rowBlock.push(block);
    return this.rhs.push(rhs) - 1;
  }

  nonneg(): number {
    return this.#nonneg++;
  }

  /** A cone of this size; cones of equal size must be declared one after the other. */
  cone(size: number): number {
    const last = this.#cones.at(-1);
    if (last?.size === size) last.count++;
    else this.#cones.push({ size, count: 1 });
    const offset = this.#cones.reduce((sum, c) => sum + c.size * c.count, 0) - size;
    return CONE + offset;
  }

  /** Head of the coupled cone of a block. */
  head(block: number): number {
    return HEAD + block;
  }

  entry(row: number, column: number, value: number): void {
    this.#row.push(row);
    this.#column.push(column);
    this.values.push(value);
  }

  cost(column: number, value: number): void {
    this.#objective.push({ column, value });
  }

  /** row + slack = rhs. */
  slack(row: number): void {
    this.entry(row, this.nonneg(), 1);
  }

  /** Place of a column in the scalars of a solution. */
  place(column: number): number {
    const scalars = this.#cones.reduce((sum, c) => sum + c.size * c.count, 0);
    if (column >= HEAD) return this.#nonneg + scalars + column - HEAD;
    return column >= CONE ? this.#nonneg + column - CONE : column;
  }

  /** Entry values with the objective's last. */
  entries(): number[] {
    return [...this.values, ...this.#objective.map((o) => o.value)];
  }

  shape(psd: ProgramShape['psd']): ProgramShape {
    return {
      rows: this.rows,
      nonneg: this.#nonneg,
      secondOrder: this.#cones.map((c) => ({ ...c })),
      psd,
      entryRow: Int32Array.from([...this.#row, ...this.#objective.map(() => this.rows)]),
      entryColumn: Int32Array.from([...this.#column, ...this.#objective.map((o) => o.column)], (c) => this.place(c)),
      rowBlock: Int32Array.from(this.#rowBlock),
    };
  }
}
