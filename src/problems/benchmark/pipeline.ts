import { certify } from '../../model/certify.ts';
import { sensingCbf, sensingComp } from '../../model/crb.ts';
import type { PrecodingProgram, PrecodingSolution } from '../precodingProgram.ts';
import { principalVectors } from '../principalVectors.ts';
import { planBlpCbf } from '../programs/blpCbf.ts';
import { planBlpComp } from '../programs/blpComp.ts';
import { type ProgramContext, programContext, reducedSize } from '../programs/programContext.ts';
import { solvePrecodingPrograms } from '../solvePrecodingPrograms.ts';
import type { ProgramShape } from '../../solver/program.ts';
import { type BenchCase, type Draw, drawOf, programsOf } from './cases.ts';

/** From channels to checked results: wall milliseconds of the whole batch, by part. */
export interface PipelineRun {
  readonly solutions: readonly PrecodingSolution[];
  readonly totalMs: number;
  readonly split: { readonly build: number; readonly solve: number; readonly extract: number; readonly check: number };
  /** Draws whose precoders passed every check, and their number. */
  readonly certified: number;
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
 * leakage and CRB from them in float64 with src/model. `build` is measured by itself (contexts and program data), because
 * it happens inside the solve; the rest of that call is `solve`.
 */
export async function runPipeline(
  benchCase: BenchCase,
  draws: readonly Draw[],
  { tolerance = 1e-8, oneByOne = false }: PipelineOptions = {},
): Promise<PipelineRun> {
  const { scheme, robustness } = benchCase;
  const comp = scheme === 'BLP-CoMP';
  const build = buildMs(benchCase, draws);
  const start = performance.now();
  const programs = draws.flatMap((draw) => programsOf(draw, benchCase));
  const solutions: PrecodingSolution[] = [];
  for (const batch of oneByOne ? programs.map((p) => [p]) : [programs])
    solutions.push(...(await solvePrecodingPrograms(batch, { tolerance })));
  const solved = performance.now();
  const perDraw = programs.length / draws.length;
  const precoders = draws.map((draw, i) => {
    const { cells, usersPerCell, txAntennas } = draw.scenario;
    const antennas = comp ? cells * txAntennas : txAntennas;
    const count = comp ? cells * usersPerCell : usersPerCell;
    const width = count * antennas * 2;
    const all = new Float64Array(perDraw * width);
    for (let m = 0; m < perDraw; m++) {
      const covariances = solutions[i * perDraw + m]?.covariances;
      if (covariances) all.set(principalVectors(covariances, count, antennas), m * width);
    }
    return all;
  });
  const extracted = performance.now();
  let certified = 0;
  draws.forEach(({ scenario, realization, threshold }, i) => {
    const w = precoders[i];
    if (!w) return;
    const certificate = certify(scenario, realization, {
      cooperation: comp ? 'comp' : 'cbf',
      precoders: w,
      threshold,
      robustness,
    });
    const { crb } = (comp ? sensingComp : sensingCbf)(scenario, realization, w);
    if (certificate.certified && crb.every((x) => Number.isFinite(x))) certified++;
  });
  const end = performance.now();
  return {
    solutions,
    totalMs: end - start,
    split: { build, solve: solved - start - build, extract: extracted - solved, check: end - extracted },
    certified,
    draws: draws.length,
  };
}

type Builder = ReturnType<typeof planBlpCbf>['builder'];
const builders = new Map<string, Builder>();

function builderOf({ name, scheme }: BenchCase, program: PrecodingProgram, context: ProgramContext): Builder {
  let builder = builders.get(name);
  if (builder === undefined) {
    const plan = scheme === 'BLP-CoMP' ? planBlpComp : planBlpCbf;
    builder = plan(context, reducedSize(program, {})).builder;
    builders.set(name, builder);
  }
  return builder;
}

/** Time of contexts and program data of a batch. */
function buildMs(benchCase: BenchCase, draws: readonly Draw[]): number {
  const programs = draws.flatMap((draw) => programsOf(draw, benchCase));
  const start = performance.now();
  const contexts = programs.map((p) => programContext(p, {}));
  const [context] = contexts;
  const [program] = programs;
  if (context === undefined || program === undefined) return 0;
  builderOf(benchCase, program, context).build(contexts);
  return performance.now() - start;
}

/** Shape of the conic programs of a case. */
export function shapeOf(benchCase: BenchCase): ProgramShape {
  const [program] = programsOf(drawOf(benchCase, 0), benchCase);
  if (program === undefined) throw new Error(`${benchCase.name}: no program`);
  const context = programContext(program, {});
  return builderOf(benchCase, program, context).build([context]).shape;
}
