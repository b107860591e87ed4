/**
 * The words of a shape: the int32 numbers by which every kernel knows what the programs of a batch share. This table alone says which they are
 * and in which order they stand. Made from it are `writeDescriptor` and `readDescriptor` (programShape.ts), the reader of the wasm kernels
 * (kernels/wasm/words.ts, `npm run kernels:source`), and what the GPU kernels repeat of it in their uniform (src/conic/kernels/webgpu/shapeUniform.ts).
 *
 * A descriptor is the words of HEAD and its lists, then for each PSD group the words of GROUP and its lists.
 */

/** A list of a section: its length is the product of `length`, words of the section or numbers. */
export interface WordList<W extends string> {
  readonly length: readonly (W | number)[];
  readonly meaning: string;
}

/** Words by name with their meaning, and the lists that follow them, both in order. */
export interface Section<W extends string, L extends string> {
  readonly words: Readonly<Record<W, string>>;
  readonly lists: Readonly<Record<L, WordList<NoInfer<W>>>>;
}

const section = <W extends string, L extends string>(
  words: Record<W, string>,
  lists: Record<L, WordList<NoInfer<W>>>,
): Section<W, L> => ({ words, lists });

/** What all of a program shares. "Scalars" are the nonnegative variables, then all second-order cones, those of coupled groups last. */
export const HEAD = section(
  {
    rows: 'global rows',
    nonneg: 'nonnegative variables, the first of the scalars',
    groupCount: 'groups of PSD blocks',
    entryCount: 'coefficients of scalars',
    coneCount: 'second-order cones',
    segmentCount: 'runs of entries that meet one nonnegative variable or one cone',
    scalars: 'scalars of a primal vector',
    columnCount: 'scalar columns of the program: the scalars without the bodies of coupled cones',
    arrowBlocks: 'blocks of the arrow matrix: those of coupled groups, then those that `rowBlock` alone names',
    degree: 'degree of the whole cone: one of each nonnegative variable and second-order cone, n of each PSD block',
    statePrimal: 'numbers of x in a state, and of z (src/conic/words/state.ts)',
    stateDual: 'numbers of y in a state',
  },
  {
    coneOffset: { length: ['coneCount'], meaning: 'first scalar of each cone' },
    coneSize: { length: ['coneCount'], meaning: 'scalars of each cone' },
    entryRow: { length: ['entryCount'], meaning: 'row of each entry; `rows`: the objective' },
    entryPosition: { length: ['entryCount'], meaning: 'scalar of each entry, ascending' },
    segments: { length: ['segmentCount', 3], meaning: 'of each run: cone or -1, first entry, end' },
    columnPosition: { length: ['columnCount'], meaning: 'scalar of each scalar column of the program' },
    positionColumn: {
      length: ['scalars'],
      meaning: 'what is scaled as one with each scalar: a nonnegative variable, or `nonneg` and the number of its cone',
    },
    rowOwner: { length: ['rows'], meaning: 'arrow block that owns each row, -1: the border' },
  },
);

/** One group of equal PSD blocks. Slots count the vectors of a block: axes of coupled cones first, then their inputs, then the others. */
export const GROUP = section(
  {
    n: 'order of each block',
    count: 'blocks',
    vectors: 'vectors of each block',
    terms: 'functionals of each block through its vectors',
    dense: 'full Hermitian coefficients of each block',
    cones: 'coupled cones of each block',
    axes: 'axes of each coupled cone',
    cone: 'first of the coupled cones',
    arrow: 'first arrow block of a group with coupled cones',
    statePrimal: 'where the blocks begin in x and z of a state',
    stateDual: 'where the multipliers of the block-local rows begin in y of a state',
  },
  {
    left: { length: ['terms'], meaning: 'slot of v_left' },
    right: { length: ['terms'], meaning: 'slot of v_right' },
    row: { length: ['terms', 'count'], meaning: 'row of each term, [count][terms]; -1: absent, `rows`: the objective' },
    denseRow: { length: ['dense', 'count'], meaning: 'row of each full coefficient, [count][dense]; likewise' },
  },
);
