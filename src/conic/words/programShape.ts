/** One group of equal PSD blocks, in kernel order (src/conic/words/descriptor.ts). */
export interface ShapeGroup {
  readonly n: number;
  readonly count: number;
  readonly vectors: number;
  readonly terms: number;
  readonly dense: number;
  /** Coupled cones for each block, and axes of each. */
  readonly cones: number;
  readonly axes: number;
  /** First cone of the group's coupled cones. */
  readonly cone: number;
  /** First arrow block of a group with coupled cones. */
  readonly arrow: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** [count][terms] */
  readonly row: Int32Array;
  /** [count][dense] */
  readonly denseRow: Int32Array;
}

/** A kernel descriptor with its words named. */
export interface ProgramShapeWords {
  readonly rows: number;
  readonly nonneg: number;
  /** Scalars of a primal vector. */
  readonly scalars: number;
  readonly arrowBlocks: number;
  readonly coneOffset: Int32Array;
  readonly coneSize: Int32Array;
  readonly entryRow: Int32Array;
  /** Ascending. */
  readonly entryPosition: Int32Array;
  /** Position of every public scalar column. */
  readonly columnPosition: Int32Array;
  /** Arrow block that owns each row, -1: the border. */
  readonly rowOwner: Int32Array;
  readonly groups: readonly ShapeGroup[];
}

/** Reads the int32 words that src/conic/words/descriptor.ts writes; twin of `parse` in kernels/wasm/layout.ts. */
export function readDescriptor(words: Int32Array): ProgramShapeWords {
  let cursor = 0;
  const next = (): number => words[cursor++] ?? 0;
  const take = (length: number): Int32Array => {
    cursor += length;
    return words.subarray(cursor - length, cursor);
  };
  const rows = next();
  const nonneg = next();
  const groupCount = next();
  const entries = next();
  const cones = next();
  const segments = next();
  const scalars = next();
  const columns = next();
  const arrowBlocks = next();
  const coneOffset = take(cones);
  const coneSize = take(cones);
  const entryRow = take(entries);
  const entryPosition = take(entries);
  take(3 * segments);
  const columnPosition = take(columns);
  const rowOwner = take(rows);
  const groups = Array.from({ length: groupCount }, (): ShapeGroup => {
    const [n = 0, count = 0, vectors = 0, terms = 0, dense = 0, coupled = 0, axes = 0, cone = 0, arrow = 0] = take(9);
    return {
      n,
      count,
      vectors,
      terms,
      dense,
      cones: coupled,
      axes,
      cone,
      arrow,
      left: take(terms),
      right: take(terms),
      row: take(terms * count),
      denseRow: take(dense * count),
    };
  });
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
