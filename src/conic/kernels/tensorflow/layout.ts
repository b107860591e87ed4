import { at } from '../../words/at.ts';
import type { GroupWords, ProgramShapeWords } from '../../words/programShape.ts';

/** A PSD group and where its parts stand. */
export interface GroupLayout extends GroupWords {
  readonly size: number;
  /** First number of the group in a primal vector, and of its ties in a dual one. */
  readonly primalAt: number;
  readonly dualAt: number;
  /** Complex ties of a block: cones * axes, in the order [cone][axis]. */
  readonly ties: number;
  /** Terms, then dense rows. */
  readonly pieces: number;
  /** Functionals Re or complex v_right^H W v_left: the terms' slots, then those of the ties. */
  readonly leftSlots: Int32Array;
  readonly rightSlots: Int32Array;
  /** Arrow block of each PSD block, `arrowBlocks` for those that touch border rows only. */
  readonly owner: Int32Array;
  /** Place of each piece's row in its block's rows [extra | border], [count, pieces]; -1: absent or the objective. */
  readonly place: Int32Array;
  /** 1 where a piece belongs to the objective, [count, pieces]. */
  readonly objective: Uint8Array;
}

/**
 * How vectors and the arrow matrix lie in memory here. Primal vectors, [batch, primal]: nonnegative variables, second-order cones padded to
 * one size, then the PSD blocks as pairs (re, im). Dual vectors, [batch, dual]: rows local to an arrow block (padded to `extra` each), border
 * rows, then the ties of each group as pairs. "Block rows", [batch, arrowBlocks + 1, extra + border]: what one arrow block sees, the last of
 * them standing for everything that touches border rows only.
 */
export interface Layout {
  readonly rows: number;
  readonly nonneg: number;
  readonly cones: number;
  readonly coneSize: number;
  readonly arrowBlocks: number;
  readonly extra: number;
  readonly border: number;
  readonly tieRows: number;
  readonly scalars: number;
  readonly primal: number;
  readonly rowCount: number;
  readonly dual: number;
  readonly degree: number;
  /** Place of each row in a dual vector, [rows]. */
  readonly rowAt: Int32Array;
  /** Place in a primal vector of each of the descriptor's scalars. */
  readonly scalarAt: Int32Array;
  /** Scalar columns of an arrow block: place in the padded list, [arrowBlocks + 1, columns]; -1: none. */
  readonly columns: number;
  readonly column: Int32Array;
  /** Cones of an arrow block's columns as [arrowBlocks + 1, blockCones]; -1: none. */
  readonly blockCones: number;
  readonly blockCone: Int32Array;
  /** Arrow block of each scalar place (-1: body of a coupled cone) and its place in `column`. */
  readonly columnOf: Int32Array;
  readonly groups: readonly GroupLayout[];
}

