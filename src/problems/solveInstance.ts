import { invariant } from '../errors.ts';
import type { ConicStatus } from '../conic/status.ts';
import { writeComplexArray } from './complexJson.ts';
import { type Evaluation, evaluatePrecoders } from './evaluatePrecoders.ts';
import type { Instance } from './instance.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from './precodingProgram.ts';
import { principalVectors } from './principalVectors.ts';
import { readInstances } from './readInstances.ts';
import { DEFAULT_TOLERANCE } from '../conic/settings.ts';
import { solvePrecodingBatches } from './solvePrecodingPrograms.ts';
import { solveSymbolLevelPrograms } from './symbolLevel/solveSymbolLevelPrograms.ts';

/** Single instances are solved this much beyond the tolerance that their status is judged by, as far as rounding lets them. */
const SHARPENED = 0.1;
const SHARPEST = 1e-10;

/** Result of one problem of an instance. */
export interface InstanceResult {
  /** Place of the problem in the file. */
  readonly index: number;
  /** How the solve ended. */
  readonly status: ConicStatus;
  /** Of the problem as in the file; null unless optimal or almostOptimal. */
  readonly objective: number | null;
  /** Largest relative residual or gap; for certificates their residual. */
  readonly merit: number;
  /** Interior-point iterations. */
  readonly iterations: number;
  /** Wall time of the problem's batch over the number of programs in it. */
  readonly seconds: number;
  /** Principal eigenvectors of the covariances, scaled: P1.* [user][antenna], CBF networks [bs][user][antenna], CoMP [user][antenna]; symbol level: the relaxation's x, [s][antenna]; as pairs {re, im}. */
  readonly precoders?: unknown;
}

/** The JSON line of `isac-mc solve` for one file. */
export interface InstanceLine {
  /** Of the instance. */
  readonly name: string;
  /** One for each of its problems. */
  readonly results: readonly InstanceResult[];
  /** Metrics of the precoders that the instance brings, or null. */
  readonly evaluation: Evaluation | null;
}

/** Settings of `solveInstanceFile`. */
export interface InstanceSettings extends PrecodingSettings {
  /** Add the precoders of every solved problem. Default false. */
  readonly precoders?: boolean;
}

/**
 * Solves the problems of one instance, given as the path of a file or as a parsed JSON value.
 *
 * @throws InputError when the file cannot be read or is not a valid instance.
 */
export async function solveInstanceFile(source: unknown, settings: InstanceSettings = {}): Promise<InstanceLine> {
  const [line] = await solveInstanceFiles([source], settings);
  invariant(line, 'an instance has no line');
  return line;
}

/**
 * Solves the problems of several instances, each given as the path of a file or as a parsed JSON value.
 *
 * @throws InputError when a file cannot be read or is not a valid instance.
 */
export async function solveInstanceFiles(
  sources: readonly unknown[],
  settings: InstanceSettings = {},
): Promise<InstanceLine[]> {
  return solveInstances(readInstances(sources), settings);
}

/** Solves the problems of several instances that were read before, those of one shape from all of them in one batch. */
export async function solveInstances(
  instances: readonly Instance[],
  settings: InstanceSettings = {},
): Promise<InstanceLine[]> {
  const wanted = settings.tolerance ?? DEFAULT_TOLERANCE;
  const solver: PrecodingSettings = {
    tolerance: Math.max(SHARPEST, SHARPENED * wanted),
    ...(settings.maxIterations === undefined ? {} : { maxIterations: settings.maxIterations }),
  };
  const judged = <S extends Pick<InstanceResult, 'status' | 'merit'>>(s: S): S =>
    s.status === 'almostOptimal' && s.merit < wanted ? { ...s, status: 'optimal' } : s;
  const batches = await solvePrecodingBatches(
    instances.flatMap((instance) => instance.programs),
    solver,
  );
  const solutions = batches.solutions.map(judged);
  const { seconds } = batches;
  const start = performance.now();
  const symbolPrograms = instances.flatMap((instance) => instance.symbolPrograms);
  const symbolSolutions = (await solveSymbolLevelPrograms(symbolPrograms, solver)).map(judged);
  const symbolSeconds = (performance.now() - start) / 1000 / Math.max(1, symbolPrograms.length);
  let block = 0;
  let symbol = 0;
  return instances.map((instance) => {
    const results: InstanceResult[] = [];
    instance.programs.forEach((program, i) => {
      const solution = solutions[block];
      invariant(solution, 'a program has no solution');
      const precoders = settings.precoders === true ? precodersOf(program, solution) : undefined;
      results.push(resultOf(instance.programIndex[i], solution, seconds[block] as number, precoders));
      block++;
    });
    instance.symbolPrograms.forEach((program, i) => {
      const solution = symbolSolutions[symbol++];
      invariant(solution, 'a symbol-level program has no solution');
      const { frameLength } = program.scenario;
      const { vectors } = solution;
      const precoders =
        settings.precoders === true && vectors
          ? writeComplexArray(vectors, [frameLength, vectors.length / (2 * frameLength)])
          : undefined;
      results.push(resultOf(instance.symbolIndex[i], solution, symbolSeconds, precoders));
    });
    results.sort((x, y) => x.index - y.index);
    return { name: instance.name, results, evaluation: evaluatePrecoders(instance) };
  });
}

function resultOf(
  index: number | undefined,
  solution: Pick<InstanceResult, 'status' | 'objective' | 'merit' | 'iterations'>,
  seconds: number,
  precoders: unknown,
): InstanceResult {
  invariant(index !== undefined, 'every problem has its index');
  const { status, objective, merit, iterations } = solution;
  return { index, status, objective, merit, iterations, seconds, ...(precoders === undefined ? {} : { precoders }) };
}

function precodersOf(program: PrecodingProgram, solution: PrecodingSolution): unknown {
  if (solution.covariances === null) return undefined;
  const { cells, usersPerCell, txAntennas } = program.scenario;
  const antennas = program.scheme === 'BLP-CoMP' ? cells * txAntennas : txAntennas;
  const count = solution.covariances.length / (antennas * antennas * 2);
  const vectors = principalVectors(solution.covariances, count, antennas);
  const network = program.scheme === 'BLP-CBF' && count > usersPerCell;
  return writeComplexArray(vectors, network ? [cells, usersPerCell, antennas] : [count, antennas]);
}
