import type { InnerSettings } from '../../conic/answerStore.ts';
import { solveInBatches, warmStartOf } from '../../conic/batching.ts';
import type { Column, Value } from '../../conic/builder/columns.ts';
import { ProgramLayouts } from '../../conic/builder/programLayouts.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import { costOf, type SolverCost } from '../solverCost.ts';
import { solveScaled } from '../solveScaled.ts';
import type { TransmitProblem, TransmitVectors } from './transmitProblem.ts';
import { describeTransmit, transmitKey, type TransmitStep } from './transmitProgram.ts';

/** A step to be made. */
export interface StepFrom extends TransmitStep {
  /** State of the last step; null: the solve starts cold. */
  readonly state: Float64Array | null;
}

/** Solution of one linearised program. */
export interface SolvedStep {
  readonly status: ConicStatus;
  readonly merit: number;
  /** Null without a solution. */
  readonly vectors: TransmitVectors | null;
  readonly state: Float64Array;
  readonly cost: SolverCost;
}

const layouts = new ProgramLayouts();

/** Solves the programs linearised at the current points, from the states of the last steps; those of one shape are one batch. */
export async function solveSteps(steps: readonly StepFrom[], settings: InnerSettings): Promise<SolvedStep[]> {
  return solveInBatches(
    steps,
    (s) => transmitKey(s.problem),
    (batch, key) => solveGroup(key, batch, settings),
  );
}

async function solveGroup(key: string, group: readonly StepFrom[], settings: InnerSettings): Promise<SolvedStep[]> {
  const { program, described, valueIn } = layouts.build(key, group, describeTransmit);
  const states = group.map((s) => s.state);
  const warmStart = warmStartOf(states, states.find((state) => state !== null)?.length ?? 0);
  const solution = await solveScaled(program, { ...settings, ...(warmStart ? { warmStart } : {}) });
  const columns = solution.scalars.length / group.length;
  const stateSize = solution.state.length / group.length;
  return group.map((s, i) => {
    const status = solution.status[i] ?? 'numericalError';
    const scalars = solution.scalars.subarray(i * columns, (i + 1) * columns);
    return {
      status,
      merit: solution.merit[i] as number,
      vectors: isSolved(status) ? readVectors(s.problem, described[i] ?? [], valueIn(scalars)) : null,
      state: solution.state.slice(i * stateSize, (i + 1) * stateSize),
      cost: costOf([{ iterations: solution.iterations[i] as number, path: solution.path[i] ?? 'float64' }]),
    };
  });
}

/** The vectors of a solution, all of them shortened where a BS would send more than its budget by what the solver's tolerance leaves. */
function readVectors(p: TransmitProblem, columns: readonly (readonly Column[])[], value: Value): TransmitVectors {
  const root = Math.sqrt(p.powerBudget);
  const vectors = Float64Array.from(columns.flat(), (column) => root * value(column));
  const energy = new Float64Array(p.stations);
  const each = (2 * p.antennas) / p.stations;
  vectors.forEach((x, i) => {
    const station = Math.floor(i / each) % p.stations;
    energy[station] = (energy[station] as number) + x * x;
  });
  const excess = Math.max(...energy) / (p.frameLength * p.powerBudget);
  return excess > 1 ? vectors.map((x) => x / Math.sqrt(excess)) : vectors;
}
