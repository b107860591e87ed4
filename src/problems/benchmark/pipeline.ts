import { certify } from '../../model/certify.ts';
import { sensingCbf, sensingComp } from '../../model/crb.ts';
import { FINISHED_MERIT, type PrecodingProgram, type PrecodingSolution } from '../precodingProgram.ts';
import { principalVectors } from '../principalVectors.ts';
import { describeBlpCbf } from '../programs/blpCbf.ts';
import { describeBlpComp } from '../programs/blpComp.ts';
import { type ProgramContext, programContext } from '../programs/programContext.ts';
import { solvePrecodingPrograms } from '../solvePrecodingPrograms.ts';
import { ProgramLayouts } from '../../conic/builder/programLayouts.ts';
import type { ConicProgram, ProgramShape } from '../../conic/program.ts';
import { type BenchCase, type Draw, drawOf, programsOf } from './cases.ts';

/** From channels to checked results: wall milliseconds of the whole batch, by part. */
export interface PipelineRun {
  readonly solutions: readonly PrecodingSolution[];
  readonly totalMs: number;
  readonly split: {
    readonly build: number;
    readonly solve: number;
    readonly extract: number;
    readonly check: number;
    /** Programs of draws that failed a check, finished beyond float32, with their extraction and second check. */
    readonly finish: number;
  };
  /** Draws whose precoders passed every check, and their number. */
  readonly meetsClaim: number;
  readonly draws: number;
}

export interface PipelineOptions {
  /** Merit, default 1e-8. */
  readonly tolerance?: number;
  /** Solve every program in a batch of its own, default false. */
  readonly oneByOne?: boolean;
}

/**
 * Designs precoders for every draw in one batch, takes the principal vectors, and recomputes SINR, exact worst case, power,
 * leakage and CRB from them in float64 with src/model. Draws that fail a check because their programs were solved to less than 1e-8 are finished, as
 * designs are, and checked again. `build` is measured by itself (contexts and program data), because
 * it happens inside the solve; the rest of that call is `solve`.
 */
export async function runPipeline(
  benchCase: BenchCase,
  draws: readonly Draw[],
  { tolerance = 1e-8, oneByOne = false }: PipelineOptions = {},
): Promise<PipelineRun> {
  const build = buildMs(benchCase, draws);
  const start = performance.now();
  const programs = draws.flatMap((draw) => programsOf(draw, benchCase));
  const solutions: PrecodingSolution[] = [];
  for (const batch of oneByOne ? programs.map((p) => [p]) : [programs])
    solutions.push(...(await solvePrecodingPrograms(batch, { tolerance })));
  const solved = performance.now();
  const perDraw = programs.length / draws.length;
  const own = (i: number): PrecodingSolution[] => solutions.slice(i * perDraw, (i + 1) * perDraw);
  const precoders = draws.map((draw, i) => precodersOf(benchCase, draw, own(i)));
  const extracted = performance.now();
  const passed = draws.map((draw, i) => passes(benchCase, draw, precoders[i] as Float64Array));
  const checked = performance.now();
  const open = draws.flatMap((_, i) => (passed[i] !== true && own(i).some((s) => s.merit > FINISHED_MERIT) ? [i] : []));
  const unfinished = open.flatMap((i) => own(i).map((s, m) => ({ place: i * perDraw + m, state: s.state })));
  const finished = await solvePrecodingPrograms(
    unfinished.map(({ place, state }) => ({ ...(programs[place] as PrecodingProgram), warmStart: state })),
    { tolerance: FINISHED_MERIT, finish: true },
  );
  unfinished.forEach(({ place }, j) => {
    solutions[place] = finished[j] as PrecodingSolution;
  });
  for (const i of open) {
    const draw = draws[i] as Draw;
    passed[i] = passes(benchCase, draw, precodersOf(benchCase, draw, own(i)));
  }
  const end = performance.now();
  return {
    solutions,
    totalMs: end - start,
    split: {
      build,
      solve: solved - start - build,
      extract: extracted - solved,
      check: checked - extracted,
      finish: end - checked,
    },
    meetsClaim: passed.filter(Boolean).length,
    draws: draws.length,
  };
}

/** Principal vectors of all users, in the order of the programs. */
function precodersOf({ scheme }: BenchCase, { scenario }: Draw, solutions: readonly PrecodingSolution[]): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const comp = scheme === 'BLP-CoMP';
  const antennas = comp ? cells * txAntennas : txAntennas;
  const count = comp ? cells * usersPerCell : usersPerCell;
  const width = count * antennas * 2;
  const all = new Float64Array(solutions.length * width);
  solutions.forEach(({ covariances }, m) => {
    if (covariances) all.set(principalVectors(covariances, count, antennas), m * width);
  });
  return all;
}

/** True when the precoders pass every check and their CRB exists. */
function passes(
  { scheme, robustness }: BenchCase,
  { scenario, realization, threshold }: Draw,
  precoders: Float64Array,
): boolean {
  const comp = scheme === 'BLP-CoMP';
  const cooperation = comp ? 'comp' : 'cbf';
  const { meetsClaim } = certify(scenario, realization, { cooperation, precoders, threshold, robustness });
  const { crb } = (comp ? sensingComp : sensingCbf)(scenario, realization, precoders);
  return meetsClaim && crb.every((x) => Number.isFinite(x));
}

const layouts = new ProgramLayouts();

function built({ name, scheme }: BenchCase, contexts: readonly ProgramContext[]): ConicProgram {
  return layouts.build(name, contexts, scheme === 'BLP-CoMP' ? describeBlpComp : describeBlpCbf).program;
}

/** Time of contexts and program data of a batch. */
function buildMs(benchCase: BenchCase, draws: readonly Draw[]): number {
  const programs = draws.flatMap((draw) => programsOf(draw, benchCase));
  const start = performance.now();
  if (programs.length === 0) return 0;
  built(
    benchCase,
    programs.map((p) => programContext(p, {})),
  );
  return performance.now() - start;
}

/** Shape of the conic programs of a case. */
export function shapeOf(benchCase: BenchCase): ProgramShape {
  const [program] = programsOf(drawOf(benchCase, 0), benchCase);
  if (program === undefined) throw new Error(`${benchCase.name}: no program`);
  return built(benchCase, [programContext(program, {})]).shape;
}
