import { norm } from '../linalg/realVector.ts';
import { dataOf, joinData, joinSolutions, part, solutionOf } from '../conic/programBatch.ts';
import type { ConicProgram, ProgramData, ProgramShape } from '../conic/program.ts';
import type { InnerSettings } from '../conic/answerStore.ts';
import type { ConicSolution } from '../conic/solution.ts';
import { leastPrecise } from '../conic/solverPath.ts';
import { solveProgram } from '../conic/solveProgram.ts';
import { claimsNothing } from '../conic/status.ts';
import { countPrograms } from './solvedPrograms.ts';

/** Rows with a coefficient above this are scaled: the residual of a row of 1e16, say, never comes below what rounding leaves of it. */
const LARGEST = 2 ** 50;
/** The largest coefficient of a scaled row is between this and twice as much. */
const SCALED = 2 ** 20;

/**
 * `solveProgram` for programs of precoders, whose rows have coefficients of any size. A program that ends without a claim and has large rows, as of users
 * whose received power is far above the noise, is solved once more with these divided by powers of two, which changes no solution. The iterations
 * of both attempts are added.
 */
export async function solveScaled(program: ConicProgram, settings: InnerSettings = {}): Promise<ConicSolution> {
  const solution = await solveProgram(program, settings);
  countPrograms(program.data.batch);
  const factors = solution.status.map((status, i) =>
    claimsNothing(status) ? rowFactors(program.shape, dataOf(program, i)) : null,
  );
  const again = factors.flatMap((own, i) => (own ? [i] : []));
  if (again.length === 0) return solution;
  const data = joinData(again.map((i) => scaledRows(program.shape, dataOf(program, i), factors[i] as Float64Array)));
  const { warmStart: _warm, finish: _finish, ...cold } = settings;
  return merged(solution, await solveProgram({ shape: program.shape, data }, cold), again, factors);
}

/** The solution of a batch with those programs `at` taken from another one, whose rows had factors. */
function merged(
  first: ConicSolution,
  second: ConicSolution,
  at: readonly number[],
  factors: readonly (Float64Array | null)[],
): ConicSolution {
  const placeOf = new Map(at.map((i, j) => [i, j]));
  return joinSolutions(
    first.status.map((_, i) => {
      const earlier = solutionOf(first, i);
      const j = placeOf.get(i);
      if (j === undefined) return earlier;
      const own = solutionOf(second, j);
      return {
        ...own,
        multipliers: own.multipliers.map((y, row) => y * (factors[i]?.[row] ?? 1)),
        iterations: own.iterations.map((n) => n + (earlier.iterations[0] as number)),
        path: [leastPrecise([...own.path, ...earlier.path])],
      };
    }),
  );
}

/** A factor for every row of one program, 1 where none is needed; null where no row needs one. */
function rowFactors(shape: ProgramShape, data: ProgramData): Float64Array | null {
  const { rows, entryRow } = shape;
  const largest = new Float64Array(rows);
  const raise = (row: number, size: number): void => {
    if (row >= 0 && row < rows && size > (largest[row] as number)) largest[row] = size;
  };
  entryRow.forEach((row, i) => raise(row, Math.abs(data.entries[i] as number)));
  forEachBlock(shape, data, ({ lengths, termRow, weights, left, right, denseRow, dense, size }) => {
    termRow.forEach((row, t) => {
      const weight = Math.hypot(weights[2 * t] as number, weights[2 * t + 1] as number);
      raise(row, weight * (lengths[left[t] as number] as number) * (lengths[right[t] as number] as number));
    });
    const length = 2 * size * size;
    denseRow.forEach((row, i) => raise(row, norm(dense.subarray(i * length, (i + 1) * length))));
  });
  if (!largest.some(isLarge)) return null;
  return largest.map((x) => (isLarge(x) ? 2 ** -Math.floor(Math.log2(x / SCALED)) : 1));
}

function isLarge(coefficient: number): boolean {
  return coefficient > LARGEST && Number.isFinite(coefficient);
}

/** The data of one program, copied, with its rows times their factors. */
function scaledRows(shape: ProgramShape, data: ProgramData, factors: Float64Array): ProgramData {
  const factorOf = (row: number): number => factors[row] ?? 1;
  const scaled: ProgramData = {
    batch: 1,
    rhs: data.rhs.map((x, row) => x * factorOf(row)),
    entries: data.entries.map((x, i) => x * factorOf(shape.entryRow[i] as number)),
    psd: data.psd.map((d) => ({ vectors: d.vectors, weights: d.weights.slice(), dense: d.dense.slice() })),
  };
  forEachBlock(shape, scaled, ({ termRow, weights, denseRow, dense, size }) => {
    termRow.forEach((row, t) => {
      for (const at of [2 * t, 2 * t + 1]) weights[at] = (weights[at] as number) * factorOf(row);
    });
    const length = 2 * size * size;
    denseRow.forEach((row, i) => {
      for (let at = i * length; at < (i + 1) * length; at++) dense[at] = (dense[at] as number) * factorOf(row);
    });
  });
  return scaled;
}

/** One PSD block of one program; its arrays are views of the data. */
interface BlockView {
  readonly size: number;
  /** Of every vector. */
  readonly lengths: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly termRow: Int32Array;
  readonly weights: Float64Array;
  readonly denseRow: Int32Array;
  readonly dense: Float64Array;
}

function forEachBlock(shape: ProgramShape, data: ProgramData, visit: (block: BlockView) => void): void {
  shape.psd.forEach((group, g) => {
    const { size, count, vectors, terms } = group;
    const own = data.psd[g];
    if (!own) return;
    for (let k = 0; k < count; k++) {
      const all = part(own.vectors, k, count);
      visit({
        size,
        lengths: Float64Array.from({ length: vectors }, (_, i) => norm(part(all, i, vectors))),
        left: terms.left,
        right: terms.right,
        termRow: part(terms.row, k, count),
        weights: part(own.weights, k, count),
        denseRow: part(group.denseRow, k, count),
        dense: part(own.dense, k, count),
      });
    }
  });
}
