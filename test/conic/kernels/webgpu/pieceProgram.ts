import { smat, svec } from '../../../../src/conic/cones/hermitianPsd.ts';
import { type ConicLayout, conicLayout } from '../../../../src/conic/kernels/webgpu/conicLayout.ts';
import {
  GROUP_FIELDS,
  type GroupFields,
  SHAPE_FIELDS,
  type ShapeFields,
} from '../../../../src/conic/kernels/webgpu/shapeUniform.ts';
import type { ConicData } from '../../../../src/conic/words/kernelData.ts';
import { kernelDescriptor, type KernelDescriptor } from '../../../../src/conic/words/descriptor.ts';
import { kernelData } from '../../../../src/conic/words/kernelData.ts';
import type { DenseProgram } from '../../../../src/conic/reference/denseProgram.ts';
import { lowerDense } from '../../reference/lowerDense.ts';
import type { ConicProgram } from '../../../../src/conic/program.ts';

/** A batch as the webgpu kernel sees it, and the way between its vectors and those of src/conic/lowering. */
export class PieceProgram {
  readonly program: ConicProgram;
  readonly descriptor: KernelDescriptor;
  readonly data: ConicData;
  readonly layout: ConicLayout;
  /** Members of the uniform `shape`. */
  readonly shape: ShapeFields;
  readonly groups: readonly GroupFields[];
  readonly batch: number;
  /** [batch][inputSize] */
  readonly input: Float64Array;
  /** Every program with explicit data. */
  readonly dense: readonly DenseProgram[];

  constructor(program: ConicProgram) {
    this.program = program;
    this.batch = program.data.batch;
    this.descriptor = kernelDescriptor(program.shape);
    this.data = kernelData(program, this.descriptor);
    this.layout = conicLayout(this.descriptor.words);
    const { uniform, inputSize, inputPlaces } = this.layout;
    const four = (n: number): number => (n + 3) & ~3;
    const members = <F extends string>(names: readonly F[], from: number): Record<F, number> =>
      Object.fromEntries(names.map((name, i) => [name, uniform[from + i] as number])) as Record<F, number>;
    this.shape = members(SHAPE_FIELDS, 0);
    const stride = four(GROUP_FIELDS.length);
    this.groups = program.shape.psd.map((_, g) => members(GROUP_FIELDS, four(SHAPE_FIELDS.length) + g * stride));
    const { rhs, entries, groups } = this.data;
    const parts = [rhs, entries, ...groups.flatMap((g) => [g.vectors, g.weights, g.dense])];
    this.input = new Float64Array(this.batch * inputSize);
    for (let i = 0; i < this.batch; i++)
      parts.forEach((values, p) => {
        const width = values.length / this.batch;
        this.input.set(values.subarray(i * width, (i + 1) * width), i * inputSize + (inputPlaces[p] as number));
      });
    this.dense = Array.from({ length: this.batch }, (_, i) => lowerDense(program, i));
  }

  /** An empty workspace for the whole batch. */
  workspace(): Float64Array {
    return new Float64Array(this.batch * this.layout.workspace);
  }

  /** Words of the table from `address` on. */
  table(address: number, length: number): Int32Array {
    return this.layout.table.subarray(address, address + length);
  }

  /** The part of program i of a workspace from `address` on. */
  part(workspace: Float64Array, i: number, address: number, length: number): Float64Array {
    const from = i * this.layout.workspace + address;
    return workspace.subarray(from, from + length);
  }

  /** Dense primal vector [scalars | svec of the blocks] of program i at `address`. */
  primal(workspace: Float64Array, i: number, address: number): Float64Array {
    const v = this.part(workspace, i, address, this.shape.primal);
    const blocks = this.groups.flatMap(({ n, count, primal }) =>
      Array.from({ length: count }, (_, k) => {
        const out = new Float64Array(n * n);
        svec(n, v.subarray(primal + 2 * k * n * n, primal + 2 * (k + 1) * n * n), out);
        return out;
      }),
    );
    return Float64Array.from([v.subarray(0, this.shape.scalars), ...blocks].flatMap((part) => [...part]));
  }

  setPrimal(workspace: Float64Array, i: number, address: number, dense: Float64Array): void {
    const v = this.part(workspace, i, address, this.shape.primal);
    v.set(dense.subarray(0, this.shape.scalars));
    let at = this.shape.scalars;
    for (const { n, count, primal } of this.groups)
      for (let k = 0; k < count; k++, at += n * n)
        smat(n, dense.subarray(at, at + n * n), v.subarray(primal + 2 * k * n * n, primal + 2 * (k + 1) * n * n));
  }

  /** Dual vector [global rows | ties] of program i at `address`, without the objective's slot. */
  dual(workspace: Float64Array, i: number, address: number): Float64Array {
    const v = this.part(workspace, i, address, this.shape.dual);
    return v.filter((_, j) => j !== this.shape.rows);
  }

  setDual(workspace: Float64Array, i: number, address: number, dense: Float64Array): void {
    const v = this.part(workspace, i, address, this.shape.dual);
    dense.forEach((value, j) => (v[j < this.shape.rows ? j : j + 1] = value));
  }

  /** Writes the data into the workspaces as the equilibration does, with all factors 1. */
  loadUnscaled(workspace: Float64Array): void {
    const slice = (values: Float64Array, i: number): Float64Array =>
      values.subarray((i * values.length) / this.batch, ((i + 1) * values.length) / this.batch);
    for (let i = 0; i < this.batch; i++) {
      const { value, entryCount, tieBlock, tieBody } = this.shape;
      this.part(workspace, i, value, entryCount).set(slice(this.data.entries, i));
      this.part(workspace, i, tieBlock, this.ties).fill(1);
      this.part(workspace, i, tieBody, this.ties).fill(1);
      this.groups.forEach((q, g) => {
        const rows = this.table(q.row, q.count * q.terms);
        const weights = slice(this.data.groups[g]?.weights ?? new Float64Array(0), i);
        this.part(workspace, i, q.weight, 2 * rows.length).set(
          weights.map((w, j) => ((rows[j >> 1] ?? -1) < 0 ? 0 : w)),
        );
        const denseRows = this.table(q.denseRow, q.count * q.dense);
        this.part(workspace, i, q.denseFactor, denseRows.length).set(Array.from(denseRows, (r) => (r < 0 ? 0 : 1)));
      });
    }
  }

  /** Coupled cones. */
  get ties(): number {
    return this.groups.reduce((n, q) => n + q.count * q.cones, 0);
  }
}
