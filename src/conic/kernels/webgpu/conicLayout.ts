import { blockRows, columnFactorOfGroup, positionColumns, writeNormTables } from './normTables.ts';
import { readDescriptor, type ProgramShapeWords, type ShapeGroup } from '../../words/programShape.ts';
import { arrowLayout, blockRowTable, borderAt, headTable, schurTables } from './schurTables.ts';
import { groupCapacity, shapeUniform, type GroupFields, type ShapeFields } from './shapeUniform.ts';
import { at, TableWriter, Workspace } from './tableWriter.ts';

/** Trial factorizations side by side; `TRIALS` of kernels/hermitianPsd.wgsl. */
const TRIALS = 4;

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
  const { primal, dual, statePrimal, stateDual, inputSize, groups } = placed;
  const schur = ws.takeAligned(0);
  const arrow = arrowLayout(shape, schur);
  ws.take(arrow.size);
  const lists = schurTables(shape, arrow, groups);
  const heads = headTable(shape, arrow);
  const blockRow = blockRowTable(shape, arrow, rows);
  const blockRowAddress = table.add(blockRow.words);
  groups.forEach((g, i) => {
    g.blockRow = blockRowAddress + 8 * rows.findIndex((r) => r.group === i);
    g.blockRows = rows.filter((r) => r.group === i).length;
    const q = shape.groups[i] as ShapeGroup;
    g.left = table.add(q.left);
    g.right = table.add(q.right);
    g.row = table.add(q.row);
    g.denseRow = table.add(q.denseRow);
    const byRight: number[][] = Array.from({ length: q.vectors }, () => []);
    q.right.forEach((slot, e) => byRight[slot]?.push(e));
    const right = table.addLists(byRight);
    g.rightStart = right.start;
    g.rightTerm = right.list;
  });
  const ties = sum(shape.groups, (g) => g.count * g.cones);
  const columnFactors = shape.nonneg + shape.coneOffset.length + sum(shape.groups, (g) => g.count);
  const local = arrow.blocks.slice(0, -1);
  const pieces = rowPieces(shape, groups);
  const vector = (): number => ws.takeComplex(primal, shape.scalars);
  const dualVector = (): number => ws.take(dual);
  const fields: Omit<ShapeFields, 'workspace'> = {
    rows: shape.rows,
    nonneg: shape.nonneg,
    scalars: shape.scalars,
    entryCount: shape.entryRow.length,
    coneCount: shape.coneOffset.length,
    groupCount: groups.length,
    primal,
    dual,
    degree: shape.nonneg + shape.coneOffset.length + sum(shape.groups, (g) => g.count * g.n),
    rowFactors: shape.rows + ties,
    columnFactors,
    entryNorms: norm.fields.entryNorms,
    blockRows: rows.length,
    rankOnes: lists.rankOne.length / 3,
    targets: lists.target.length / 3,
    heads: heads.length / 6,
    headWidth: Math.max(1, ...shape.groups.map((g) => 2 * g.axes)),
    arrowBlocks: local.length,
    border: arrow.border,
    blockRowsMax: Math.max(0, ...local.map((b) => b.r)),
    blockWidthMax: Math.max(0, ...local.map((b) => b.stride)),
    unknowns: arrow.unknowns,
    statePrimal,
    stateSize: 2 * statePrimal + stateDual + 1,
    inEntries: shape.rows,
    inputSize,
    ...writeScalarTables(table, shape, placed),
    rowStart: 0,
    rowEntry: 0,
    pieceStart: 0,
    piece: 0,
    normEntry: norm.fields.normEntry,
    rowNorms: norm.fields.rowNorms,
    columnNorms: norm.fields.columnNorms,
    normList: norm.fields.normList,
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
    x: vector(),
    z: vector(),
    y: dualVector(),
    bestX: vector(),
    bestZ: vector(),
    bestY: dualVector(),
    b: dualVector(),
    c: vector(),
    rp: dualVector(),
    rd: vector(),
    ax: dualVector(),
    aty: vector(),
    q: dualVector(),
    p: dualVector(),
    e: dualVector(),
    caq: vector(),
    hcaq: vector(),
    hrd: vector(),
    ahrd: dualVector(),
    dx: vector(),
    dz: vector(),
    rc: vector(),
    w: vector(),
    w2: vector(),
    value: ws.take(shape.entryRow.length),
    tieBlock: ws.take(ties),
    tieBody: ws.take(ties),
    rowFactor: ws.take(shape.rows + ties),
    columnFactor: ws.take(columnFactors),
    rowMax: ws.take(shape.rows + ties),
    columnMax: ws.take(columnFactors),
    primalScale: vector(),
    dualScale: dualVector(),
    norm: ws.take(norm.norms),
    curvature: ws.take(shape.scalars),
    coneV: ws.take(shape.scalars),
    coneW: ws.take(shape.scalars),
    lambda: ws.take(shape.scalars),
    beta2: ws.take(shape.coneOffset.length),
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
  const byRow: number[][] = Array.from({ length: shape.rows + 1 }, () => []);
  shape.entryRow.forEach((r, e) => byRow[r]?.push(e));
  const rowLists = table.addLists(byRow);
  const pieceLists = table.addLists(pieces, 2);
  const workspace = (ws.size + 31) & ~31;
  const all: ShapeFields = {
    ...fields,
    rowStart: rowLists.start,
    rowEntry: rowLists.list,
    pieceStart: pieceLists.start,
    piece: pieceLists.list,
    workspace,
  };
  const widest = Math.max(0, ...shape.groups.map((g) => g.count * g.n * Math.max(g.n, g.vectors)));
  return {
    shape,
    uniform: shapeUniform(all, groups),
    table: table.finish(),
    groupCapacity: groupCapacity(groups.length),
    inputSize,
    stateSize: all.stateSize,
    workspace,
    inputPlaces: [0, shape.rows, ...groups.flatMap(({ inV, inW, inD }) => [inV, inW, inD])],
    parallelism: Math.max(
      widest,
      all.targets,
      sum(local, (b) => b.r),
    ),
  };
}

