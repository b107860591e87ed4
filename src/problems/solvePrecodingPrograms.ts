import { invariant } from '../errors.ts';
import { solveInBatches } from '../conic/batching.ts';
import type { ProgramBuilder } from '../conic/builder/programBuilder.ts';
import { ProgramLayouts } from '../conic/builder/programLayouts.ts';
import type { ConicSolution } from '../conic/solution.ts';
import { solveScaled } from './solveScaled.ts';
import { isSolved } from '../conic/status.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from './precodingProgram.ts';
import { describeBlpComp } from './programs/blpComp.ts';
import { describeCbfNetwork } from './programs/cbfNetwork.ts';
import { type ProgramPlan, seeksErrors } from './programs/plan.ts';
import { type BasisOptions, type ProgramContext, programContext } from './programs/programContext.ts';
import { shapeKey } from './programs/shapeKey.ts';
import { alongAxes, hasFewAxes } from './alongAxes.ts';
import { fingerprint, markedStart, markedState } from './markedState.ts';
import { rowMultipliers } from './rowMultipliers.ts';
import { sandwich } from './reductions/complexColumns.ts';
import { validateProgram } from './validateProgram.ts';

const layouts = new ProgramLayouts();

/**
 * Solves precoding programs, those of one shape as one batch each, and returns the solutions in the order of the programs.
 * An infeasible or failed program is a status.
 *
 * @throws InputError for programs with missing or impossible fields.
 */
export async function solvePrecodingPrograms(
  programs: readonly PrecodingProgram[],
  settings: PrecodingSettings & BasisOptions = {},
): Promise<PrecodingSolution[]> {
  return (await solvePrecodingBatches(programs, settings)).solutions;
}

/** Solutions, and for each program the wall time of its batch, building included, over the number of programs in it. */
export interface TimedSolutions {
  readonly solutions: PrecodingSolution[];
  readonly seconds: Float64Array;
}

/** `solvePrecodingPrograms` with times. */
export async function solvePrecodingBatches(
  programs: readonly PrecodingProgram[],
  settings: PrecodingSettings & BasisOptions = {},
): Promise<TimedSolutions> {
  programs.forEach((p, i) => validateProgram(p, `programs[${i}]`));
  const answers = await solveInBatches(
    programs,
    (program) => shapeKey(program, settings),
    async (batch, key) => {
      const start = performance.now();
      if (seeksErrors(batch[0])) {
        const { alongErrors } = await import('./alongErrors.ts'); // few studies need it
        return timed(await alongErrors(batch, settings, solvePrecodingPrograms), start);
      }
      const contexts = batch.map((program) => programContext(program, settings));
      const solved = await (hasFewAxes(contexts[0] as ProgramContext, settings) ? solveAlongAxes : solveGroup)(
        key,
        contexts,
        settings,
      );
      return timed(solved, start);
    },
  );
  return { solutions: answers.map((t) => t.solution), seconds: Float64Array.from(answers, (t) => t.seconds) };
}

/** The solutions of a batch that began at `start`, each with its share of the wall time. */
function timed(solutions: readonly PrecodingSolution[], start: number) {
  const seconds = (performance.now() - start) / 1000 / solutions.length;
  return solutions.map((solution) => ({ solution, seconds }));
}

async function solveGroup(
  key: string,
  contexts: readonly ProgramContext[],
  settings: PrecodingSettings & BasisOptions,
): Promise<PrecodingSolution[]> {
  const [first] = contexts;
  invariant(first, 'a group has programs');
  const print = fingerprint(key);
  const warmStart = markedStart(
    contexts.map(({ program }) => program.warmStart),
    print,
  );
  const { program, described, valueIn } = layouts.build(key, contexts, await descriptionOf(first));
  const solution = await solveScaled(program, {
    ...(settings.tolerance === undefined ? {} : { tolerance: settings.tolerance }),
    ...(settings.maxIterations === undefined ? {} : { maxIterations: settings.maxIterations }),
    ...(warmStart ? { warmStart } : {}),
    ...(settings.answers ? { answers: settings.answers } : {}),
    finish: settings.finish === true,
    scalarsOnly: settings.scalarsOnly === true,
  });
  const columns = solution.scalars.length / contexts.length;
  return contexts.map((context, b) => {
    const { read, objectiveUnit = Number.NaN, certificate } = described[b] as ProgramPlan;
    return readSolution(
      solution,
      b,
      context,
      print,
      (scalars) => read(valueIn(scalars)),
      objectiveUnit,
      columns,
      () => certificate?.(rowMultipliers(program.shape, solution, b)) ?? null,
    );
  });
}

