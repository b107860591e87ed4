import { noiseCovariance } from '../../model/echoCovariance.ts';
import { drawRealization } from '../../model/channels.ts';
import { makeScenario } from '../../model/makeScenario.ts';
import { drawSymbolPhases } from '../../model/symbols.ts';
import type { SymbolLevelProgram } from '../symbolLevel/symbolLevelProgram.ts';
import { BENCH_SEED } from './cases.ts';

/** One kind of symbol-level relaxation that is measured. */
export interface SymbolBenchCase {
  readonly name: string;
  readonly scheme: 'SLP-CBF' | 'SLP-CoMP';
  readonly csiErrorRadius: number;
  readonly thresholdDb: number;
}

const PSK_ORDER = 4;

/** N = Nrx = 6, K = 3, J = 2, L = 30, QPSK: P3.A and P4 at a fixed threshold, without and with a CSI error (guaranteed). */
export const SYMBOL_CASES: readonly SymbolBenchCase[] = [
  { name: 'SLP-CBF d=0', scheme: 'SLP-CBF', csiErrorRadius: 0, thresholdDb: 10 },
  { name: 'SLP-CBF d=0.01', scheme: 'SLP-CBF', csiErrorRadius: 0.01, thresholdDb: 10 },
  { name: 'SLP-CoMP d=0', scheme: 'SLP-CoMP', csiErrorRadius: 0, thresholdDb: 20 },
  { name: 'SLP-CoMP d=0.01', scheme: 'SLP-CoMP', csiErrorRadius: 0.01, thresholdDb: 20 },
];

/** `count` programs of a case, those of further draws after those of the first: P3.A of every BS, or P4. */
export function symbolPrograms(benchCase: SymbolBenchCase, count: number): SymbolLevelProgram[] {
  const { scheme, csiErrorRadius, thresholdDb } = benchCase;
  const scenario = makeScenario({ csiErrorRadius });
  const programs: SymbolLevelProgram[] = [];
  for (let realization = 0; programs.length < count; realization++) {
    const key = { seed: BENCH_SEED, realization };
    const common = {
      scheme,
      robustness: csiErrorRadius > 0 ? ('guaranteed' as const) : ('none' as const),
      form: 'threshold' as const,
      scenario,
      realization: drawRealization(scenario, key),
      symbolPhase: drawSymbolPhases(scenario, { ...key, pskOrder: PSK_ORDER }),
      pskOrder: PSK_ORDER,
      threshold: 10 ** (thresholdDb / 10),
    };
    if (scheme === 'SLP-CoMP') programs.push({ ...common, problem: 'P4' });
    else
      for (let bs = 0; bs < scenario.cells; bs++)
        programs.push({
          ...common,
          problem: 'P3.A',
          bs,
          interference: { symbolLevel: scenario.maxInterference },
          leakage: scenario.maxLeakage,
          sensingCut: true,
          echoCovariance: noiseCovariance(scenario),
        });
  }
  return programs.slice(0, count);
}
