import type { RandomOptions } from './randomProgram.ts';

/** Random programs with a known optimum that every solver has to find, by what they are made of. */
export const FAMILIES: Record<string, RandomOptions> = {
  'one nonnegative variable': { seed: 10, rows: 1, nonneg: 1 },
  'nonnegative variables': { seed: 11, rows: 8, nonneg: 20 },
  'second-order cones of two sizes': {
    seed: 12,
    rows: 7,
    secondOrder: [
      { size: 4, count: 3 },
      { size: 7, count: 2 },
    ],
  },
  'second-order cones of size 1 and 2': {
    seed: 13,
    rows: 3,
    secondOrder: [
      { size: 1, count: 3 },
      { size: 2, count: 3 },
    ],
  },
  'blocks with terms': { seed: 14, rows: 6, psd: [{ size: 5, count: 2, vectors: 3, termsPerRow: 1 }] },
  'one block of size 1': { seed: 15, rows: 2, nonneg: 3, psd: [{ size: 1, count: 3, vectors: 1, termsPerRow: 1 }] },
  'blocks with terms and dense rows': {
    seed: 16,
    rows: 9,
    psd: [{ size: 4, count: 3, vectors: 2, termsPerRow: 2, denseRows: 3 }],
  },
  'every cone, two groups each': {
    seed: 17,
    rows: 10,
    nonneg: 6,
    secondOrder: [
      { size: 3, count: 2 },
      { size: 6, count: 1 },
    ],
    psd: [
      { size: 4, count: 3, vectors: 4, termsPerRow: 2, denseRows: 1 },
      { size: 2, count: 2, vectors: 1, termsPerRow: 1 },
    ],
  },
  'coupled cones on full axes': {
    seed: 18,
    rows: 6,
    nonneg: 3,
    psd: [{ size: 4, count: 3, vectors: 6, termsPerRow: 1, coupled: { inputs: 2, axes: 4 } }],
  },
  'one coupled cone on one block': {
    seed: 19,
    rows: 3,
    psd: [{ size: 3, count: 1, vectors: 2, termsPerRow: 1, coupled: { inputs: 1, axes: 1 } }],
  },
  'coupled and free groups together': {
    seed: 20,
    rows: 8,
    nonneg: 5,
    secondOrder: [{ size: 4, count: 1 }],
    psd: [
      { size: 3, count: 2, vectors: 5, termsPerRow: 2, denseRows: 2, coupled: { inputs: 3, axes: 2 } },
      { size: 3, count: 1, vectors: 2, termsPerRow: 1 },
      { size: 2, count: 3, vectors: 4, termsPerRow: 1, coupled: { inputs: 2, axes: 2 } },
    ],
  },
};