/** Solves a group along few axes, which change in every round; a program of more axes is one of another shape. */
function solveAlongAxes(
  key: string,
  contexts: readonly ProgramContext[],
  settings: PrecodingSettings & BasisOptions,
): Promise<PrecodingSolution[]> {
  return alongAxes(contexts, settings, (some) =>
    solveInBatches(
      some,
      ({ normAxes }) => `${key} axes ${normAxes?.count}`,
      (batch, shape) => solveGroup(shape, batch, { ...settings, scalarsOnly: false }),
    ),
  );
}

function readSolution(
  solution: ConicSolution,
  index: number,
  context: ProgramContext,
  print: number,
  read: (scalars: Float64Array) => ReturnType<ProgramPlan['read']>,
  objectiveUnit: number,
  columns: number,
  certificate: PrecodingSolution['certificate'],
): PrecodingSolution {
  const { program } = context;
  const status = solution.status[index] ?? 'numericalError';
  const common = {
    status,
    merit: solution.merit[index] as number,
    iterations: solution.iterations[index] as number,
    path: solution.path[index] ?? 'float64',
    certificate,
  };
  let state: Float64Array | undefined;
  const stateOf = (): Float64Array => (state ??= markedState(solution, index, print));
  if (!isSolved(status)) {
    const stations = program.problem.startsWith('P1') ? 1 : program.scenario.cells;
    const crb = new Float64Array(stations).fill(Number.NaN);
    const none = { objective: null, dualObjective: null, covariances: null };
    return { ...common, ...none, crb, sinr: Number.NaN, interference: {}, state: stateOf() };
  }
  const scalars = solution.scalars.subarray(index * columns, (index + 1) * columns);
  const dual = objectiveUnit * (solution.dualObjective[index] as number);
  const dualObjective = Number.isFinite(dual) ? dual : null;
  let covariances: Float64Array | undefined;
  return {
    ...common,
    ...read(scalars),
    dualObjective,
    // not every solution is asked for these
    get state() {
      return stateOf();
    },
    get covariances() {
      if (solution.psd.length === 0) return null;
      covariances ??= covariancesOf(solution, index, context);
      return covariances;
    },
  };
}

/** W = P B V B^H of every block. */
function covariancesOf(solution: ConicSolution, index: number, context: ProgramContext): Float64Array {
  const [blocks] = solution.psd;
  const [{ size, antennas } = { size: 0, antennas: 0 }] = context.transmitters;
  invariant(blocks && size > 0, 'a precoding program has one group of blocks');
  const perProgram = blocks.length / solution.status.length;
  const count = perProgram / (size * size * 2);
  const result = new Float64Array(count * antennas * antennas * 2);
  for (let k = 0; k < count; k++) {
    const transmitter = context.transmitters[Math.floor((k * context.transmitters.length) / count)];
    invariant(transmitter, 'every block has a transmitter');
    const from = index * perProgram + k * size * size * 2;
    sandwich(transmitter.basis, size, antennas, blocks, from, context.power, result, k * antennas * antennas * 2);
  }
  return result;
}

/** The description of programs like this one; those of `paper` designs alone are loaded on demand. */
async function descriptionOf({
  program: { scheme, problem },
}: ProgramContext): Promise<(program: ProgramBuilder, context: ProgramContext) => ProgramPlan> {
  if (scheme === 'BLP-CoMP') return describeBlpComp;
  if (problem === 'P1.A') return (await import('./programs/blpCbf.ts')).describeBlpCbf;
  if (problem === 'P1.B') return (await import('./programs/blpCbfInterference.ts')).describeBlpCbfInterference;
  return describeCbfNetwork;
}
