import type { Constants } from './constants.ts';
import type { GroupLayout } from './layout.ts';
import type { Context, GroupData } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { CONSTANTS } from '../../algorithm/constants.ts';
import { pieceGram } from './pieces.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';

/** Factors of rows [batch, rowCount + coupled cones] and of cone blocks [batch, nonneg + cones + PSD blocks]. */
export function ruizFactors(
  context: Context,
  shape: ProgramShapeWords,
  entries: Handle,
  groups: readonly GroupData[],
): { rows: Handle; columns: Handle } {
  const { ops, layout } = context;
  const [batch = 0] = entries.shape;
  return ops.tidy(() => {
    const rowIds: number[] = [];
    const columnIds: number[] = [];
    const values: Handle[] = [];
    const used = Array.from(shape.entryRow.keys()).filter((e) => (shape.entryRow[e] as number) < layout.rows);
    for (const e of used) {
      rowIds.push(layout.rowAt[shape.entryRow[e] as number] as number);
      columnIds.push(shape.positionColumn[shape.entryPosition[e] as number] as number);
    }
    if (used.length > 0) values.push(ops.abs(ops.gather(entries, ops.integers(used), 1)));
    let block = layout.nonneg + layout.cones;
    let cone = layout.rowCount;
    groups.forEach((data, i) => {
      const g = layout.groups[i] as GroupLayout;
      const gram = g.vectors > 0 ? ops.matmul(data.vectors, data.vectors, false, true) : null;
      if (g.pieces > 0) {
        const { picks, rows } = blockRowsOf(context, g);
        const norms = ops.reshape(rowNorms(context, i, data, gram), [batch, g.count * (layout.extra + layout.border)]);
        if (picks.length > 0)
          values.push(
            ops.gather(norms, ops.integers(picks.map(([k, at]) => k * (layout.extra + layout.border) + at)), 1),
          );
        picks.forEach(([k], j) => {
          rowIds.push(rows[j] as number);
          columnIds.push(block + k);
        });
      }
      if (g.cones > 0 && gram) {
        const diagonal = ops.gather(
          ops.real(ops.reshape(gram, [batch, g.count, g.vectors * g.vectors])),
          ops.integers(Array.from({ length: g.axes + g.cones }, (_, s) => s * (g.vectors + 1))),
          2,
        );
        const axis = ops.largest(ops.slice(diagonal, [0, 0, 0], [-1, -1, g.axes]), [2], true);
        const inputs = ops.slice(diagonal, [0, 0, g.axes], [-1, -1, g.cones]);
        const size = ops.sqrt(ops.mul(ops.mul(axis, inputs), ops.scalar(0.5)));
        values.push(
          ops.reshape(size, [batch, g.count * g.cones]),
          ops.broadcast(ops.scalar(1), [batch, g.count * g.cones]),
        );
        for (const own of [true, false])
          for (let c = 0; c < g.count * g.cones; c++) {
            rowIds.push(cone + c);
            columnIds.push(own ? block + Math.floor(c / g.cones) : layout.nonneg + g.cone + c);
          }
        cone += g.count * g.cones;
      }
      block += g.count;
    });
    const rowIndex = ops.integers(rowIds);
    const columnIndex = ops.integers(columnIds);
    const sizes = ops.transpose(ops.concat(values, 1), [1, 0]);
    let rows = ops.broadcast(ops.scalar(1), [cone, batch]);
    let columns = ops.broadcast(ops.scalar(1), [block, batch]);
    const reduced = (factor: Handle, most: Handle): Handle =>
      ops.div(factor, ops.sqrt(ops.select(ops.less(ops.scalar(0), most), most, ops.scalar(1))));
    for (let pass = 0; pass < CONSTANTS.RUIZ_PASSES; pass++)
      [rows, columns] = ops.tidy(() => {
        const now = ops.mul(ops.mul(sizes, ops.gather(rows, rowIndex, 0)), ops.gather(columns, columnIndex, 0));
        return [
          reduced(rows, ops.segmentMax(now, rowIndex, cone)),
          reduced(columns, ops.segmentMax(now, columnIndex, block)),
        ] as const;
      });
    return { rows: ops.transpose(rows, [1, 0]), columns: ops.transpose(columns, [1, 0]) };
  });
}

/** Places (block, block row) where a group has pieces, and the dual row of each. */
function blockRowsOf({ layout }: Context, g: GroupLayout): { picks: (readonly [number, number])[]; rows: number[] } {
  const picks: (readonly [number, number])[] = [];
  const rows: number[] = [];
  for (let k = 0; k < g.count; k++)
    for (const at of new Set(g.place.subarray(k * g.pieces, (k + 1) * g.pieces))) {
      if (at < 0) continue;
      picks.push([k, at]);
      rows.push(
        at < layout.extra
          ? (g.owner[k] as number) * layout.extra + at
          : layout.arrowBlocks * layout.extra + at - layout.extra,
      );
    }
  return { picks, rows };
}
/** Norms of the coefficients of each block row on each PSD block, its terms and its dense coefficients as if they were orthogonal: [batch, count, blockRows]. */
function rowNorms(context: Context, index: number, data: GroupData, gram: Handle | null): Handle {
  const { ops, constants, layout } = context;
  const { incidence } = constants.groups[index] as Constants['groups'][number];
  const { terms, pieces } = layout.groups[index] as GroupLayout;
  const counted = Float64Array.from({ length: pieces * pieces }, (_, at) => {
    const [i, j] = [Math.floor(at / pieces), at % pieces];
    return i === j || (i < terms && j < terms) ? 1 : 0;
  });
  const inner = ops.mul(
    pieceGram(context, index, data, gram && { x: gram, z: gram }, data.dense),
    ops.upload(counted, [pieces, pieces]),
  );
  const squares = ops.sum(ops.mul(ops.matmul(incidence, inner, true), ops.adjoint(incidence)), [3]);
  return ops.sqrt(ops.max(squares, ops.scalar(0)));
}
