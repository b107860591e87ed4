import type { ConicSettings, ConicSolution } from '../solution.ts';
import { dot } from '../../linalg/realVector.ts';
import { solveProgram } from '../solveProgram.ts';
import { kernelDescriptor } from '../words/descriptor.ts';
import type { ParsedInput, ParsedRows } from './conicInput.ts';
import { embedConic } from './embedConic.ts';
import { judgeProof, judgeRay } from './judgeAnswer.ts';
import type { BatchedNumbers } from './numbers.ts';
import type { ProgramAnswer } from './programAnswer.ts';
import type { UserProgram } from './userProgram.ts';
import { plainStates } from './warmStates.ts';

/** A program that the interior-point method takes as it is. */
export interface OrdinaryJob {
  /** Its place in the input. */
  readonly i: number;
  readonly user: UserProgram;
  /** Its row of the packed warm start of a batch with others, or null. */
  readonly warm: Float64Array | null;
}

/**
 * Solves programs that the interior-point method takes as they are, and checks each certificate on the user's data.
 *
 * @param alone the batch has no others: the settings' own warm start goes to the kernel.
 */
export async function solveOrdinary(
  input: ParsedInput,
  jobs: readonly OrdinaryJob[],
  settings: ConicSettings,
  alone: boolean,
): Promise<ProgramAnswer[]> {
  const embedded = embedConic(
    selectPrograms(
      input,
      jobs.map(({ i }) => i),
    ),
  );
  const { warmStart: _, ...others } = settings;
  const rows = jobs.map(({ warm }) => warm);
  const stored = alone ? undefined : plainStates(rows, kernelDescriptor(embedded.program.shape).stateSize);
  const own = stored ? { ...others, warmStart: stored } : others;
  const solution = await solveProgram(embedded.program, alone ? settings : own);
  const x = embedded.variables(solution);
  return jobs.map(({ user }, i) => ordinaryAnswer(user, solution, i, x.slice(i * user.n, (i + 1) * user.n)));
}

function ordinaryAnswer(user: UserProgram, solution: ConicSolution, i: number, x: Float64Array): ProgramAnswer {
  const rows = user.rows.length;
  const width = solution.state.length / solution.status.length;
  const multipliers = solution.multipliers.slice(i * rows, (i + 1) * rows);
  const answer: ProgramAnswer = {
    status: solution.status[i] ?? 'numericalError',
    objective: solution.objective[i] as number,
    dualObjective: solution.dualObjective[i] as number,
    merit: solution.merit[i] as number,
    iterations: solution.iterations[i] as number,
    x,
    multipliers,
    state: solution.state.slice(i * width, (i + 1) * width),
  };
  const { status, merit } = answer;
  if (status === 'infeasible') return judgeProof(user, multipliers) ? answer : { ...answer, ...refused };
  if (status === 'unbounded') return judgeRay(user, x) ? answer : { ...answer, ...refused };
  if (status === 'optimal' || status === 'almostOptimal' || !Number.isFinite(merit)) return answer;
  return { ...answer, objective: dot(user.cost, x), dualObjective: dot(user.rhs, multipliers) };
}

const refused = { status: 'numericalError', merit: Infinity } as const;

/** Some programs of a batch as a batch of their own. */
function selectPrograms(input: ParsedInput, chosen: readonly number[]): ParsedInput {
  if (chosen.length === input.batch) return input;
  const numbers = ({ values, perProgram }: BatchedNumbers): BatchedNumbers => {
    if (!perProgram) return { values, perProgram };
    const width = values.length / input.batch;
    const out = new Float64Array(chosen.length * width);
    chosen.forEach((i, k) => {
      out.set(values.subarray(i * width, (i + 1) * width), k * width);
    });
    return { values: out, perProgram };
  };
  const rows = (part: ParsedRows): ParsedRows => ({ ...part, matrix: numbers(part.matrix), rhs: numbers(part.rhs) });
  return {
    ...input,
    batch: chosen.length,
    cost: numbers(input.cost),
    equality: rows(input.equality),
    inequality: rows(input.inequality),
    constraints: rows(input.constraints),
  };
}
