/** The part of a program's shape that decides the arrow structure; see src/conic/program.ts for the meaning of each field. */
export interface ArrowShape {
  readonly rows: number;
  readonly nonneg: number;
  readonly secondOrder: readonly { readonly size: number; readonly count: number }[];
  readonly psd: readonly {
    readonly size: number;
    readonly count: number;
    readonly vectors: number;
    readonly terms: { readonly left: Int32Array; readonly right: Int32Array; readonly row: Int32Array };
    readonly denseCount: number;
    readonly denseRow: Int32Array;
    readonly coupled: { readonly inputs: Int32Array; readonly axes: Int32Array } | null;
  }[];
  readonly entryRow: Int32Array;
  readonly entryColumn: Int32Array;
  /** Arrow block that owns each row, -1 for the border; absent: all rows are border rows. */
  readonly rowBlock?: Int32Array;
}

/** A shape in the order in which the kernels want it. */
export interface KernelDescriptor {
  /** int32 words read by kernels/wasm/layout.ts `parse`. */
  readonly words: Int32Array;
  /** entryOrder[i] = index in the program's entries of the kernel's entry i. */
  readonly entryOrder: Int32Array;
  /** True where that is the order of the program's entries. */
  readonly entriesInOrder: boolean;
  /** slots[g][i] = program's vector slot at the kernel's slot i of group g: axes first, then inputs, then the others; null if unchanged (`vectorOrder`). */
  readonly slots: readonly (Int32Array | null)[];
  /** Doubles of a solution's `state`: two primal vectors, one dual vector and a flag (kernels/wasm/layout.ts). */
  readonly stateSize: number;
}

/**
 * Puts a shape into kernel order: scalars [nonneg | second-order cones | coupled cones (tau, y)], entries sorted by scalar position and
 * cut into one segment for each cone (or nonnegative variable), vectors of coupled groups with axes and inputs in front.
 */
export function kernelDescriptor(shape: ArrowShape): KernelDescriptor {
  const coneOffset: number[] = [];
  const coneSize: number[] = [];
  let position = shape.nonneg;
  for (const g of shape.secondOrder)
    for (let i = 0; i < g.count; i++) {
      coneOffset.push(position);
      coneSize.push(g.size);
      position += g.size;
    }
  const columnPosition: number[] = Array.from({ length: position }, (_, i) => i);
  const firstCone: number[] = [];
  for (const g of shape.psd) {
    firstCone.push(coneOffset.length);
    if (!g.coupled) continue;
    const size = 1 + 2 * g.coupled.axes.length;
    for (let i = 0; i < g.count * g.coupled.inputs.length; i++) {
      columnPosition.push(position);
      coneOffset.push(position);
      coneSize.push(size);
      position += size;
    }
  }
  const at = Int32Array.from(shape.entryColumn, (c) => columnPosition[c] ?? 0);
  const entryOrder = Int32Array.from(at.keys()).sort(
    (i, j) => (at[i] ?? 0) - (at[j] ?? 0) || (shape.entryRow[i] ?? 0) - (shape.entryRow[j] ?? 0),
  );
  const segments = entrySegments(
    shape.nonneg,
    coneOffset,
    coneSize,
    Int32Array.from(entryOrder, (e) => at[e] ?? 0),
  );
  const words: number[] = [
    shape.rows,
    shape.nonneg,
    shape.psd.length,
    shape.entryRow.length,
    coneOffset.length,
    segments.length / 3,
    position,
    columnPosition.length,
    arrowBlocks(shape),
  ];
  for (const list of [coneOffset, coneSize]) for (const v of list) words.push(v);
  for (const e of entryOrder) words.push(shape.entryRow[e] ?? 0);
  for (const e of entryOrder) words.push(at[e] ?? 0);
  for (const list of [segments, columnPosition]) for (const v of list) words.push(v);
  for (let r = 0; r < shape.rows; r++) words.push(shape.rowBlock?.[r] ?? -1);
  let arrowBlock = 0;
  const slots = shape.psd.map((g, i) => {
    const wanted = vectorOrder(g);
    const order = wanted.length === g.vectors && wanted.every((s, k) => s === k) ? null : wanted;
    const rank = order ? new Map(Array.from(order, (s, k) => [s, k] as const)) : null;
    const kernelSlot = (s: number): number => rank?.get(s) ?? s;
    words.push(
      g.size,
      g.count,
      order ? order.length : g.vectors,
      g.terms.left.length,
      g.denseCount,
      g.coupled?.inputs.length ?? 0,
      g.coupled?.axes.length ?? 0,
      firstCone[i] ?? 0,
      arrowBlock,
    );
    if (g.coupled) arrowBlock += g.count;
    for (const s of g.terms.left) words.push(kernelSlot(s));
    for (const s of g.terms.right) words.push(kernelSlot(s));
    for (const r of g.terms.row) words.push(r);
    for (const r of g.denseRow) words.push(r);
    return order;
  });
  return {
    words: Int32Array.from(words),
    entryOrder,
    entriesInOrder: entryOrder.every((e, i) => e === i),
    slots,
    stateSize: stateSize(shape, position),
  };
}

