import { invariant } from '../../errors.ts';
import type { ProgramShape, PsdGroup } from '../program.ts';
import { vectorPlaces } from '../words/kernelOrder.ts';
import type { Column, Cone } from './columns.ts';

/** Kinds of calls that a description makes. */
export const CALL = {
  blocks: 0,
  nonneg: 1,
  cone: 2,
  couple: 3,
  row: 4,
  entry: 5,
  term: 6,
  add: 7,
  dense: 8,
  matrix: 9,
  vector: 10,
} as const;

/** Row of the objective in a call. */
export const OBJECTIVE = -1;

/** A call of a description without its numbers. */
export interface Call {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  /** What the call is about; of a call with numbers, where they stand in the arrays of a program, -1 where they are not wanted. */
  place: number;
}

/** PSD blocks of one order. */
export interface BlockGroup {
  readonly count: number;
  readonly size: number;
  readonly vectors: number;
  /** Number of its first block. */
  readonly first: number;
}

/** A functional of the blocks of a group. */
export interface GroupTerm {
  readonly group: number;
  readonly left: number;
  readonly right: number;
  /** Added to the number of a block, the number of the functional of that block in a call. */
  readonly base: number;
}

/** What a description declares and writes. */
export interface Description {
  readonly calls: readonly Call[];
  /** By id. */
  readonly columns: readonly Column[];
  readonly cones: readonly Cone[];
  readonly heads: readonly Column[];
  readonly secondOrder: readonly { readonly size: number; readonly count: number }[];
  readonly rowBlock: readonly number[];
  readonly groups: readonly BlockGroup[];
  readonly terms: readonly GroupTerm[];
  readonly dense: number;
  readonly coupled: { readonly inputs: Int32Array; readonly axes: Int32Array } | null;
}

/** The layout of all programs of one kind. */
export interface ProgramLayout {
  readonly shape: ProgramShape;
  /** The calls of the description in their order. */
  readonly kind: Uint8Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly place: Int32Array;
  /** `GroupTerm.base` of each term. */
  readonly termBase: Int32Array;
  readonly columns: readonly Column[];
  readonly cones: readonly Cone[];
  readonly heads: readonly Column[];
  /** Scalar column of each column, by id. */
  readonly columnPlace: Int32Array;
}

/** Places the numbers of a description in the order of the kernels. */
export function layoutOf(own: Description): ProgramLayout {
  const { calls, columns, rowBlock } = own;
  const columnPlace = placeColumns(columns);
  const shape: ProgramShape = {
    rows: rowBlock.length,
    nonneg: columns.filter((c) => c.kind === 'nonneg').length,
    secondOrder: own.secondOrder,
    psd: own.groups.map((_, index) => placeGroup(own, index)),
    ...placeEntries(own, columnPlace),
    ...(rowBlock.some((b) => b >= 0) ? { rowBlock: Int32Array.from(rowBlock) } : {}),
  };
  return {
    shape,
    kind: Uint8Array.from(calls, (c) => c.kind),
    first: Int32Array.from(calls, (c) => c.first),
    second: Int32Array.from(calls, (c) => c.second),
    place: Int32Array.from(calls, (c) => c.place),
    termBase: Int32Array.from(own.terms, (t) => t.base),
    columns,
    cones: own.cones,
    heads: own.heads,
    columnPlace,
  };
}

/** Where the columns of each kind stand, in the order of src/conic/program.ts: nonnegative ones first, then the second-order cones, then the heads. */
const KIND_PLACES: Readonly<Record<Column['kind'], number>> = { nonneg: 0, secondOrder: 1, head: 2 };

/** The place of each column by its id: kind after kind, and within a kind in the order in which they were declared. */
function placeColumns(columns: readonly Column[]): Int32Array {
  const places = new Int32Array(columns.length);
  [...columns]
    .sort((a, b) => KIND_PLACES[a.kind] - KIND_PLACES[b.kind] || a.id - b.id)
    .forEach(({ id }, place) => (places[id] = place));
  return places;
}