export function layOut(shape: ProgramShapeWords): Layout {
  const { rows, nonneg, coneCount: cones, degree, arrowBlocks: p, rowOwner } = shape;
  const coneSize = Math.max(0, ...shape.coneSize);
  const scalars = nonneg + cones * coneSize;

  const owned = new Int32Array(p + 1);
  const placeOfRow = new Int32Array(rows);
  for (let r = 0; r < rows; r++) {
    const k = rowOwner[r] as number;
    const list = k < 0 ? p : k;
    placeOfRow[r] = owned[list] as number;
    owned[list] = (owned[list] as number) + 1;
  }
  const extra = Math.max(0, ...owned.subarray(0, p));
  const border = Math.max(1, owned[p] as number); // one empty border row where there is none
  const rowAt = placeOfRow.map((place, r) =>
    (rowOwner[r] as number) < 0 ? p * extra + place : (rowOwner[r] as number) * extra + place,
  );
  const rowCount = p * extra + border;
  // place among the block rows [extra | border]
  const inBlock = placeOfRow.map((place, r) => ((rowOwner[r] as number) < 0 ? extra + place : place));

  const scalarAt = shape.positionColumn.map((column, i) =>
    i < nonneg ? i : nonneg + (column - nonneg) * coneSize + i - at(shape.coneOffset, column - nonneg),
  );

  let primal = scalars;
  let dual = rowCount;
  const coneOwner = new Int32Array(cones).fill(-1);
  const coupled = new Uint8Array(cones);
  const groups = shape.groups.map((g): GroupLayout => {
    const ties = g.cones * g.axes;
    const pieces = g.terms + g.dense;
    const owner = new Int32Array(g.count).fill(p);
    const place = new Int32Array(g.count * pieces).fill(-1);
    const objective = new Uint8Array(g.count * pieces);
    for (let k = 0; k < g.count; k++) {
      if (g.cones > 0) owner[k] = g.arrow + k;
      for (let i = 0; i < pieces; i++) {
        const row = (i < g.terms ? g.row[k * g.terms + i] : g.denseRow[k * g.dense + i - g.terms]) as number;
        if (row === rows) objective[k * pieces + i] = 1;
        if (row < 0 || row >= rows) continue;
        place[k * pieces + i] = inBlock[row] as number;
        if ((rowOwner[row] as number) >= 0) owner[k] = rowOwner[row] as number;
      }
      for (let u = 0; u < g.cones; u++) {
        coneOwner[g.cone + k * g.cones + u] = owner[k] as number;
        coupled[g.cone + k * g.cones + u] = 1;
      }
    }
    const tieLeft = Array.from({ length: ties }, (_, i) => g.axes + Math.floor(i / g.axes));
    const tieRight = Array.from({ length: ties }, (_, i) => i % g.axes);
    const group: GroupLayout = {
      ...g,
      size: g.n,
      primalAt: primal,
      dualAt: dual,
      ties,
      pieces,
      leftSlots: Int32Array.from([...g.left, ...tieLeft]),
      rightSlots: Int32Array.from([...g.right, ...tieRight]),
      owner,
      place,
      objective,
    };
    primal += g.count * g.n * g.n * 2;
    dual += g.count * ties * 2;
    return group;
  });
  const tieRows = Math.max(0, ...groups.map((g) => 2 * g.ties));

  // a scalar column belongs to the arrow block whose rows it meets; bodies of coupled cones meet ties alone
  const blockOwner = new Int32Array(nonneg + cones).fill(p);
  shape.entryRow.forEach((row, e) => {
    if (row < rows && (rowOwner[row] as number) >= 0)
      blockOwner[at(shape.positionColumn, at(shape.entryPosition, e))] = at(rowOwner, row);
  });
  coneOwner.forEach((k, c) => {
    if (coupled[c] === 1) blockOwner[nonneg + c] = k;
  });
  const lists: number[][] = Array.from({ length: p + 1 }, () => []);
  const coneLists: number[][] = Array.from({ length: p + 1 }, () => []);
  for (let i = 0; i < nonneg; i++) at(lists, at(blockOwner, i)).push(i);
  for (let c = 0; c < cones; c++) {
    const k = at(blockOwner, nonneg + c);
    at(coneLists, k).push(c);
    const size = coupled[c] === 1 ? 1 : (shape.coneSize[c] as number);
    for (let i = 0; i < size; i++) at(lists, k).push(nonneg + c * coneSize + i);
  }
  const columns = Math.max(0, ...lists.map((l) => l.length));
  const blockCones = Math.max(0, ...coneLists.map((l) => l.length));
  const column = padded(lists, columns);
  const columnOf = new Int32Array(scalars).fill(-1);
  column.forEach((scalar, i) => {
    if (scalar >= 0) columnOf[scalar] = i;
  });
  return {
    rows,
    nonneg,
    cones,
    coneSize,
    arrowBlocks: p,
    extra,
    border,
    tieRows,
    scalars,
    primal,
    rowCount,
    dual,
    degree,
    rowAt,
    scalarAt,
    columns,
    column,
    blockCones,
    blockCone: padded(coneLists, blockCones),
    columnOf,
    groups,
  };
}

function padded(lists: readonly (readonly number[])[], width: number): Int32Array {
  const out = new Int32Array(lists.length * width).fill(-1);
  lists.forEach((list, k) => {
    out.set(list, k * width);
  });
  return out;
}
