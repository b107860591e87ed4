import { noiseCovariance } from '../../model/echoCovariance.ts';
import type { ConicSettings } from '../../conic/solution.ts';
import { isSolved } from '../../conic/status.ts';
import { channelKey } from '../design/channelKey.ts';
import { largestSinr, LEAST_SINR } from '../design/largestSinr.ts';
import { costOf, type Normalized, OUT_OF_REACH, UNNORMALIZED } from '../design/normalization.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import type { SymbolTask } from './symbolTask.ts';

/**
 * NFR and NFC of the weighted form: t at rho = 1 and the largest c = sqrt(g), of P3.A at I = Imax with C = sr2 I and the sensing
 * cut (every BS has its own pair), or of P4. Tasks that differ in rho alone share the programs, and each is charged with them; all
 * programs are one batch.
 */
export async function symbolNormalization(
  tasks: readonly SymbolTask[],
  settings: ConicSettings,
): Promise<Normalized[]> {
  const first = new Map<string, { start: number; count: number }>();
  const programs: SymbolLevelProgram[] = [];
  const keys = tasks.map((s) => {
    if (s.rho === null) return null;
    const key = channelKey(s.task);
    if (first.has(key) || largestSinr(s.task) < LEAST_SINR) return key;
    const count = s.comp ? 1 : s.task.scenario.cells;
    first.set(key, { start: programs.length, count });
    for (let bs = 0; bs < count; bs++) programs.push(endProgram(s, bs, 'weighted'), endProgram(s, bs, 'maxSinr'));
    return key;
  });
  const solutions = programs.length > 0 ? await solveSymbolLevelPrograms(programs, settings) : [];
  return keys.map((key) => {
    if (key === null) return UNNORMALIZED;
    const programsOf = first.get(key);
    if (!programsOf) return OUT_OF_REACH;
    const { start, count } = programsOf;
    const own = solutions.slice(start, start + 2 * count);
    const failed = own.find((r) => !isSolved(r.status));
    const cost = costOf(own);
    if (failed) return { pair: null, failed: failed.status, ...cost };
    const nfc = Float64Array.from({ length: count }, (_, i) => own[2 * i + 1]?.amplitude ?? Number.NaN);
    if (nfc.some((c) => c ** 2 < LEAST_SINR)) return { pair: null, failed: 'infeasible', ...cost };
    const nfr = Float64Array.from({ length: count }, (_, i) => own[2 * i]?.crb ?? Number.NaN);
    return { pair: { nfr, nfc }, failed: null, ...cost };
  });
}

/** A at rho = 1 (form `weighted`) or rho = 0 (`maxSinr`). */
function endProgram(s: SymbolTask, bs: number, form: 'weighted' | 'maxSinr'): SymbolLevelProgram {
  const { scenario, realization, robustness } = s.task;
  const { symbolPhase, pskOrder } = s;
  const common = { robustness, form, rho: 1, nfr: 1, nfc: 1, scenario, realization, symbolPhase, pskOrder };
  if (s.comp) return { ...common, scheme: 'SLP-CoMP', problem: 'P4' };
  return {
    ...common,
    scheme: 'SLP-CBF',
    problem: 'P3.A',
    bs,
    interference: { symbolLevel: scenario.maxInterference },
    leakage: scenario.maxLeakage,
    sensingCut: true,
    echoCovariance: noiseCovariance(scenario),
  };
}
