import { at } from '../../words/at.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';
import type { BlockRow } from './normTables.ts';

/** Arrow structure of the Schur complement: local blocks, then the border as a last block without a border of its own. */
export interface ArrowLayout {
  /** r, stride, address of the matrix, place of the unknowns, for each block and the border. */
  readonly blocks: readonly {
    readonly r: number;
    readonly stride: number;
    readonly S: number;
    readonly place: number;
  }[];
  readonly border: number;
  /** Ties of each block, the first of its rows; none of the border. */
  readonly ties: readonly number[];
  /** Places of unknowns; those between blocks have none. */
  readonly unknowns: number;
  /** Elements of all matrices. */
  readonly size: number;
  /** Place of each of the rows in its block (ties come first) or in the border. */
  readonly rowPlace: Int32Array;
}

const four = (n: number): number => (n + 3) & ~3;
/** Rows of a panel of kernels/cuda/arrow.h: of them it reads whole panels, beyond the last row too. */
const PANEL = 16;

/** Column of the border's first row in the matrix of a block of r rows: twin of `borderAt` in kernels/arrow.wgsl. */
export const borderAt = (r: number): number => four(r);

/**
 * Lays out the arrow matrix at workspace address `schur`, a multiple of 4; same order as kernels/wasm/layout.ts. Every row, the border's
 * columns in it and every block's unknowns begin at a multiple of 4, so that a device reads 16 bytes at once; the elements between are 0.
 */
export function arrowLayout(shape: ProgramShapeWords, schur: number): ArrowLayout {
  const sizes = new Int32Array(shape.arrowBlocks);
  for (const g of shape.groups) if (g.cones > 0) sizes.fill(g.cones * 2 * g.axes, g.arrow, g.arrow + g.count);
  const ties = [...sizes, 0];
  let border = 0;
  const rowPlace = Int32Array.from(shape.rowOwner, (owner) => {
    if (owner < 0) return border++;
    const place = at(sizes, owner);
    sizes[owner] = place + 1;
    return place;
  });
  let S = schur;
  let place = 0;
  const blocks = [...sizes, border].map((r, b) => {
    const panels = Math.ceil(r / PANEL) * PANEL;
    const stride = b < sizes.length ? Math.max(borderAt(r) + four(border), panels) : panels;
    const block = { r, stride, S, place };
    S += r * stride;
    place += four(r);
    return block;
  });
  return { blocks, border, ties, unknowns: place, size: S - schur, rowPlace };
}

/** Workspace addresses of a group's numbers that are summed in the Schur complement. */
export interface SchurAddresses {
  readonly denseGram: number;
  readonly denseTerm: number;
}

const COLUMN = 0;
const RANK_ONE = 1;
const TERMS = 2;
const SUM = 3;
/** Two pieces of one row: both orders count. */
const TWICE = 8;

export interface SchurTables {
  /** (cone, first, end) of the entries of one second-order cone in one row. */
  readonly rankOne: readonly number[];
  readonly rankOneEntry: readonly number[];
  /** (address, first, end) of the contributions to one element. */
  readonly target: readonly number[];
  /** Four words each, see `contribution` in kernels/schur.wgsl. */
  readonly part: readonly number[];
}

/** Lists what every element of the Schur complement is the sum of. Elements between two ties are not listed. */
export function schurTables(
  shape: ProgramShapeWords,
  arrow: ArrowLayout,
  addresses: readonly SchurAddresses[],
): SchurTables {
  const parts = new Map<number, number[]>();
  const element = (r: number, s: number): number => {
    const [k, l] = [at(shape.rowOwner, r), at(shape.rowOwner, s)];
    const [i, j] = [at(arrow.rowPlace, r), at(arrow.rowPlace, s)];
    const block = at(arrow.blocks, k >= 0 ? k : l >= 0 ? l : arrow.blocks.length - 1);
    if (k < 0 && l >= 0) return block.S + j * block.stride + borderAt(block.r) + i;
    if (k >= 0 && l < 0) return block.S + i * block.stride + borderAt(block.r) + j;
    return block.S + Math.min(i, j) * block.stride + Math.max(i, j);
  };
  /** `same`: the two pieces are one. */
  const add = (
    r: number,
    s: number,
    same: boolean,
    [head, a, b, c]: readonly [number, number, number, number],
  ): void => {
    if (r < 0 || s < 0 || r >= shape.rows || s >= shape.rows) return;
    const address = element(r, s);
    const list = parts.get(address) ?? [];
    parts.set(address, list);
    list.push(r === s && !same ? head | TWICE : head, a, b, c);
  };
  addColumns(shape, add);
  const rank = addRankOnes(shape, add);
  shape.groups.forEach((q, g) => {
    const { denseGram, denseTerm } = at(addresses, g);
    const pairs = (q.dense * (q.dense + 1)) / 2;
    for (let k = 0; k < q.count; k++) {
      const termRow = (p: number): number => at(q.row, k * q.terms + p);
      const denseRow = (p: number): number => at(q.denseRow, k * q.dense + p);
      for (let p = 0; p < q.terms; p++)
        for (let e = p; e < q.terms; e++) add(termRow(p), termRow(e), p === e, [TERMS | (g << 4), k, p, e]);
      for (let t = 0; t < pairs; t++) {
        const [p, e] = lower(q.dense, t);
        add(denseRow(p), denseRow(e), p === e, [SUM, denseGram + (k * pairs + t) * q.n, q.n, 0]);
      }
      for (let p = 0; p < q.dense; p++)
        for (let e = 0; e < q.terms; e++)
          add(denseRow(p), termRow(e), false, [SUM, denseTerm + (k * q.dense + p) * q.terms + e, 1, 0]);
    }
  });
  const target: number[] = [];
  const part: number[] = [];
  // long sums first: neighbouring threads then have about equally much to do
  for (const [address, list] of [...parts].sort((a, b) => b[1].length - a[1].length)) {
    target.push(address, part.length / 4, (part.length + list.length) / 4);
    for (const word of list) part.push(word);
  }
  return { ...rank, target, part };
}

