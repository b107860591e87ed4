import type { Constants } from './constants.ts';
import type { GroupLayout } from './layout.ts';
import {
  adjointBlocks,
  column,
  type Context,
  type GroupData,
  rowsOfPieces,
  scaled,
  type ScaledOperator,
  toBlockRows,
} from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { ruizFactors } from './ruiz.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';

/** Data of a batch as uploaded; see src/conic/kernels/conicSolve.ts. */
export interface RawProgram {
  readonly rhs: Handle;
  readonly entries: Handle;
  readonly groups: readonly { readonly vectors: Handle; readonly weights: Handle; readonly dense: Handle }[];
}

/** A batch equilibrated and normalised: D A E, scaleB D b and scaleC E c, with D and E as flat vectors of factors. */
export interface ScaledProgram extends ScaledOperator {
  readonly b: Handle;
  readonly c: Handle;
  readonly rowFactor: Handle;
  readonly columnFactor: Handle;
  /** [batch, 1] */
  readonly scaleB: Handle;
  readonly scaleC: Handle;
  readonly normB: Handle;
  readonly normC: Handle;
}

/** Equilibrates (8 Ruiz passes over the norms of the coefficient pieces: one factor per row, coupled cone and cone block) and normalises. */
export function equilibrate(context: Context, shape: ProgramShapeWords, raw: RawProgram): ScaledProgram {
  const { ops, layout, constants } = context;
  const [batch = 0] = raw.rhs.shape;
  const groups = layout.groups.map((g, i) =>
    unscaledGroup(context, g, i, raw.groups[i] as RawProgram['groups'][number]),
  );
  const factors = ruizFactors(context, shape, raw.entries, groups);
  return ops.tidy(() => {
    const entries = ops.concat([raw.entries, ops.zeros([batch, 1])], 1);
    const rowFactor = ops.gather(factors.rows, ops.integers(dualPlaces(layout)), 1);
    const columnFactor = ops.gather(factors.columns, ops.integers(primalPlaces(layout)), 1);
    const ruizRows = ops.slice(factors.rows, [0, 0], [-1, layout.rowCount]);
    const blockRows = toBlockRows(context, ruizRows);

    let tieCone = layout.rowCount;
    let block = layout.nonneg + layout.cones;
    const scaledGroups = groups.map((data, i): GroupData => {
      const g = layout.groups[i] as GroupLayout;
      const c = constants.groups[i] as Constants['groups'][number];
      const own = ops.reshape(ops.slice(factors.columns, [0, block], [-1, g.count]), [batch, g.count, 1]);
      block += g.count;
      // absent pieces have no row and lose their coefficients here; the objective's row has the factor 1
      const rows = ops.add(ops.reshape(rowsOfPieces(context, i, blockRows), [batch, g.count, g.pieces]), c.objective);
      const factor = ops.mul(rows, own);
      const weights = scaled(ops, data.weights, column(ops, ops.slice(factor, [0, 0, 0], [-1, -1, g.terms])));
      const denseFactor = ops.reshape(ops.slice(factor, [0, 0, g.terms], [-1, -1, -1]), [
        batch,
        g.count,
        g.dense,
        1,
        1,
        1,
      ]);
      const dense = data.dense ? scaled(ops, data.dense, denseFactor) : null;
      if (g.cones === 0) return { ...data, weights, dense };
      const tie = ops.slice(factors.rows, [0, tieCone], [-1, g.count * g.cones]);
      tieCone += g.count * g.cones;
      const heads = ops.slice(factors.columns, [0, layout.nonneg + g.cone], [-1, g.count * g.cones]);
      return {
        ...data,
        weights,
        dense,
        tieW: column(ops, ops.mul(ops.reshape(tie, [batch, g.count, g.cones]), own)),
        tieY: column(ops, ops.mul(tie, heads)),
      };
    });
    const columnsScaled = ops.gather(
      ops.concat([ops.slice(columnFactor, [0, 0], [-1, layout.scalars]), ops.zeros([batch, 1])], 1),
      constants.columnMap,
      1,
    );
    const scaledEntries =
      layout.columns > 0
        ? ops.mul(
            ops.mul(
              ops.reshape(ops.gather(entries, constants.entryMap, 1), [
                batch,
                layout.arrowBlocks + 1,
                layout.columns,
                layout.extra + layout.border,
              ]),
              ops.reshape(columnsScaled, [batch, layout.arrowBlocks + 1, layout.columns, 1]),
            ),
            ops.reshape(blockRows, [batch, layout.arrowBlocks + 1, 1, layout.extra + layout.border]),
          )
        : null;

    const rhs = ops.gather(ops.concat([raw.rhs, ops.zeros([batch, 1])], 1), constants.rowMap, 1);
    const normB = norm(context, rhs);
    const scaledRhs = ops.mul(rhs, ruizRows);
    const scaleB = inverseOrOne(context, norm(context, scaledRhs));
    const ties = layout.dual - layout.rowCount;
    const b = ops.concat([ops.mul(scaledRhs, scaleB), ...(ties > 0 ? [ops.zeros([batch, ties])] : [])], 1);

    const cost = ops.concat(
      [
        ...(layout.scalars > 0
          ? [ops.mul(ops.gather(entries, constants.costMap, 1), ops.slice(columnFactor, [0, 0], [-1, layout.scalars]))]
          : []),
        ...scaledGroups.map((data, i) => {
          const g = layout.groups[i] as GroupLayout;
          const { objective } = constants.groups[i] as Constants['groups'][number];
          const all = ops.broadcast(ops.reshape(objective, [1, g.count, 1, g.pieces]), [batch, g.count, 1, g.pieces]);
          return adjointBlocks(context, g, data, all, null);
        }),
      ],
      1,
    );
    const normC = norm(context, ops.div(cost, columnFactor));
    const scaleC = inverseOrOne(context, norm(context, cost));
    return {
      groups: scaledGroups,
      entries: scaledEntries,
      b,
      c: ops.mul(cost, scaleC),
      rowFactor,
      columnFactor,
      scaleB,
      scaleC,
      normB,
      normC,
    };
  });
}

