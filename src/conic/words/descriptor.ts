import { invariant } from '../../errors.ts';
import { type ProgramShape, scalarColumns } from '../program.ts';
import { at } from './at.ts';
import { vectorOrder, vectorPlaces } from './kernelOrder.ts';
import { type GroupWords, type ProgramShapeWords, writeDescriptor } from './programShape.ts';
import { stateParts, stateWords } from './state.ts';

/** A shape in the order in which the kernels want it. */
export interface KernelDescriptor {
  readonly shape: ProgramShapeWords;
  /** The same as the kernels read it. */
  readonly words: Int32Array;
  /** entryOrder[i] = index in the program's entries of the kernel's entry i. */
  readonly entryOrder: Int32Array;
  /** True where that is the order of the program's entries. */
  readonly entriesInOrder: boolean;
  /** slots[g][i] = program's vector slot at the kernel's slot i of group g (`vectorOrder`); null if unchanged. */
  readonly slots: readonly (Int32Array | null)[];
  /** Doubles of a solution's `state` (src/conic/words/state.ts). */
  readonly stateSize: number;
}

const descriptors = new WeakMap<ProgramShape, KernelDescriptor>();

/** The descriptor of a shape, made once for each shape object: the programs of many batches share one. */
export function kernelDescriptor(shape: ProgramShape): KernelDescriptor {
  let descriptor = descriptors.get(shape);
  if (!descriptor) {
    descriptor = describeShape(shape);
    descriptors.set(shape, descriptor);
  }
  return descriptor;
}

/**
 * Puts a shape into kernel order: scalars [nonneg | second-order cones | coupled cones (tau, y)], entries sorted by scalar and cut into one run
 * for each cone (or nonnegative variable), vectors of coupled groups with axes and inputs in front.
 */
function describeShape(program: ProgramShape): KernelDescriptor {
  const { rows, nonneg, psd, rowBlock } = program;
  const scalarLists = placeScalars(program);
  const { columnPosition, positionColumn, coneOffset } = scalarLists;
  invariant(columnPosition.length === scalarColumns(program), 'every column of a program is placed');
  const positions = program.entryColumn.map((column) => at(columnPosition, column));
  const entryOrder = Int32Array.from(positions.keys()).sort(
    (i, j) => at(positions, i) - at(positions, j) || at(program.entryRow, i) - at(program.entryRow, j),
  );
  const entryPosition = entryOrder.map((e) => at(positions, e));
  const segments = entryRuns(entryPosition, positionColumn, nonneg);
  const coupledBlocks = psd.reduce((blocks, g) => blocks + (g.coupled ? g.count : 0), 0);
  const shape: ProgramShapeWords = {
    rows,
    nonneg,
    groupCount: psd.length,
    entryCount: entryOrder.length,
    coneCount: coneOffset.length,
    segmentCount: segments.length / 3,
    scalars: positionColumn.length,
    columnCount: columnPosition.length,
    arrowBlocks: rowBlock?.reduce((blocks, block) => Math.max(blocks, block + 1), coupledBlocks) ?? coupledBlocks,
    degree: nonneg + coneOffset.length + psd.reduce((degree, g) => degree + g.size * g.count, 0),
    ...scalarLists,
    entryRow: entryOrder.map((e) => at(program.entryRow, e)),
    entryPosition,
    segments,
    rowOwner: rowBlock ?? new Int32Array(rows).fill(-1),
    ...stateWords({ rows, scalars: positionColumn.length }, describeGroups(program)),
  };
  return {
    shape,
    words: writeDescriptor(shape),
    entryOrder,
    entriesInOrder: entryOrder.every((e, i) => e === i),
    slots: psd.map((group) => {
      const order = vectorOrder(group);
      return order.length === group.vectors && order.every((vector, i) => vector === i) ? null : order;
    }),
    stateSize: stateParts(shape).size,
  };
}

/** Gives each scalar its position, and the program's columns theirs: a column is a scalar, or the head of a coupled cone. */
function placeScalars({
  nonneg,
  secondOrder,
  psd,
}: ProgramShape): Pick<ProgramShapeWords, 'coneOffset' | 'coneSize' | 'columnPosition' | 'positionColumn'> {
  const coneOffset: number[] = [];
  const coneSize: number[] = [];
  const columnPosition = Array.from({ length: nonneg }, (_, i) => i);
  const positionColumn = [...columnPosition];
  const place = (cones: number, size: number, columns: number): void => {
    for (let c = 0; c < cones; c++) {
      const first = positionColumn.length;
      for (let i = 0; i < columns; i++) columnPosition.push(first + i);
      for (let i = 0; i < size; i++) positionColumn.push(nonneg + coneOffset.length);
      coneOffset.push(first);
      coneSize.push(size);
    }
  };
  for (const { count, size } of secondOrder) place(count, size, size);
  for (const { count, coupled } of psd)
    if (coupled) place(count * coupled.inputs.length, 1 + 2 * coupled.axes.length, 1);
  return {
    coneOffset: Int32Array.from(coneOffset),
    coneSize: Int32Array.from(coneSize),
    columnPosition: Int32Array.from(columnPosition),
    positionColumn: Int32Array.from(positionColumn),
  };
}

/** Triples (cone or -1, first entry, end) over the runs of entries whose scalars are scaled as one. */
function entryRuns(entryPosition: Int32Array, positionColumn: Int32Array, nonneg: number): Int32Array {
  const runs: number[] = [];
  let column = -1;
  entryPosition.forEach((position, e) => {
    const next = at(positionColumn, position);
    if (next !== column) runs.push(next < nonneg ? -1 : next - nonneg, e, e);
    runs[runs.length - 1] = e + 1;
    column = next;
  });
  return Int32Array.from(runs);
}

/** The words of each group but its places in a state. */
function describeGroups({ secondOrder, psd }: ProgramShape): Omit<GroupWords, 'statePrimal' | 'stateDual'>[] {
  let cone = secondOrder.reduce((cones, { count }) => cones + count, 0);
  let arrow = 0;
  return psd.map((group) => {
    const { size, count, terms, denseCount, denseRow, coupled } = group;
    const places = vectorPlaces(group);
    const words = {
      n: size,
      count,
      vectors: vectorOrder(group).length,
      terms: terms.left.length,
      dense: denseCount,
      cones: coupled ? coupled.inputs.length : 0,
      axes: coupled ? coupled.axes.length : 0,
      cone,
      arrow,
      left: terms.left.map((vector) => at(places, vector)),
      right: terms.right.map((vector) => at(places, vector)),
      row: terms.row,
      denseRow,
    };
    cone += words.cones * count;
    if (coupled) arrow += count;
    return words;
  });
}