/** Twin of `lower` in kernels/matrix.wgsl. */
function lower(n: number, t: number): [number, number] {
  const r = Math.floor(t / (n + 1));
  const c = t - r * (n + 1);
  return c <= r ? [r, c] : [n - 1 - r, c - r - 1];
}

type Add = (r: number, s: number, same: boolean, part: readonly [number, number, number, number]) => void;

/** Pairs of entries of one scalar column, times the diagonal part of H. */
function addColumns(shape: ProgramShapeWords, add: Add): void {
  const { entryRow, entryPosition } = shape;
  for (let e = 0; e < entryRow.length; e++)
    for (let f = e; f < entryRow.length && entryPosition[f] === entryPosition[e]; f++)
      add(at(entryRow, e), at(entryRow, f), e === f, [COLUMN, e, f, at(entryPosition, e)]);
}

/** The rank-one part of H of every second-order cone. */
function addRankOnes(shape: ProgramShapeWords, add: Add): Pick<SchurTables, 'rankOne' | 'rankOneEntry'> {
  const rankOne: number[] = [];
  const rankOneEntry: number[] = [];
  let e = 0;
  while (e < shape.entryPosition.length && at(shape.entryPosition, e) < shape.nonneg) e++;
  shape.coneOffset.forEach((offset, c) => {
    const end = offset + at(shape.coneSize, c);
    const byRow = new Map<number, number[]>();
    for (; e < shape.entryPosition.length && at(shape.entryPosition, e) < end; e++) {
      const row = at(shape.entryRow, e);
      if (row < shape.rows) byRow.set(row, [...(byRow.get(row) ?? []), e]);
    }
    const first = rankOne.length / 3;
    for (const list of byRow.values()) {
      rankOne.push(c, rankOneEntry.length, rankOneEntry.length + list.length);
      rankOneEntry.push(...list);
    }
    const rows = [...byRow.keys()];
    rows.forEach((r, i) => {
      for (let j = i; j < rows.length; j++) add(r, at(rows, j), i === j, [RANK_ONE, first + i, first + j, 0]);
    });
  });
  return { rankOne, rankOneEntry };
}

/** Six words for every entry of a coupled cone's head: tie, cone, entry, width, address of its first element, stride. */
export function headTable(shape: ProgramShapeWords, arrow: ArrowLayout): number[] {
  const words: number[] = [];
  let tie = 0;
  for (const q of shape.groups)
    for (let k = 0; k < q.count; k++)
      for (let u = 0; u < q.cones; u++, tie++) {
        const cone = q.cone + k * q.cones + u;
        const block = at(arrow.blocks, q.arrow + k);
        shape.entryPosition.forEach((p, e) => {
          const row = at(shape.entryRow, e);
          if (p !== shape.coneOffset[cone] || row >= shape.rows) return;
          const column = borderColumn(shape, arrow, q.arrow + k, row);
          words.push(tie, cone, e, 2 * q.axes, block.S + u * 2 * q.axes * block.stride + column, block.stride);
        });
      }
  return words;
}

/** Column of a row in a block's matrix: its own row, or one of the border. */
function borderColumn(shape: ProgramShapeWords, arrow: ArrowLayout, block: number, row: number): number {
  const place = at(arrow.rowPlace, row);
  return at(shape.rowOwner, row) < 0 ? borderAt(at(arrow.blocks, block).r) + place : place;
}

/** Eight words for every block row: block, row, first and end of terms, of full coefficients, column in the block's matrix, group. */
export function blockRowTable(
  shape: ProgramShapeWords,
  arrow: ArrowLayout,
  rows: readonly BlockRow[],
): { words: number[]; terms: number[]; dense: number[] } {
  const words: number[] = [];
  const terms: number[] = [];
  const dense: number[] = [];
  for (const r of rows) {
    const q = at(shape.groups, r.group);
    const column = q.cones > 0 ? borderColumn(shape, arrow, q.arrow + r.block, r.row) : 0;
    const place = [terms.length, terms.length + r.terms.length, dense.length, dense.length + r.dense.length];
    words.push(r.block, r.row, ...place, column, r.group);
    terms.push(...r.terms);
    dense.push(...r.dense);
  }
  return { words, terms, dense };
}