/** 2-norm of each row of a flat vector, [batch, 1]. */
export function norm({ ops }: Context, v: Handle): Handle {
  return ops.sqrt(ops.sum(ops.square(v), [1], true));
}

function inverseOrOne({ ops }: Context, v: Handle): Handle {
  return ops.select(
    ops.less(ops.scalar(1e-12), v),
    ops.div(ops.scalar(1), ops.max(v, ops.scalar(1e-12))),
    ops.scalar(1),
  );
}

function unscaledGroup(context: Context, g: GroupLayout, index: number, raw: RawProgram['groups'][number]): GroupData {
  const { ops, constants } = context;
  const [batch = 0] = raw.vectors.shape;
  const c = constants.groups[index] as Constants['groups'][number];
  return ops.tidy(() => {
    const vectors = ops.conj(ops.complexOf(ops.reshape(raw.vectors, [batch, g.count, g.vectors, g.size, 2])));
    return {
      vectors,
      left: ops.gather(vectors, c.left, 2),
      right: ops.gather(vectors, c.right, 2),
      weights: ops.complexOf(ops.reshape(raw.weights, [batch, g.count, g.terms, 2])),
      dense: g.dense > 0 ? ops.complexOf(ops.reshape(raw.dense, [batch, g.count, g.dense, g.size, g.size, 2])) : null,
      tieW: null,
      tieY: null,
    };
  });
}

/** Place of each number of a dual vector among the factors [rows | coupled cones]. */
function dualPlaces({ rowCount, groups }: Context['layout']): Int32Array {
  const places = Array.from({ length: rowCount }, (_, i) => i);
  let cone = rowCount;
  for (const g of groups)
    for (let c = 0; c < g.count * g.cones; c++, cone++) for (let i = 0; i < 2 * g.axes; i++) places.push(cone);
  return Int32Array.from(places);
}

/** Place of each number of a primal vector among the factors [nonneg | cones | blocks]. */
function primalPlaces({ nonneg, cones, coneSize, groups }: Context['layout']): Int32Array {
  const places = Array.from({ length: nonneg }, (_, i) => i);
  for (let c = 0; c < cones; c++) for (let i = 0; i < coneSize; i++) places.push(nonneg + c);
  let block = nonneg + cones;
  for (const g of groups)
    for (let k = 0; k < g.count; k++, block++) for (let i = 0; i < 2 * g.size * g.size; i++) places.push(block);
  return Int32Array.from(places);
}
