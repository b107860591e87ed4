import { INFO as GPU_INFO } from './conicShader.ts';
import type { ConicSolveAttributes, SolverPath } from '../kernels/conicSolve.ts';
import { type ConicAnswers, INFO, type WasmConicProgram } from '../kernels/wasmConicProgram.ts';
import { readDescriptor } from '../programShape.ts';
import { at } from './tableWriter.ts';

const OPTIMAL = 0;
const ALMOST = 1;
const INFEASIBLE = 2;
const ITERATION_LIMIT = 4;
/** Promise of `almostOptimal`. */
const ALMOST_MERIT = 1e-5;
/** Residual of a certificate in float64. */
const CERTIFICATE = 1e-7;
/** Tolerances below this are beyond float32: its answer is polished. */
const FLOAT32_TOLERANCE = 1e-6;

/** Tolerance that float32 is asked for: what it can reach, or a start for float64. */
export function gpuTolerance(tolerance: number): number {
  return tolerance < FLOAT32_TOLERANCE ? 1e-5 : tolerance;
}

/**
 * Turns float32 answers into claims that hold in float64 on unscaled data. A solution keeps its status where its merit, computed again, allows it;
 * a certificate of infeasibility where its residual is below 1e-7. Everything else is solved by the float64 kernel, from the float32 solution
 * where there is one; only a program that ran into the iteration limit is left as it is.
 *
 * @param program laid out for the batch.
 * @param answers of the batch; the chunk's are filled in.
 */
export function finishChunk(
  program: WasmConicProgram,
  attributes: ConicSolveAttributes,
  first: number,
  float32: Float32Array,
  answers: ConicAnswers,
  paths: SolverPath[],
): void {
  const { stateSize, tolerance } = attributes;
  const width = GPU_INFO + stateSize;
  const scatter = stateScatter(attributes);
  const state = new Float64Array(stateSize);
  for (let j = 0; j * width < float32.length; j++) {
    const i = first + j;
    const info = float32.subarray(j * width, j * width + GPU_INFO);
    state.set(float32.subarray(j * width + GPU_INFO, (j + 1) * width));
    program.load(i);
    const claim = claimOf(program, info, state, tolerance);
    if (claim) {
      paths[i] = 'float32';
      answers.info.set([claim.status, at(info, 1), claim.merit, claim.objective, claim.dualObjective], i * INFO);
      state[stateSize - 1] = claim.status <= ALMOST ? 1 : 0;
      scatter(state, i, answers);
      continue;
    }
    const usable = at(info, 0) <= ALMOST;
    paths[i] = usable ? 'float32+float64' : 'float64';
    program.solve(i, answers, usable ? state : undefined);
    answers.info[i * INFO + 1] = at(answers.info, i * INFO + 1) + at(info, 1);
  }
}

interface Claim {
  readonly status: number;
  readonly merit: number;
  readonly objective: number;
  readonly dualObjective: number;
}

/** What can be said of a float32 answer, or undefined where float64 has to work. */
function claimOf(
  program: WasmConicProgram,
  info: Float32Array,
  state: Float64Array,
  tolerance: number,
): Claim | undefined {
  const status = at(info, 0);
  if (status <= ALMOST) {
    const { merit, objective, dualObjective } = program.verify(state);
    if (merit < tolerance) return { status: OPTIMAL, merit, objective, dualObjective };
    if (merit < ALMOST_MERIT && tolerance >= FLOAT32_TOLERANCE)
      return { status: ALMOST, merit, objective, dualObjective };
    return undefined;
  }
  const none = { objective: NaN, dualObjective: NaN };
  if (status === INFEASIBLE) {
    const merit = program.verifyInfeasible(state, CERTIFICATE);
    return merit < CERTIFICATE ? { status, merit, ...none } : undefined;
  }
  if (status === ITERATION_LIMIT) return { status, merit: at(info, 2), ...none };
  return undefined;
}

/** Writes a state's scalars, multipliers and blocks into the answers; see kernels/wasm/layout.ts for the state. */
function stateScatter(a: ConicSolveAttributes): (state: Float64Array, i: number, answers: ConicAnswers) => void {
  const { columnPosition, scalars } = readDescriptor(a.descriptor);
  const even = (n: number): number => n + (n & 1);
  const bases: number[] = [];
  let primal = even(scalars);
  for (const g of a.groups) {
    bases.push(primal);
    primal += Math.ceil(g.count / 2) * 4 * g.size * g.size;
  }
  const rows = 2 * even(primal);
  return (state, i, answers) => {
    answers.state.set(state, i * a.stateSize);
    for (let c = 0; c < a.columns; c++) answers.scalars[i * a.columns + c] = at(state, at(columnPosition, c));
    answers.multipliers.set(state.subarray(rows, rows + a.rows), i * a.rows);
    a.groups.forEach((g, k) => {
      const nn = g.size * g.size;
      const psd = answers.psd[k] as Float64Array;
      for (let b = 0; b < g.count; b++) {
        const from = (bases[k] as number) + (b >> 1) * 4 * nn + (b & 1);
        const to = (i * g.count + b) * 2 * nn;
        for (let e = 0; e < nn; e++) {
          psd[to + 2 * e] = at(state, from + 2 * e);
          psd[to + 2 * e + 1] = at(state, from + 2 * nn + 2 * e);
        }
      }
    });
  };
}
