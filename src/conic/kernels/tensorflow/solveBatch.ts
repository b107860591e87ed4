import type { ConicSolveAttributes } from '../conicSolve.ts';
import { makeConstants } from './constants.ts';
import { equilibrate, type RawProgram, type ScaledProgram } from './equilibrate.ts';
import type { Ending } from './judge.ts';
import { layOut, type Layout } from './layout.ts';
import type { Context } from './operator.ts';
import type { Handle, TensorOps } from '../../../device/tensorflow/ops.ts';
import { type ProgramShapeWords, readDescriptor } from '../../words/programShape.ts';
import { type EarlierPoint, runBatch } from './runBatch.ts';
import { invert, stateMap } from './stateMap.ts';
import { isSolved, statusCode } from '../../status.ts';

/** Output handles of the kernel; see src/conic/kernels/conicSolve.ts. */
export interface BatchOutputs {
  readonly info: Handle;
  readonly scalars: Handle;
  readonly multipliers: Handle;
  readonly state: Handle;
  readonly psd: readonly Handle[];
}

/** Solves a batch of at least two programs; `warm`: [batch, stateSize] or null. A warm start without an answer is repeated cold. */
export function solveBatch(
  ops: TensorOps,
  a: ConicSolveAttributes,
  raw: RawProgram,
  warm: Handle | null,
): BatchOutputs {
  const shape = readDescriptor(a.descriptor);
  const layout = layOut(shape);
  return ops.tidy(() => {
    const context: Context = { ops, layout, constants: makeConstants(ops, shape, layout) };
    const map = stateMap(shape, layout);
    const program = equilibrate(context, shape, raw);
    const earlier = warm && earlierPoint(context, map, program, warm, a.finish === true);
    const { endings, points } = runBatch(context, program, earlier, a.tolerance, a.maxIterations);
    return outputs(context, shape, map, program, endings, points);
  });
}

/** The point of a state on scaled data, and where it holds a solution to start from. */
function earlierPoint(
  { ops, layout }: Context,
  map: Int32Array,
  { scaleB, scaleC, rowFactor, columnFactor }: ScaledProgram,
  state: Handle,
  finish: boolean,
): EarlierPoint {
  const { primal, dual } = layout;
  const [batch = 0, size = 0] = state.shape;
  const flag = ops.slice(state, [0, size - 1], [-1, 1]);
  const first = ops.slice(state, [0, 0], [-1, 1]);
  const usable = ops.read(ops.number(ops.and(ops.less(ops.scalar(0.5), flag), ops.isFinite(first))));
  const all = ops.gather(
    ops.concat([state, ops.zeros([batch, 1])], 1),
    ops.integers(invert(map, 2 * primal + dual)),
    1,
  );
  return {
    x: ops.div(ops.mul(ops.slice(all, [0, 0], [-1, primal]), scaleB), columnFactor),
    y: ops.div(ops.mul(ops.slice(all, [0, primal], [-1, dual]), scaleC), rowFactor),
    z: ops.mul(ops.mul(ops.slice(all, [0, primal + dual], [-1, primal]), scaleC), columnFactor),
    usable: Array.from(usable, (v) => v === 1),
    finish,
  };
}

/** Undoes scaling and homogenisation; certificates leave with b^T y = 1 or c^T x = -1. */
function outputs(
  { ops, layout }: Context,
  shape: ProgramShapeWords,
  map: Int32Array,
  program: ScaledProgram,
  endings: readonly Ending[],
  points: Handle,
): BatchOutputs {
  const { primal, dual } = layout;
  const batch = endings.length;
  const perProgram = (f: (e: Ending) => number): Handle => ops.upload(Float64Array.from(endings, f), [batch, 1]);
  const normalization = perProgram((e) => e.normalization);
  const cut = (at: number, length: number): Handle => ops.slice(points, [0, at], [-1, length]);
  const { scaleB, scaleC, rowFactor, columnFactor } = program;
  const x = ops.div(ops.mul(cut(0, primal), columnFactor), ops.mul(scaleB, normalization));
  const y = ops.div(ops.mul(cut(primal, dual), rowFactor), ops.mul(scaleC, normalization));
  const z = ops.div(ops.div(cut(primal + dual, primal), columnFactor), ops.mul(scaleC, normalization));
  const solved = perProgram((e) => (isSolved(e.status) ? 1 : 0));
  const all = ops.concat([x, y, z, solved, ops.zeros([batch, 1])], 1);
  const info = Float64Array.from(
    endings.flatMap((e) => [statusCode(e.status), e.iterations, e.merit, e.primal, e.dual]),
  );
  const columns = shape.columnPosition.map((position) => layout.scalarAt[position] as number);
  return {
    info: ops.upload(info, [batch, 5]),
    scalars: ops.gather(x, ops.integers(columns), 1),
    multipliers: ops.gather(y, ops.integers(layout.rowAt), 1),
    state: ops.gather(all, ops.integers(map), 1),
    psd: layout.groups.map((g) => {
      const flat = ops.slice(x, [0, g.primalAt], [-1, 2 * g.count * g.size * g.size]);
      return ops.reshape(flat, [batch, g.count, g.size, g.size, 2]);
    }),
  };
}

/** Bytes that one program of a layout keeps busy at its largest, estimated from its vectors, the Schur complement and the trial steps (measured: 0.6 to 1.0 of this). */
export function bytesPerProgram(layout: Layout): number {
  const blockRows = layout.extra + layout.border;
  const r = layout.tieRows + layout.extra;
  let doubles = 200 * (layout.primal + layout.dual) + 6 * layout.arrowBlocks * r * (r + layout.border);
  doubles += 4 * (layout.arrowBlocks + 1) * blockRows * (blockRows + layout.columns);
  for (const g of layout.groups) {
    const functionals = g.terms + g.ties;
    doubles +=
      g.count * (24 * g.ties * g.ties + 40 * g.pieces * g.pieces + 12 * g.ties * g.pieces + 20 * functionals * g.size);
    doubles +=
      g.count * 2 * g.size * g.size * (3 * 11 + 4 * g.dense) + g.count * blockRows * (blockRows + 2 * g.pieces);
  }
  return 8 * doubles;
}
