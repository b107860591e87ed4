import { at } from '../../words/at.ts';
import type { GroupWords, ProgramShapeWords } from '../../words/programShape.ts';
import { type BlockRow, columnFactors } from './normTables.ts';
import { GROUP_LISTS, GROUP_WORDS, type GroupFields, pickWords } from './shapeUniform.ts';
import type { TableWriter, Workspace } from './tableWriter.ts';

/** Members of a group that are addresses in the kernel's table. */
type TableField = (typeof GROUP_LISTS)[number] | 'rightStart' | 'rightTerm' | 'blockRow' | 'blockRows';
/** A group with its places in the vectors of the kernel, the data and the workspace. */
export type PlacedGroup = Omit<GroupFields, TableField>;

/** How long primal vectors, dual vectors and the data of a program are, and where each group stands in them. */
export interface PlacedGroups {
  readonly primal: number;
  readonly dual: number;
  readonly inputSize: number;
  readonly groups: readonly PlacedGroup[];
}

const even = (n: number): number => n + (n & 1);

/** Gives the groups their places. Vectors of this kernel have no gaps, but for the objective's slot of a dual vector. */
export function placeGroups(shape: ProgramShapeWords, ws: Workspace): PlacedGroups {
  let primal = shape.scalars;
  let dual = shape.rows + 1;
  let tie = 0;
  let input = even(shape.rows + shape.entryCount);
  const { ofGroup } = columnFactors(shape);
  const groups = shape.groups.map((g, i): PlacedGroup => {
    const nn = 2 * g.n * g.n;
    const blockVectors = g.count * g.vectors * g.n * 2;
    const placed = {
      ...pickWords(GROUP_WORDS, g),
      primal,
      dual,
      column: at(ofGroup, i),
      tie,
      inV: input,
      inW: input + blockVectors,
      inD: input + blockVectors + g.count * g.terms * 2,
      weight: ws.takeComplex(2 * g.count * g.terms),
      denseFactor: ws.take(g.count * g.dense),
      product: ws.takeComplex(2 * g.count * g.n * Math.max(g.n, g.vectors)),
      product2: ws.takeComplex(2 * g.count * g.n * Math.max(g.n, g.vectors)),
      zInverse: ws.takeComplex(g.count * nn),
      gramX: ws.takeComplex(2 * g.count * g.vectors * g.vectors),
      gramZ: ws.takeComplex(2 * g.count * g.vectors * g.vectors),
      termValue: ws.take(g.count * g.terms),
      denseValue: ws.take(g.count * g.dense * g.n),
      denseProduct: ws.takeComplex(g.count * g.dense * nn),
      denseH: ws.takeComplex(g.count * g.dense * nn),
      denseVector: ws.takeComplex(2 * g.count * g.dense * g.vectors * g.n),
      denseGram: ws.take(((g.count * g.dense * (g.dense + 1)) / 2) * g.n),
      denseTerm: ws.take(g.count * g.dense * g.terms),
    };
    primal += g.count * nn;
    dual += g.count * g.cones * 2 * g.axes;
    tie += g.count * g.cones;
    input = placed.inD + g.count * g.dense * nn;
    return placed;
  });
  return { primal, dual, inputSize: input, groups };
}

/** Writes the groups' lists into the table; `blockRow` is the address of the block rows, eight words each, group by group. */
export function writeGroupTables(
  table: TableWriter,
  shape: ProgramShapeWords,
  placed: readonly PlacedGroup[],
  rows: readonly BlockRow[],
  blockRow: number,
): GroupFields[] {
  let first = 0;
  return placed.map((place, i) => {
    const words: GroupWords = at(shape.groups, i);
    const byRight: number[][] = Array.from({ length: words.vectors }, () => []);
    words.right.forEach((slot, e) => at(byRight, slot).push(e));
    const blockRows = rows.filter((r) => r.group === i).length;
    const fields = { blockRow: blockRow + 8 * first, blockRows, ...table.addEach(GROUP_LISTS, words) };
    first += blockRows;
    const right = table.addLists(byRight);
    return { ...place, ...fields, rightStart: right.start, rightTerm: right.list };
  });
}

/** Pairs (address, length) of the workspace numbers that sum to each row, the objective last. */
export function rowPieces(shape: ProgramShapeWords, groups: readonly PlacedGroup[]): number[][] {
  const lists: number[][] = Array.from({ length: shape.rows + 1 }, () => []);
  shape.groups.forEach((q, g) => {
    const { termValue, denseValue } = at(groups, g);
    q.row.forEach((r, t) => {
      if (r >= 0) at(lists, r).push(termValue + t, 1);
    });
    q.denseRow.forEach((r, t) => {
      if (r >= 0) at(lists, r).push(denseValue + t * q.n, q.n);
    });
  });
  return lists;
}
