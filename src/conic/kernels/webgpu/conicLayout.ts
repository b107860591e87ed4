import { TRIALS } from '../../algorithm/constants.ts';
import { at } from '../../words/at.ts';
import { readDescriptor, type ProgramShapeWords } from '../../words/programShape.ts';
import { stateParts } from '../../words/state.ts';
import { placeGroups, rowPieces, writeGroupTables } from './groupFields.ts';
import { blockRows, columnFactors, writeNormTables } from './normTables.ts';
import { blockOfPlace, positionStarts, positionTies, unknownsOf } from './scalarTables.ts';
import { arrowLayout, blockRowTable, borderAt, headTable, schurTables } from './schurTables.ts';
import {
  groupCapacity,
  HEAD_LISTS,
  HEAD_WORDS,
  pickWords,
  type ShapeFields,
  shapeUniform,
  VECTORS,
} from './shapeUniform.ts';
import { TableWriter, Workspace } from './tableWriter.ts';

/** What the kernel needs to know of a shape of programs. */
export interface ConicLayout {
  readonly shape: ProgramShapeWords;
  /** Bytes of the uniform `shape`. */
  readonly uniform: Int32Array<ArrayBuffer>;
  /** Words of the storage buffer `table`. */
  readonly table: Int32Array<ArrayBuffer>;
  readonly groupCapacity: number;
  /** Numbers of one program: data, state, workspace of a workgroup. */
  readonly inputSize: number;
  readonly stateSize: number;
  readonly workspace: number;
  /**
   * Where a program's data lie: the right-hand side, the entries, then for each group vectors, weights and full coefficients. Complex numbers
   * are at even places; what lies between is not read.
   */
  readonly inputPlaces: readonly number[];
  /** Largest number of elements that one step of the kernel works on side by side: how many threads pay. */
  readonly parallelism: number;
}

/** Numbers that kernels/cuda/arrow.h sums up to the border's matrix: tiles of 4 x 4, or one for each of up to 128 threads. */
function borderSums(border: number): number {
  const across = Math.ceil(border / 4);
  return 16 * Math.max(128, (across * (across + 1)) / 2);
}

const even = (n: number): number => n + (n & 1);
const sum = <T>(items: readonly T[], f: (item: T) => number): number => items.reduce((s, item) => s + f(item), 0);