/** Blocks of coupled groups first, then those that only `rowBlock` names. */
function arrowBlocks(shape: ArrowShape): number {
  let n = 0;
  for (const g of shape.psd) if (g.coupled) n += g.count;
  for (const b of shape.rowBlock ?? []) n = Math.max(n, b + 1);
  return n;
}

const even = (n: number): number => n + (n & 1);

function stateSize(shape: ArrowShape, scalars: number): number {
  let primal = even(scalars);
  let dual = even(shape.rows + 1);
  for (const g of shape.psd) {
    primal += Math.ceil(g.count / 2) * 4 * g.size * g.size;
    if (g.coupled) dual += g.count * g.coupled.inputs.length * 2 * g.coupled.axes.length;
  }
  return 2 * even(primal) + even(dual) + 1;
}

/** Where the multipliers of the block-local rows begin in a state, which ends with those of all rows, filled up to an even number, and a flag. */
export function localDualOffset(size: number, rows: number, localRows: number): number {
  const global = even(rows + 1);
  return size - 1 - even(global + localRows) + global;
}

/** Triples (cone or -1, first entry, end) over entries sorted by position. */
function entrySegments(nonneg: number, coneOffset: number[], coneSize: number[], positions: Int32Array): number[] {
  const owner = (p: number, from: number): number => {
    let c = from;
    while (p >= (coneOffset[c] ?? Infinity) + (coneSize[c] ?? 0)) c++;
    return c;
  };
  const segments: number[] = [];
  let cone = 0;
  for (let e = 0; e < positions.length;) {
    const p = positions[e] ?? 0;
    let end = e + 1;
    if (p < nonneg) {
      while (end < positions.length && positions[end] === p) end++;
      segments.push(-1, e, end);
    } else {
      cone = owner(p, cone);
      const limit = (coneOffset[cone] ?? 0) + (coneSize[cone] ?? 0);
      while (end < positions.length && (positions[end] ?? 0) < limit) end++;
      segments.push(cone, e, end);
    }
    e = end;
  }
  return segments;
}

/**
 * The vectors of a group in the order of the kernels, as indices into those of the program: with coupled cones the axes, the inputs, and those of
 * the others that a term has; else all as they are.
 */
export function vectorOrder({
  vectors,
  coupled,
  terms,
}: Pick<ArrowShape['psd'][number], 'vectors' | 'coupled'> & {
  readonly terms: { readonly left: ArrayLike<number>; readonly right: ArrayLike<number> };
}): Int32Array {
  if (!coupled) return Int32Array.from({ length: vectors }, (_, s) => s);
  const order = [...coupled.axes, ...coupled.inputs];
  const present = new Set(order);
  const used = new Set([...Array.from(terms.left), ...Array.from(terms.right)]);
  for (let s = 0; s < vectors; s++) if (!present.has(s) && used.has(s)) order.push(s);
  return Int32Array.from(order);
}
