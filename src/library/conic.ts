import * as z from 'zod';
import { smat as toMatrix, svec as toVector } from '../conic/cones/hermitianPsd.ts';
import type { ConicAnswer } from '../conic/conicAnswer.ts';
import type { ConicInput } from '../conic/lowering/conicInput.ts';
import { requireFewVariables } from '../conic/memoryLimits.ts';
import { type ConicProgram, type ProgramShape, scalarColumns } from '../conic/program.ts';
import type { ConicSettings, ConicSolution, ProgramSettings } from '../conic/solution.ts';
import { solveProgram as solveShape } from '../conic/solveProgram.ts';
import { solveConic as solveInput } from '../conic/solveConic.ts';
import { count } from '../problems/fieldSchemas.ts';
import { flag, float64, int32, numbers, solverSettings } from './fields.ts';
import { requireArgument, requireOptions } from './requireArgument.ts';
import { requireFinite, requireNumbers } from './requireNumbers.ts';

const size = { size: count, count };
const zeroOrMore = z.int().min(0).max(1_000_000);
const rows = z.strictObject({ matrix: numbers, rhs: numbers, rows: count.optional() });
const inputSchema = z.strictObject({
  cost: numbers,
  equality: rows.optional(),
  inequality: rows.optional(),
  constraints: z
    .strictObject({
      secondOrder: z.array(z.strictObject({ ...size, matrix: numbers, rhs: numbers })).optional(),
      psd: z.array(z.strictObject({ ...size, real: flag, matrix: numbers, rhs: numbers })).optional(),
    })
    .optional(),
  cones: z.strictObject({
    free: zeroOrMore.optional(),
    nonneg: zeroOrMore.optional(),
    secondOrder: z.array(z.strictObject(size)).optional(),
    psd: z.array(z.strictObject({ ...size, real: flag })).optional(),
  }),
  batch: count.optional(),
});
const conicSettings = solverSettings.extend({ warmStart: float64.optional() });
const programSettings = conicSettings.extend({ scalarsOnly: flag });
/** Every field of a shape: one that is missing here would be refused as unknown. */
const shapeFields = {
  rows: count,
  nonneg: zeroOrMore,
  secondOrder: z.array(z.strictObject(size)),
  psd: z.array(
    z.strictObject({
      ...size,
      vectors: zeroOrMore,
      terms: z.strictObject({ left: int32, right: int32, row: int32 }),
      denseCount: zeroOrMore,
      denseRow: int32,
      coupled: z.strictObject({ inputs: int32, axes: int32 }).nullable(),
    }),
  ),
  entryRow: int32,
  entryColumn: int32,
  rowBlock: int32.optional(),
} satisfies Record<keyof ProgramShape, z.ZodType>;
const programSchema = z.strictObject({
  shape: z.strictObject(shapeFields),
  data: z.strictObject({
    batch: count,
    rhs: float64,
    entries: float64,
    psd: z.array(z.strictObject({ vectors: float64, weights: float64, dense: float64 })),
  }),
});

/**
 * Solves a batch of cone programs of one shape:
 *
 *     minimise cost^T x   subject to   A x = b,   G x <= h,   d - D x in K,   x = [free | nonneg | second-order cones | PSD blocks] in the cones,
 *     maximise b^T y - h^T w - d^T v   subject to   cost - A^T y + G^T w + D^T v = z in the dual cone (0 | nonneg | same | same),   w >= 0,   v in K,
 *
 * K a product of second-order cones and PSD blocks (`input.constraints`: bounds on norms, linear matrix inequalities).
 *
 * Each field is shared by the batch or given per program; matrices are dense, row-major, flat or nested, and copied when the call is made. A homogeneous
 * self-dual interior-point method in float64; every program ends in its own status, and bad numerics never throw. Free variables are eliminated, rows
 * that follow from others are dropped, rows that contradict others end in `infeasible` with a proof, and a program is solved as its dual where the dual
 * has fewer rows
 * (docs/decisions/0023-free-variables-dependent-and-constraint-rows.md).
 *
 * `optimal` says that the merit of x, y, w and v is below the tolerance (or below 1e-8, where the tolerance is smaller). The merit is the largest of
 * norm(A x - b, max(G x - h, 0), distance of d - D x from K) / (1 + norm(b, h, d)), distance of z from the dual cone / (1 + norm cost) and
 * abs(p - q) / (1 + min(abs(p), abs(q))), p and q the two objectives, on the data as given (docs/numerics.md has the details).
 * `infeasible` and `unbounded` come with a certificate that was checked on these data.
 *
 * @example The largest eigenvalue of [[2, 1], [1, 2]]: maximise tr(C X) with tr(X) = 1. In svec coordinates (X11, X22, sqrt(2) X21):
 * ```ts
 * const { objective } = await solveConic({
 *   cost: [-2, -2, -Math.SQRT2],
 *   equality: { matrix: [[1, 1, 0]], rhs: [1] },
 *   cones: { psd: [{ size: 2, count: 1, real: true }] },
 * }); // objective[0] = -3
 * ```
 * @example The same as a linear matrix inequality: the least t with t I - C positive semidefinite, D = -svec(I), d = -svec(C).
 * ```ts
 * const { x } = await solveConic({
 *   cost: [1],
 *   constraints: {
 *     psd: [{ size: 2, count: 1, real: true, matrix: [[-1], [-1], [0]], rhs: [-2, -2, -Math.SQRT2] }],
 *   },
 *   cones: { free: 1 },
 * }); // x[0] = 3
 * ```
 * @param input cost [n] or [batch, n]; matrices [m, n] or [batch, m, n]; right-hand sides [m] or [batch, m].
 * @param settings tolerance on the merit (default 1e-8), maxIterations (default 60) of each try: where you give it, a program that
 * reaches it is not tried in another way; warmStart (the `state` of an earlier answer; a program whose reduction has another shape starts cold).
 * @throws InputError on unknown fields, wrong shapes and numbers that are not finite.
 */
