import { runSteps } from '../algorithm/runSteps.ts';
import type { DenseProgram } from './denseProgram.ts';
import { type ConicStatus, isSolved } from '../status.ts';
import { type DenseSettings, type DenseState, denseState } from './denseState.ts';
import { denseDecisions, denseStages } from './stages.ts';
import { applyA, applyAdjoint, standardForm } from './standardForm.ts';

/** Answer on unscaled data; a certificate has b^T y = 1 (infeasible) or c^T x = -1 (unbounded). */
export interface DenseSolution {
  readonly status: ConicStatus;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly objective: number;
  readonly dualObjective: number;
  readonly merit: number;
  /** Of all starts. */
  readonly iterations: number;
}

/**
 * Solves one program with explicit rows by the steps of src/conic/algorithm, in plain float64. A warm start that does not end in an answer is repeated
 * cold. Never throws for a numerical reason.
 */
export function solveDense(program: DenseProgram, settings: DenseSettings): DenseSolution {
  const form = standardForm(program, settings.equilibration);
  const state = denseState(form, settings);
  const { vectors } = state;
  runSteps({
    applyA: (from, to) => {
      applyA(form, vectors[from], vectors[to]);
    },
    applyAdjoint: (from, to) => {
      applyAdjoint(form, vectors[from], vectors[to]);
    },
    applyH: (from, to) => {
      form.cone.applyH(vectors[from], vectors[to]);
    },
    solve: (names) => {
      for (const name of names) state.schur?.solve(vectors[name]);
    },
    stages: denseStages(state),
    decisions: denseDecisions(state),
  });
  return unscale(state);
}

/** Undoes scaling and homogenisation; the standard form keeps its rows last to first. */
function unscale({ form, best, status, merit, iterations, spent, normalization }: DenseState): DenseSolution {
  const { scaleB, scaleC, rowScale, columnScale } = form;
  const x = best.x.map((v, j) => (v * (columnScale[j] as number)) / (scaleB * normalization));
  const y = best.y.map((v, i) => (v * (rowScale[i] as number)) / (scaleC * normalization)).reverse();
  const z = best.z.map((v, j) => v / ((columnScale[j] as number) * scaleC * normalization));
  const solved = isSolved(status);
  const objective = solved ? best.primal : NaN;
  const dualObjective = solved ? best.dual : NaN;
  return { status, x, y, z, objective, dualObjective, merit, iterations: iterations + spent };
}
