import { solveSymbolLevelPrograms } from '../symbolLevel/solveSymbolLevelPrograms.ts';
import { type BenchCase, CASES, type Draw, feasibleDraws } from './cases.ts';
import { median } from '../../model/median.ts';
import { runPipeline } from './pipeline.ts';
import { SYMBOL_CASES, type SymbolBenchCase, symbolPrograms } from './symbolCases.ts';

/** Throughput of one kind of program at one batch size. */
export interface Throughput {
  /** Kind, for example `BLP-CBF d=0.01`. */
  readonly case: string;
  /** Programs solved at once. */
  readonly batch: number;
  readonly programsPerSecond: number;
  /** Median wall time of the batch over its programs. */
  readonly msPerProgram: number;
  /** The part of it that is the conic solve. */
  readonly solveMsPerProgram: number;
  /** Interior-point iterations. */
  readonly meanIterations: number;
  /** Programs that ended optimal. */
  readonly optimal: number;
  readonly programs: number;
}

export interface ThroughputOptions {
  /** Merit of a solve. */
  readonly tolerance: number;
  /** Programs of a batch; one by one at 1. */
  readonly batch: number;
  /** Timed runs after a warm-up; their median counts. */
  readonly repeats: number;
}

/** Kinds of program that `measureAll` measures. */
export const KINDS: readonly string[] = [...CASES, ...SYMBOL_CASES].map((c) => c.name);

/** Measures every kind of program on the backend of this process, one after the other. */
export async function* measureAll(options: ThroughputOptions): AsyncGenerator<Throughput> {
  for (const benchCase of CASES) yield measureBlock(benchCase, await feasibleDraws(benchCase, options.batch), options);
  for (const benchCase of SYMBOL_CASES) yield measureSymbol(benchCase, options);
}

interface Run {
  readonly totalMs: number;
  readonly solveMs: number;
  readonly solutions: readonly { readonly status: string; readonly iterations: number }[];
}

/**
 * Block level, from channels to checked results. At batch 1 the programs of all draws are solved one by one; else the
 * draws are the batch.
 */
export function measureBlock(
  benchCase: BenchCase,
  draws: readonly Draw[],
  options: ThroughputOptions,
): Promise<Throughput> {
  const { tolerance, batch } = options;
  return measure(benchCase.name, options, async () => {
    const { totalMs, split, solutions } = await runPipeline(benchCase, draws, { tolerance, oneByOne: batch === 1 });
    return { totalMs, solveMs: split.solve, solutions };
  });
}

/** Symbol level: building and solving the relaxations. */
export function measureSymbol(benchCase: SymbolBenchCase, options: ThroughputOptions): Promise<Throughput> {
  const programs = symbolPrograms(benchCase, options.batch);
  return measure(benchCase.name, options, async () => {
    const start = performance.now();
    const solutions = await solveSymbolLevelPrograms(programs, { tolerance: options.tolerance });
    const totalMs = performance.now() - start;
    return { totalMs, solveMs: totalMs, solutions };
  });
}

async function measure(name: string, options: ThroughputOptions, run: () => Promise<Run>): Promise<Throughput> {
  let { solutions } = await run();
  const totals: number[] = [];
  const solves: number[] = [];
  for (let r = 0; r < options.repeats; r++) {
    const timed = await run();
    solutions = timed.solutions;
    totals.push(timed.totalMs / solutions.length);
    solves.push(timed.solveMs / solutions.length);
  }
  const msPerProgram = median(totals);
  return {
    case: name,
    batch: options.batch,
    programsPerSecond: 1000 / msPerProgram,
    msPerProgram,
    solveMsPerProgram: median(solves),
    meanIterations: solutions.reduce((sum, s) => sum + s.iterations, 0) / solutions.length,
    optimal: solutions.filter((s) => s.status === 'optimal').length,
    programs: solutions.length,
  };
}
