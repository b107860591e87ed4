import type { DualVector, PrimalVector } from '../../algorithm/steps.ts';
import { GROUP, HEAD } from '../../words/words.ts';

/** The names of a record in order, without some. */
const allBut = <K extends string, O extends K = never>(
  record: Readonly<Record<K, unknown>>,
  ...others: O[]
): Exclude<K, O>[] =>
  (Object.keys(record) as K[]).filter((name): name is Exclude<K, O> => !(others as K[]).includes(name));

/** Words of a shape (src/conic/words/words.ts) that the uniform repeats, and its lists, of which the uniform has the addresses in the table. */
export const HEAD_WORDS = allBut(HEAD.words, 'segmentCount', 'columnCount', 'stateDual');
export const HEAD_LISTS = allBut(HEAD.lists, 'segments', 'columnPosition', 'rowOwner');
/** The same of a group. */
export const GROUP_WORDS = allBut(GROUP.words, 'stateDual');
export const GROUP_LISTS = allBut(GROUP.lists);

/** Some words by their names. */
export const pickWords = <W extends string>(
  names: readonly W[],
  words: Readonly<Record<W, number>>,
): Record<W, number> => Object.fromEntries(names.map((name) => [name, words[name]])) as Record<W, number>;

/** Members of `Group` in kernels/bindings.wgsl, all i32, in order. Sizes, then addresses in the data, workspace and tables. */
export const GROUP_FIELDS = [
  ...GROUP_WORDS,
  'primal',
  'dual',
  'column',
  'tie',
  'inV',
  'inW',
  'inD',
  ...GROUP_LISTS,
  'rightStart',
  'rightTerm',
  'blockRow',
  'blockRows',
  'weight',
  'denseFactor',
  'product',
  'product2',
  'zInverse',
  'gramX',
  'gramZ',
  'termValue',
  'denseValue',
  'denseProduct',
  'denseH',
  'denseVector',
  'denseGram',
  'denseTerm',
] as const;

/** Vectors of the embedding in the workspace, in order. */
export const VECTORS = {
  x: 'primal',
  z: 'primal',
  y: 'dual',
  bestX: 'primal',
  bestZ: 'primal',
  bestY: 'dual',
  b: 'dual',
  c: 'primal',
  rp: 'dual',
  rd: 'primal',
  ax: 'dual',
  aty: 'primal',
  q: 'dual',
  p: 'dual',
  e: 'dual',
  caq: 'primal',
  hcaq: 'primal',
  hrd: 'primal',
  ahrd: 'dual',
  dx: 'primal',
  dz: 'primal',
  rc: 'primal',
  w: 'primal',
  w2: 'primal',
} as const satisfies Readonly<
  Record<string, 'primal' | 'dual'> & Record<PrimalVector, 'primal'> & Record<DualVector, 'dual'>
>;

/** Members of `Shape` before its groups, all i32, in order. */
export const SHAPE_FIELDS = [
  // sizes
  ...HEAD_WORDS,
  'primal',
  'dual',
  'rowFactors',
  'columnFactors',
  'entryNorms',
  'blockRows',
  'rankOnes',
  'targets',
  'heads',
  'headWidth',
  'border',
  'blockRowsMax',
  'blockWidthMax',
  'unknowns',
  'stateSize',
  'inEntries',
  'inputSize',
  'workspace',
  // tables
  ...HEAD_LISTS,
  'positionStart',
  'positionTie',
  'rowStart',
  'rowEntry',
  'pieceStart',
  'piece',
  'normEntry',
  'rowNorms',
  'columnNorms',
  'normList',
  'blockRow',
  'blockRowTerm',
  'blockRowDense',
  'rankOne',
  'rankOneEntry',
  'schurTarget',
  'schurPart',
  'head',
  'block',
  'blockTies',
  'unknownOf',
  'unknownBlock',
  // workspace: vectors of the embedding
  ...allBut(VECTORS),
  // workspace: scaled data and scalings
  'value',
  'tieBlock',
  'tieBody',
  'rowFactor',
  'columnFactor',
  'rowMax',
  'columnMax',
  'primalScale',
  'dualScale',
  'norm',
  'curvature',
  'coneV',
  'coneW',
  'lambda',
  'beta2',
  'trial',
  'pivot',
  // workspace: Schur complement
  'rowSum',
  'pivotFloor',
  'pivotInverse',
  'unknown',
  'borderPart',
] as const;

export type GroupFields = Record<(typeof GROUP_FIELDS)[number], number>;
export type ShapeFields = Record<(typeof SHAPE_FIELDS)[number], number>;

const four = (n: number): number => (n + 3) & ~3;
/** Members and padding to a multiple of 16 bytes. */
export const paddedMembers = (names: readonly string[]): readonly string[] => [
  ...names,
  ...Array.from({ length: four(names.length) - names.length }, (_, i) => `pad${i}`),
];
const members = (names: readonly string[]): string =>
  paddedMembers(names)
    .map((n) => `${n}: i32`)
    .join(', ');

/** WGSL of `Group` and `Shape` for at most `groups` groups. Uniform arrays want elements of a multiple of 16 bytes. */
export function shapeStructs(groups: number): string {
  return `struct Group { ${members(GROUP_FIELDS)} }
struct Shape { ${members(SHAPE_FIELDS)}, groups: array<Group, ${groups}> }
`;
}

/** Room for groups in the uniform of a shape: few variants of the pipeline, since each is compiled anew. */
export function groupCapacity(groups: number): number {
  let capacity = 4;
  while (capacity < groups) capacity *= 4;
  return capacity;
}

/** int32 of a `Shape` with room for so many groups. */
export function shapeWords(groups: number): number {
  return four(SHAPE_FIELDS.length) + four(GROUP_FIELDS.length) * groups;
}

/** The bytes of a `Shape`. */
export function shapeUniform(shape: ShapeFields, groups: readonly GroupFields[]): Int32Array<ArrayBuffer> {
  const header = four(SHAPE_FIELDS.length);
  const stride = four(GROUP_FIELDS.length);
  const words = new Int32Array(shapeWords(groupCapacity(groups.length)));
  SHAPE_FIELDS.forEach((name, i) => (words[i] = shape[name]));
  groups.forEach((g, k) => GROUP_FIELDS.forEach((name, i) => (words[header + k * stride + i] = g[name])));
  return words;
}
