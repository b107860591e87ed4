import { invariant } from '../../errors.ts';

/** One PSD group of the descriptor (src/kkt/descriptor.ts). */
export interface PsdShape {
  readonly size: number;
  readonly count: number;
  readonly vectors: number;
  readonly terms: number;
  readonly dense: number;
  /** Coupled cones of a block, and half the length of a body. */
  readonly cones: number;
  readonly axes: number;
  /** Index of the group's first coupled cone. */
  readonly firstCone: number;
  /** Arrow block of the first PSD block, for groups with coupled cones. */
  readonly arrow: number;
  /** Vector slots [terms]. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** [count, terms] and [count, dense]: -1 absent, `rows` the objective. */
  readonly row: Int32Array;
  readonly denseRow: Int32Array;
}

/** The descriptor's words by name. */
export interface DescriptorShape {
  readonly rows: number;
  readonly nonneg: number;
  /** Scalars of a primal vector in the descriptor's order. */
  readonly scalars: number;
  readonly arrowBlocks: number;
  readonly coneOffset: Int32Array;
  readonly coneSize: Int32Array;
  readonly entryRow: Int32Array;
  readonly entryPosition: Int32Array;
  readonly columnPosition: Int32Array;
  /** Arrow block of each row, -1 for the border. */
  readonly rowOwner: Int32Array;
  readonly groups: readonly PsdShape[];
}

/** Reads the int32 words that src/kkt/descriptor.ts writes. */
export function readDescriptor(words: Int32Array): DescriptorShape {
  let at = 9;
  const take = (n: number): Int32Array => words.subarray(at, (at += n));
  const [
    rows = 0,
    nonneg = 0,
    groupCount = 0,
    entries = 0,
    cones = 0,
    segments = 0,
    scalars = 0,
    columns = 0,
    arrowBlocks = 0,
  ] = words;
  const coneOffset = take(cones);
  const coneSize = take(cones);
  const entryRow = take(entries);
  const entryPosition = take(entries);
  take(3 * segments);
  const columnPosition = take(columns);
  const rowOwner = take(rows);
  const groups = Array.from({ length: groupCount }, (): PsdShape => {
    const [size = 0, count = 0, vectors = 0, terms = 0, dense = 0, inputs = 0, axes = 0, firstCone = 0, arrow = 0] =
      take(9);
    return {
      size,
      count,
      vectors,
      terms,
      dense,
      cones: inputs,
      axes,
      firstCone,
      arrow,
      left: take(terms),
      right: take(terms),
      row: take(terms * count),
      denseRow: take(dense * count),
    };
  });
  invariant(at === words.length, 'the descriptor is read to its end');
  return {
    rows,
    nonneg,
    scalars,
    arrowBlocks,
    coneOffset,
    coneSize,
    entryRow,
    entryPosition,
    columnPosition,
    rowOwner,
    groups,
  };
}
