/** Members of `Group` in kernels/bindings.wgsl, all i32, in order. Sizes, then addresses in the data, workspace and tables. */
export const GROUP_FIELDS = [
  'n',
  'count',
  'vectors',
  'terms',
  'dense',
  'cones',
  'axes',
  'cone',
  'arrow',
  'primal',
  'statePrimal',
  'dual',
  'column',
  'tie',
  'inV',
  'inW',
  'inD',
  'left',
  'right',
  'row',
  'denseRow',
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

/** Members of `Shape` before its groups, all i32, in order. */
export const SHAPE_FIELDS = [
  // sizes
  'rows',
  'nonneg',
  'scalars',
  'entryCount',
  'coneCount',
  'groupCount',
  'primal',
  'dual',
  'degree',
  'rowFactors',
  'columnFactors',
  'entryNorms',
  'blockRows',
  'rankOnes',
  'targets',
  'heads',
  'headWidth',
  'arrowBlocks',
  'border',
  'blockRowsMax',
  'blockWidthMax',
  'unknowns',
  'statePrimal',
  'stateSize',
  'inEntries',
  'inputSize',
  'workspace',
  // tables
  'coneOffset',
  'coneSize',
  'entryRow',
  'entryPosition',
  'positionStart',
  'positionTie',
  'positionColumn',
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
  'x',
  'z',
  'y',
  'bestX',
  'bestZ',
  'bestY',
  'b',
  'c',
  'rp',
  'rd',
  'ax',
  'aty',
  'q',
  'p',
  'e',
  'caq',
  'hcaq',
  'hrd',
  'ahrd',
  'dx',
  'dz',
  'rc',
  'w',
  'w2',
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