/** Sizes, addresses and tables of the kernel in kernels/conicSolve.wgsl for the programs that a descriptor describes. */
export function conicLayout(descriptor: Int32Array): ConicLayout {
  const shape = readDescriptor(descriptor);
  const table = new TableWriter();
  const ws = new Workspace();
  const rows = blockRows(shape);
  const norm = writeNormTables(table, shape, rows);
  const placed = placeGroups(shape, ws);
  const { primal, dual, inputSize } = placed;
  const arrow = arrowLayout(shape, ws.takeAligned(0));
  ws.take(arrow.size);
  const lists = schurTables(shape, arrow, placed.groups);
  const heads = headTable(shape, arrow);
  const blockRow = blockRowTable(shape, arrow, rows);
  const blockRowAddress = table.add(blockRow.words);
  const groups = writeGroupTables(table, shape, placed.groups, rows, blockRowAddress);
  const ties = sum(shape.groups, (g) => g.count * g.cones);
  const rowFactors = shape.rows + ties;
  const columns = columnFactors(shape).count;
  const local = arrow.blocks.slice(0, -1);
  const byRow: number[][] = Array.from({ length: shape.rows + 1 }, () => []);
  shape.entryRow.forEach((r, e) => at(byRow, r).push(e));
  const rowLists = table.addLists(byRow);
  const pieceLists = table.addLists(rowPieces(shape, placed.groups), 2);
  const { size: stateSize } = stateParts(shape);
  const vector = (kind: 'primal' | 'dual'): number =>
    kind === 'primal' ? ws.takeComplex(primal, shape.scalars) : ws.take(dual);
  const vectors = Object.fromEntries(Object.entries(VECTORS).map(([name, kind]) => [name, vector(kind)]));
  const fields: Omit<ShapeFields, 'workspace'> = {
    ...pickWords(HEAD_WORDS, shape),
    primal,
    dual,
    rowFactors,
    columnFactors: columns,
    ...norm.fields,
    blockRows: rows.length,
    rankOnes: lists.rankOne.length / 3,
    targets: lists.target.length / 3,
    heads: heads.length / 6,
    headWidth: Math.max(1, ...shape.groups.map((g) => 2 * g.axes)),
    border: arrow.border,
    blockRowsMax: Math.max(0, ...local.map((b) => b.r)),
    blockWidthMax: Math.max(0, ...local.map((b) => b.stride)),
    unknowns: arrow.unknowns,
    stateSize,
    inEntries: shape.rows,
    inputSize,
    ...table.addEach(HEAD_LISTS, shape),
    positionStart: table.add(positionStarts(shape)),
    positionTie: table.add(positionTies(shape, placed)),
    rowStart: rowLists.start,
    rowEntry: rowLists.list,
    pieceStart: pieceLists.start,
    piece: pieceLists.list,
    blockRow: blockRowAddress,
    blockRowTerm: table.add(blockRow.terms),
    blockRowDense: table.add(blockRow.dense),
    rankOne: table.add(lists.rankOne),
    rankOneEntry: table.add(lists.rankOneEntry),
    schurTarget: table.add(lists.target),
    schurPart: table.addAligned(lists.part),
    head: table.add(heads),
    block: table.addAligned(arrow.blocks.flatMap(({ r, stride, S, place }) => [r, stride, S, place])),
    blockTies: table.add(arrow.ties),
    unknownOf: table.add(unknownsOf(shape, placed, arrow)),
    unknownBlock: table.add(blockOfPlace(arrow)),
    ...(vectors as Record<keyof typeof VECTORS, number>),
    value: ws.take(shape.entryCount),
    tieBlock: ws.take(ties),
    tieBody: ws.take(ties),
    rowFactor: ws.take(rowFactors),
    columnFactor: ws.take(columns),
    rowMax: ws.take(rowFactors),
    columnMax: ws.take(columns),
    primalScale: vector('primal'),
    dualScale: vector('dual'),
    norm: ws.take(norm.norms),
    curvature: ws.take(shape.scalars),
    coneV: ws.take(shape.scalars),
    coneW: ws.take(shape.scalars),
    lambda: ws.take(shape.scalars),
    beta2: ws.take(shape.coneCount),
    trial: ws.takeComplex(
      Math.max(
        local.length > 0 ? borderSums(arrow.border) : 0,
        ...shape.groups.map((g) => TRIALS * 2 * g.count * g.n * (g.n + 1)),
      ),
    ),
    pivot: ws.takeComplex(Math.max(0, ...shape.groups.map((g) => TRIALS * 2 * g.count * 2 * even(g.n)))),
    rowSum: ws.take(lists.rankOne.length / 3),
    pivotFloor: ws.take(arrow.unknowns),
    pivotInverse: ws.take(arrow.unknowns),
    unknown: ws.takeAligned(2 * arrow.unknowns),
    borderPart: ws.takeAligned(2 * local.length * borderAt(arrow.border)),
  };
  const workspace = (ws.size + 31) & ~31;
  const widest = Math.max(0, ...shape.groups.map((g) => g.count * g.n * Math.max(g.n, g.vectors)));
  return {
    shape,
    uniform: shapeUniform({ ...fields, workspace }, groups),
    table: table.finish(),
    groupCapacity: groupCapacity(groups.length),
    inputSize,
    stateSize,
    workspace,
    inputPlaces: [0, shape.rows, ...groups.flatMap(({ inV, inW, inD }) => [inV, inW, inD])],
    parallelism: Math.max(
      widest,
      fields.targets,
      sum(local, (b) => b.r),
    ),
  };
}
