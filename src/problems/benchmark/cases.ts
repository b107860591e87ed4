import { noiseCovariance } from '../../model/echoCovariance.ts';
import { drawRealization } from '../../model/channels.ts';
import { makeScenario } from '../../model/makeScenario.ts';
import type { Realization, Scenario } from '../../model/scenario.ts';
import type { PrecodingProgram } from '../precodingProgram.ts';
import { solveGroups } from '../solveGroups.ts';
import type { Robustness } from '../types.ts';
import { solvePrecodingPrograms } from '../solvePrecodingPrograms.ts';

/** Seed of every draw that is measured. */
export const BENCH_SEED = 20240701n;

/** One kind of program that is measured. */
export interface BenchCase {
  readonly name: string;
  readonly scheme: 'BLP-CBF' | 'BLP-CoMP';
  readonly csiErrorRadius: number;
  readonly robustness: Robustness;
  readonly thresholdDb: number;
}

/** N = Nrx = 6, K = 3, J = 2: P1.A and P2.A at a fixed threshold, without and with a CSI error (`paper` robustness). */
export const CASES: readonly BenchCase[] = [
  { name: 'BLP-CBF d=0', scheme: 'BLP-CBF', csiErrorRadius: 0, robustness: 'none', thresholdDb: 15 },
  { name: 'BLP-CBF d=0.01', scheme: 'BLP-CBF', csiErrorRadius: 0.01, robustness: 'paper', thresholdDb: 15 },
  { name: 'BLP-CoMP d=0', scheme: 'BLP-CoMP', csiErrorRadius: 0, robustness: 'none', thresholdDb: 20 },
  { name: 'BLP-CoMP d=0.01', scheme: 'BLP-CoMP', csiErrorRadius: 0.01, robustness: 'paper', thresholdDb: 20 },
];

/** One draw of the channels; CBF has a program for each BS, CoMP one. */
export interface Draw {
  readonly scenario: Scenario;
  readonly realization: Realization;
  /** SINR that the precoders must reach, linear. */
  readonly threshold: number;
}

/** Programs of a draw are designed for this much more SINR than they are certified for, as in studies. */
const TIGHTEN = 1e-6;

/**
 * The programs of a draw: P1.A for every BS with C = sr2 I, or P2.A, at full interference caps.
 */
export function programsOf(draw: Draw, { scheme, robustness }: BenchCase): PrecodingProgram[] {
  const { scenario, realization } = draw;
  const threshold = draw.threshold * (1 + TIGHTEN);
  const cap = scenario.maxInterference;
  const common = { scheme, robustness, form: 'threshold' as const, scenario, realization, threshold };
  if (scheme === 'BLP-CoMP') return [{ ...common, problem: 'P2.A', interference: { coMP: cap } }];
  return Array.from({ length: scenario.cells }, (_, bs) => ({
    ...common,
    problem: 'P1.A' as const,
    bs,
    interference: { intraCell: cap, interCell: cap },
    leakage: scenario.maxLeakage,
    echoCovariance: [noiseCovariance(scenario)],
  }));
}

/** Channels and threshold of one realization, feasible or not. */
export function drawOf({ csiErrorRadius, thresholdDb }: BenchCase, realization: number): Draw {
  const scenario = makeScenario({ csiErrorRadius });
  const drawn = drawRealization(scenario, { seed: BENCH_SEED, realization });
  return { scenario, realization: drawn, threshold: 10 ** (thresholdDb / 10) };
}

/** Draws until `count` programs belong to draws whose programs are all feasible. */
export async function feasibleDraws(benchCase: BenchCase, count: number): Promise<Draw[]> {
  const found: Draw[] = [];
  const perDraw = programsOf(drawOf(benchCase, 0), benchCase).length;
  const needed = Math.ceil(count / perDraw);
  for (let realization = 0; found.length < needed;) {
    const draws = Array.from({ length: needed - found.length }, () => drawOf(benchCase, realization++));
    const solutions = await solveGroups(
      draws.map((draw) => programsOf(draw, benchCase)),
      (programs) => solvePrecodingPrograms(programs),
    );
    found.push(...draws.filter((_, i) => solutions[i]?.every((s) => s.status === 'optimal')));
    if (realization > 100 * needed) throw new Error(`${benchCase.name}: too few feasible draws`);
  }
  return found;
}