export async function solveConic(input: ConicInput, settings: ConicSettings = {}): Promise<ConicAnswer> {
  requireOptions(input, inputSchema, 'input');
  requireArgument('settings', settings, conicSettings);
  return solveInput(input, settings);
}

/**
 * Solves a batch of conic programs of one shape by a homogeneous self-dual interior-point method on the backend of this process
 * (`startBackend`; cpu, float64 throughout, when none was started).
 *
 * Each program has its own status; a program's answer does not depend on its neighbours. Never throws for a numerical reason.
 *
 * @param program shape and data, see `ConicProgram`.
 * @param settings tolerance (default 1e-8 on the merit; see `ConicSettings`), maxIterations (default 60), warmStart ([batch, stateSize], NaN rows start cold),
 * scalarsOnly (no PSD blocks and no state in the solution).
 * @throws InputError on an unknown field, a wrong shape, index or number.
 */
export async function solveProgram(program: ConicProgram, settings: ProgramSettings = {}): Promise<ConicSolution> {
  requireOptions(program, programSchema, 'program');
  requireArgument('settings', settings, programSettings);
  const { batch, rhs, entries, psd } = program.data;
  const inBlocks = program.shape.psd.reduce((sum, { size: order, count: blocks }) => sum + blocks * order ** 2, 0);
  requireFewVariables('data.batch', batch * (scalarColumns(program.shape) + inBlocks));
  requireFinite('data.rhs', rhs);
  requireFinite('data.entries', entries);
  psd.forEach(({ vectors, weights, dense }, i) => {
    requireFinite(`data.psd[${i}].vectors`, vectors);
    requireFinite(`data.psd[${i}].weights`, weights);
    requireFinite(`data.psd[${i}].dense`, dense);
  });
  return solveShape(program, settings);
}

/**
 * Hermitian matrix [n, n, 2] to n^2 real coordinates: the n diagonal elements, sqrt(2) Re and then sqrt(2) Im of the strict lower
 * triangle, row by row. An isometry: svec(A) . svec(B) = tr(A B). Reads the Hermitian part (M + M^H) / 2.
 *
 * @param out receives the coordinates, [n^2].
 * @throws InputError on arrays of other sizes.
 */
export function svec(n: number, matrix: Float64Array, out: Float64Array): void {
  requireArgument('n', n, count);
  requireNumbers('matrix', matrix, 2 * n * n, '[n][n][2]');
  requireNumbers('out', out, n * n, '[n^2]');
  toVector(n, matrix, out);
}

/**
 * Inverse of `svec`: n^2 coordinates to the Hermitian matrix [n, n, 2].
 *
 * @param out receives the matrix, [n][n][2].
 * @throws InputError on arrays of other sizes.
 */
export function smat(n: number, vector: Float64Array, out: Float64Array): void {
  requireArgument('n', n, count);
  requireNumbers('vector', vector, n * n, '[n^2]');
  requireNumbers('out', out, 2 * n * n, '[n][n][2]');
  toMatrix(n, vector, out);
}
