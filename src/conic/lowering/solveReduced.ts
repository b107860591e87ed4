import { solveInBatches, warmStartOf } from '../batching.ts';
import { kernelDescriptor } from '../words/descriptor.ts';
import type { ConicSettings } from '../solution.ts';
import { solveProgram } from '../solveProgram.ts';
import type { ConicStatus } from '../status.ts';
import { blockDistances, coneBlocks, distanceToCones } from './coneBlocks.ts';
import type { ParsedInput } from './conicInput.ts';
import { embedConic } from './embedConic.ts';
import { scaledNorm, type StandardProgram } from './standardProgram.ts';

/** What the interior-point method says of a program without free variables. */
export interface ReducedAnswer {
  readonly status: ConicStatus;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly iterations: number;
  /** State of the kernel; empty where none ran. */
  readonly state: Float64Array;
}

export interface ReducedJob {
  readonly program: StandardProgram;
  /** State of an earlier answer, or null. */
  readonly warm: Float64Array | null;
}

/**
 * Factor of all rows on their way to the kernel. Its answers are the same; its certificates, which are judged by the size of the rows, become stricter than
 * on rows of norm 1, so that they hold on the user's data too.
 */
export const STRICTNESS = { usual: 16, high: 4096 } as const;

/** Numbers of one call of the kernel, so that large programs are not held all at once. */
const LARGEST_CALL = 4e6;

/** Solves programs without free variables; those of one shape share a call. */
export async function solveReduced(
  jobs: readonly ReducedJob[],
  settings: Omit<ConicSettings, 'warmStart'>,
  strictness: number,
): Promise<ReducedAnswer[]> {
  return solveInBatches(jobs, shapeOf, async (batch) => {
    const [{ program }] = batch;
    if (program.rows.length === 0) return batch.map((job) => solveWithoutRows(job.program));
    const most = Math.max(1, Math.floor(LARGEST_CALL / (program.rows.length * program.n)));
    const answers: ReducedAnswer[] = [];
    for (let from = 0; from < batch.length; from += most)
      answers.push(...(await solveTogether(batch.slice(from, from + most), settings, strictness)));
    return answers;
  });
}

function shapeOf({ program: { rows, cones } }: ReducedJob): string {
  return JSON.stringify([rows.length, cones.nonneg, cones.secondOrder, cones.psd]);
}

async function solveTogether(
  jobs: readonly ReducedJob[],
  settings: Omit<ConicSettings, 'warmStart'>,
  strictness: number,
): Promise<ReducedAnswer[]> {
  const { program } = jobs[0] as ReducedJob;
  const { n } = program;
  const m = program.rows.length;
  const batch = jobs.length;
  const cost = new Float64Array(batch * n);
  const matrix = new Float64Array(batch * m * n);
  const rhs = new Float64Array(batch * m);
  jobs.forEach(({ program: p }, i) => {
    cost.set(p.cost, i * n);
    rhs.set(
      p.rhs.map((b) => b * strictness),
      i * m,
    );
    p.rows.forEach((row, r) => {
      for (const [j, a] of row) matrix[(i * m + r) * n + j] = a * strictness;
    });
  });
  const none = { values: new Float64Array(0), perProgram: false };
  const noRows = { count: 0, matrix: none, rhs: none };
  const input: ParsedInput = {
    batch,
    n,
    free: 0,
    nonneg: program.cones.nonneg,
    secondOrder: program.cones.secondOrder,
    psd: program.cones.psd,
    cost: { values: cost, perProgram: true },
    equality: { count: m, matrix: { values: matrix, perProgram: true }, rhs: { values: rhs, perProgram: true } },
    inequality: noRows,
    constraints: noRows,
    constraintSecondOrder: [],
    constraintPsd: [],
  };
  const embedded = embedConic(input);
  const { stateSize } = kernelDescriptor(embedded.program.shape);
  const warmStart = warmStartOf(
    jobs.map(({ warm }) => warm),
    stateSize,
  );
  const solution = await solveProgram(embedded.program, { ...settings, ...(warmStart ? { warmStart } : {}) });
  const { status, multipliers, iterations, state } = solution;
  const x = embedded.variables(solution);
  const width = state.length / batch;
  return jobs.map((__, i) => ({
    status: status[i] as ConicStatus,
    x: x.slice(i * n, (i + 1) * n),
    y: multipliers.slice(i * m, (i + 1) * m).map((v) => v * strictness),
    iterations: iterations[i] as number,
    state: state.slice(i * width, (i + 1) * width),
  }));
}

/** Without rows x = 0 is optimal where the cost lies in the (self-dual) cones; elsewhere the way from the cost to the cones is a ray. */
function solveWithoutRows({ n, cones, cost }: StandardProgram): ReducedAnswer {
  const blocks = coneBlocks(cones, 0);
  const none = { y: new Float64Array(0), iterations: 0, state: new Float64Array(0) };
  if (distanceToCones(blocks, cost) <= 1e-12 * (1 + scaledNorm(cost)))
    return { status: 'optimal', x: new Float64Array(n), ...none };
  const x = cost.map((c) => -c);
  blockDistances(blocks, x);
  return { status: 'unbounded', x, ...none };
}