/** Entries by column, those of one column by row, the objective last. */
function placeEntries(
  { calls, columns, rowBlock }: Description,
  columnPlace: Int32Array,
): Pick<ProgramShape, 'entryRow' | 'entryColumn'> {
  const entries = callsOf(calls, CALL.entry)
    .map((call) => ({
      call,
      row: call.first === OBJECTIVE ? rowBlock.length : call.first,
      column: columnPlace[call.second] as number,
    }))
    .sort((a, b) => a.column - b.column || a.row - b.row);
  entries.forEach(({ call, row, column }, i) => {
    const before = entries[i - 1];
    invariant(
      before?.row !== row || before.column !== column,
      `the coefficient of ${columns[call.second]?.name} in row ${row} is written twice`,
    );
    call.place = i;
  });
  return { entryRow: Int32Array.from(entries, (e) => e.row), entryColumn: Int32Array.from(entries, (e) => e.column) };
}

function placeGroup({ calls, groups, terms, dense, coupled: cones }: Description, index: number): PsdGroup {
  const { count, size, vectors, first } = groups[index] as BlockGroup;
  const own = terms.filter((term) => term.group === index);
  const [left, right] = [own.map((term) => term.left), own.map((term) => term.right)];
  const coupled = index === 0 ? cones : null;
  const denseCount = index === 0 ? dense : 0;
  const of = vectorPlaces({ vectors, coupled, terms: { left, right } });
  const placed = (slot: number): number => of[slot] as number;
  const used = of.reduce((n, p) => (p < 0 ? n : n + 1), 0);
  const adds = callsOf(calls, CALL.add);
  const row = placeByBlock(
    adds,
    own.map(({ base }) => base + first),
    count,
    'term',
  );
  left.forEach((_, t) =>
    invariant(
      Array.from({ length: count }, (_k, k) => row[k * left.length + t]).some((r) => r !== -1),
      `term ${t} is in no row`,
    ),
  );
  const denseRow = placeByBlock(
    callsOf(calls, CALL.matrix),
    Array.from({ length: denseCount }, (_, i) => i * count),
    count,
    'matrix',
  );
  const written = new Set<number>();
  for (const call of callsOf(calls, CALL.vector)) {
    const block = call.first - first;
    if (block < 0 || block >= count) continue;
    const place = placed(call.second);
    if (place < 0) {
      call.place = -1;
      continue;
    }
    call.place = (block * used + place) * size * 2;
    invariant(!written.has(call.place), `vector ${call.second} of block ${block} is written twice`);
    written.add(call.place);
  }
  invariant(written.size === count * used, 'every vector of a term or cone is written');
  return {
    size,
    count,
    vectors: used,
    terms: { left: Int32Array.from(left, placed), right: Int32Array.from(right, placed), row },
    denseCount,
    denseRow,
    coupled: coupled && { inputs: coupled.inputs.map(placed), axes: coupled.axes.map(placed) },
  };
}

/**
 * Places the calls (functional of a block, row) of some functionals at [block][functional]; the rows there, -1 where a block has none.
 *
 * @param bases number of each functional of the first block in a call; those of the other blocks follow it.
 */
function placeByBlock(calls: readonly Call[], bases: readonly number[], count: number, name: string): Int32Array {
  const places = new Map<number, number>();
  bases.forEach((base, functional) => {
    for (let block = 0; block < count; block++) places.set(base + block, block * bases.length + functional);
  });
  const rows = new Int32Array(bases.length * count).fill(-1);
  for (const call of calls) {
    const at = places.get(call.first);
    if (at === undefined) continue; // of another group
    invariant(
      rows[at] === -1,
      `${name} ${at % bases.length} of block ${Math.floor(at / bases.length)} is written twice`,
    );
    rows[at] = call.second;
    call.place = at;
  }
  return rows;
}

function callsOf(calls: readonly Call[], kind: number): Call[] {
  return calls.filter((call) => call.kind === kind);
}
