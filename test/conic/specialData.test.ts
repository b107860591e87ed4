import { describe, expect, it } from 'vitest';
import { HALVINGS } from '../../src/conic/algorithm/constants.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { differenceOfPoints } from './describeIterates.ts';
import { FAMILIES } from './families.ts';
import { randomProgram, type RandomOptions } from './randomProgram.ts';
import { kernelPieces } from './reference/kernelPieces.ts';
import { solveReference } from './reference/solveReference.ts';

const NAMES = [
  'blocks with terms and dense rows',
  'every cone, two groups each',
  'coupled cones on full axes',
  'coupled and free groups together',
] as const;

/** Makes the vectors of some slots unit vectors, the same in all blocks of a group. */
function withUnitVectors({ shape, data }: ConicProgram, isUnit: (slot: number) => boolean): void {
  shape.psd.forEach(({ size, vectors }, g) => {
    const all = data.psd[g]?.vectors ?? new Float64Array(0);
    for (let o = 0, slot = 0; o < all.length; o += 2 * size, slot = (slot + 1) % vectors) {
      if (!isUnit(slot)) continue;
      all.fill(0, o, o + 2 * size);
      all[o + 2 * (slot % size)] = 1;
    }
  });
}

/** Full coefficients without what is off their diagonals, and with every third element of those 0. */
function withDiagonals({ shape, data }: ConicProgram): void {
  shape.psd.forEach(({ size }, g) => {
    data.psd[g]?.dense.forEach((_, o, dense) => {
      const [part, j, i] = [o % 2, (o >> 1) % size, Math.floor(o / (2 * size)) % size];
      if (part === 1 || i !== j || Math.floor(o / 2) % 3 === 0) dense[o] = 0;
    });
  });
}

const CHANGES: Record<string, (program: ConicProgram) => void> = {
  'every second vector is a unit vector': (p) => {
    withUnitVectors(p, (slot) => slot % 2 === 0);
  },
  'all vectors are unit vectors': (p) => {
    withUnitVectors(p, () => true);
  },
  'unit vectors that differ from block to block': ({ shape, data }) => {
    shape.psd.forEach(({ size }, g) => {
      const all = data.psd[g]?.vectors ?? new Float64Array(0);
      all.fill(0);
      for (let i = 0; 2 * size * i < all.length; i++) all[2 * (size * i + (i % size))] = 1;
    });
  },
  'unit vectors of some blocks alone': ({ data }) => {
    data.psd.forEach(({ vectors }) => vectors.fill(0, 0, 4).fill(1, 0, 1));
  },
  'full coefficients are diagonal': withDiagonals,
  'full coefficients are diagonal, and vectors unit vectors': (p) => {
    withDiagonals(p);
    withUnitVectors(p, (slot) => slot % 2 === 1);
  },
};

describe('numbers of a special form give the iterates of the explicit rows', () => {
  it.each(NAMES.flatMap((name) => Object.keys(CHANGES).map((change) => ({ name, change }))))(
    '$name: $change',
    async ({ name, change }) => {
      const { program } = randomProgram({ ...(FAMILIES[name] as RandomOptions), batch: 2 });
      CHANGES[change]?.(program);
      for (let maxIterations = 1; maxIterations <= 5; maxIterations++) {
        const settings = { tolerance: 1e-300, maxIterations };
        const own = await solveProgram(program, settings);
        const expected = solveReference(program, settings, (index) => ({
          trials: HALVINGS,
          equilibration: kernelPieces(program, index),
        }));
        expect(own.iterations).toEqual(expected.iterations);
        expect(differenceOfPoints(own, expected)).toBeLessThan(1e-9);
      }
    },
  );
});
