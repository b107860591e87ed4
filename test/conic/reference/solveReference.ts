import { denseLayout, densePsd, denseScalars, lowerDense } from './lowerDense.ts';
import { localRows, scalarColumns, type ConicProgram } from '../../../src/conic/program.ts';
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE } from '../../../src/conic/settings.ts';
import type { DenseSettings } from '../../../src/conic/reference/denseState.ts';
import type { ConicSettings, ConicSolution } from '../../../src/conic/solution.ts';
import type { ConicStatus } from '../../../src/conic/status.ts';
import { validateProgram, validateSettings } from '../../../src/conic/validateProgram.ts';
import { solveDense } from '../../../src/conic/reference/solveDense.ts';

/**
 * Reference solver: every program of the batch in turn, with explicit dense A, in plain float64 TypeScript. It shares no code with the
 * kernels of `solveProgram` and is their oracle: same algorithm, statuses, merit and normalisation of certificates.
 *
 * @param program shape and data, see `ConicProgram`.
 * @param settings tolerance on the merit (default 1e-8), maxIterations (default 60), warmStart: `state` of an earlier solution by this
 *   function, [batch, stateSize] with stateSize = 2 n + m + 1 (x | y | z | 1 if solved); rows with NaN or without a solution start cold.
 * @param asKernel steps to the boundary and equilibration of a kernel for program `index`, so that the iterates are those of that kernel.
 * @throws InputError on a wrong shape, index or number; never for a numerical reason.
 */
export function solveReference(
  program: ConicProgram,
  settings: ConicSettings = {},
  asKernel: (index: number) => Pick<DenseSettings, 'trials' | 'equilibration'> = () => ({}),
): ConicSolution {
  validateProgram(program);
  const { shape, data } = program;
  const layout = denseLayout(shape);
  const stateSize = 2 * layout.n + shape.rows + localRows(shape) + 1;
  validateSettings(settings, data.batch, stateSize);
  const columns = scalarColumns(shape);
  const status: ConicStatus[] = [];
  const solution = {
    status,
    objective: new Float64Array(data.batch),
    dualObjective: new Float64Array(data.batch),
    merit: new Float64Array(data.batch),
    iterations: new Int32Array(data.batch),
    path: Array.from({ length: data.batch }, () => 'float64' as const),
    scalars: new Float64Array(data.batch * columns),
    psd: shape.psd.map((g) => new Float64Array(data.batch * g.count * g.size * g.size * 2)),
    multipliers: new Float64Array(data.batch * shape.rows),
    state: new Float64Array(data.batch * stateSize),
  };
  for (let i = 0; i < data.batch; i++) {
    const warm = settings.warmStart?.subarray(i * stateSize, (i + 1) * stateSize);
    const usable = warm !== undefined && warm[stateSize - 1] === 1 && !warm.some(Number.isNaN);
    const answer = solveDense(lowerDense(program, i), {
      tolerance: settings.tolerance ?? DEFAULT_TOLERANCE,
      maxIterations: settings.maxIterations ?? DEFAULT_ITERATIONS,
      warm: usable ? warm.subarray(0, stateSize - 1) : null,
      finish: settings.finish === true,
      ...asKernel(i),
    });
    status.push(answer.status);
    solution.objective[i] = answer.objective;
    solution.dualObjective[i] = answer.dualObjective;
    solution.merit[i] = answer.merit;
    solution.iterations[i] = answer.iterations;
    solution.scalars.set(denseScalars(layout, answer.x), i * columns);
    densePsd(shape, layout, answer.x).forEach((blocks, g) => solution.psd[g]?.set(blocks, i * blocks.length));
    solution.multipliers.set(answer.y.subarray(0, shape.rows), i * shape.rows);
    const state = solution.state.subarray(i * stateSize, (i + 1) * stateSize);
    state.set(answer.x);
    state.set(answer.y, answer.x.length);
    state.set(answer.z, answer.x.length + answer.y.length);
    state[stateSize - 1] = Number.isNaN(answer.objective) ? 0 : 1;
  }
  return solution;
}