type Placed = ReturnType<typeof placeGroups>;

/** Addresses of the groups in a primal vector, a dual vector, a state, the data and the workspace. */
function placeGroups(
  shape: ProgramShapeWords,
  ws: Workspace,
): {
  primal: number;
  dual: number;
  statePrimal: number;
  stateDual: number;
  inputSize: number;
  groups: { -readonly [K in keyof GroupFields]: number }[];
} {
  let primal = shape.scalars;
  let dual = shape.rows + 1;
  let statePrimal = even(shape.scalars);
  let tie = 0;
  const entries = shape.rows + shape.entryRow.length;
  let input = even(entries);
  const columns = columnFactorOfGroup(shape);
  const groups = shape.groups.map((g, i) => {
    const nn = 2 * g.n * g.n;
    const placed = {
      n: g.n,
      count: g.count,
      vectors: g.vectors,
      terms: g.terms,
      dense: g.dense,
      cones: g.cones,
      axes: g.axes,
      cone: g.cone,
      arrow: g.arrow,
      primal,
      statePrimal,
      dual,
      column: at(columns, i),
      tie,
      inV: input,
      inW: input + g.count * g.vectors * g.n * 2,
      inD: input + g.count * (g.vectors * g.n + g.terms) * 2,
      left: 0,
      right: 0,
      row: 0,
      denseRow: 0,
      rightStart: 0,
      rightTerm: 0,
      blockRow: 0,
      blockRows: 0,
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
    statePrimal += Math.ceil(g.count / 2) * 2 * nn;
    dual += g.count * g.cones * 2 * g.axes;
    tie += g.count * g.cones;
    input = placed.inD + g.count * g.dense * nn;
    return placed;
  });
  const stateDual = even(dual - shape.rows - 1 + even(shape.rows + 1));
  return { primal, dual, statePrimal: even(statePrimal), stateDual, inputSize: input, groups };
}

/** Pairs (address, length) of the workspace numbers that sum to each row, the objective last. */
function rowPieces(shape: ProgramShapeWords, groups: readonly GroupFields[]): number[][] {
  const lists: number[][] = Array.from({ length: shape.rows + 1 }, () => []);
  shape.groups.forEach((q, g) => {
    const { termValue, denseValue } = groups[g] as GroupFields;
    q.row.forEach((r, t) => lists[r]?.push(termValue + t, 1));
    q.denseRow.forEach((r, t) => lists[r]?.push(denseValue + t * q.n, q.n));
  });
  return lists;
}

type ScalarTables = Pick<
  ShapeFields,
  'coneOffset' | 'coneSize' | 'entryRow' | 'entryPosition' | 'positionStart' | 'positionTie' | 'positionColumn'
>;

/** Tables of the cones, the entries and the scalar positions. */
function writeScalarTables(table: TableWriter, shape: ProgramShapeWords, { groups }: Placed): ScalarTables {
  const starts = new Int32Array(shape.scalars + 1);
  for (const p of shape.entryPosition) starts[p + 1] = at(starts, p + 1) + 1;
  for (let p = 0; p < shape.scalars; p++) starts[p + 1] = at(starts, p + 1) + at(starts, p);
  // bodies of coupled cones: their dual element and their tie
  const ties = new Int32Array(2 * shape.scalars).fill(-1);
  shape.groups.forEach((q, g) => {
    const { dual, tie } = groups[g] as GroupFields;
    for (let ku = 0; ku < q.count * q.cones; ku++)
      for (let a = 0; a < 2 * q.axes; a++) {
        const p = at(shape.coneOffset, q.cone + ku) + 1 + a;
        ties[2 * p] = dual + ku * 2 * q.axes + a;
        ties[2 * p + 1] = tie + ku;
      }
  });
  return {
    coneOffset: table.add(shape.coneOffset),
    coneSize: table.add(shape.coneSize),
    entryRow: table.add(shape.entryRow),
    entryPosition: table.add(shape.entryPosition),
    positionStart: table.add(starts),
    positionTie: table.add(ties),
    positionColumn: table.add(positionColumns(shape)),
  };
}

/** Block of every place of an unknown. */
const blockOfPlace = ({ blocks, unknowns }: ReturnType<typeof arrowLayout>): number[] =>
  Array.from({ length: unknowns }, (_, i) => blocks.findLastIndex(({ place }) => place <= i));

/** Place of every dual element among the unknowns of the arrow system; -1: the objective's slot. */
function unknownsOf(
  shape: ProgramShapeWords,
  { dual, groups }: Placed,
  arrow: ReturnType<typeof arrowLayout>,
): Int32Array {
  const places = new Int32Array(dual).fill(-1);
  for (let r = 0; r < shape.rows; r++) {
    const owner = at(shape.rowOwner, r);
    const block = arrow.blocks[owner < 0 ? arrow.blocks.length - 1 : owner];
    places[r] = (block?.place ?? 0) + at(arrow.rowPlace, r);
  }
  shape.groups.forEach((q, g) => {
    const width = q.cones * 2 * q.axes;
    for (let k = 0; k < q.count && width > 0; k++)
      for (let t = 0; t < width; t++)
        places[(groups[g]?.dual ?? 0) + k * width + t] = (arrow.blocks[q.arrow + k]?.place ?? 0) + t;
  });
  return places;
}
