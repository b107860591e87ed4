import { noiseCovariance } from '../../model/echoCovariance.ts';
import type { PrecodingForm, PrecodingProgram, PrecodingSettings } from '../precodingProgram.ts';
import type { Normalization } from '../types.ts';
import type { BlockTask } from './relaxedDesign.ts';
import { hasOneBeam, isSolved } from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';
import { channelKey } from './channelKey.ts';

/**
 * NFR and NFC of the paper's weighted form, from A at the start of the alternation (I = Imax, P_leak = Pleakmax,
 * C = sr2 I): NFR is t at the rho = 1 end, NFC the largest g. Every BS of CBF has its own pair. Tasks that differ in rho
 * alone share the programs, and all programs are one batch.
 *
 * @returns one entry per task, null for the threshold form and where a program failed.
 */
export async function paperNormalization(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<(Normalization | null)[]> {
  const keys = tasks.map((t) => (t.form.kind === 'weighted' ? channelKey(t) : null));
  const first = new Map<string, { start: number; count: number }>();
  const programs: PrecodingProgram[] = [];
  tasks.forEach((task, i) => {
    const key = keys[i];
    if (key === undefined || key === null || first.has(key)) return;
    const count = task.scheme === 'BLP-CBF' ? task.scenario.cells : 1;
    first.set(key, { start: programs.length, count });
    for (let bs = 0; bs < count; bs++) programs.push(endProgram(task, bs, 'weighted'), endProgram(task, bs, 'maxSinr'));
  });
  const solutions = await solveWithRestart(programs, settings);
  return keys.map((key) => {
    if (key === null) return null;
    const { start = 0, count = 0 } = first.get(key) ?? {};
    const own = solutions.slice(start, start + 2 * count);
    if (own.some((s) => !isSolved(s.status))) return null;
    const nfr = own.filter((_, i) => i % 2 === 0).map((s) => -(s.objective ?? Number.NaN));
    const nfc = own.filter((_, i) => i % 2 === 1).map((s) => s.sinr);
    return [...nfr, ...nfc].every((x) => x > 0) ? { nfr: Float64Array.from(nfr), nfc: Float64Array.from(nfc) } : null;
  });
}

/** A at rho = 1 (form `weighted`) or rho = 0 (`maxSinr`). */
function endProgram(task: BlockTask, bs: number, form: PrecodingForm): PrecodingProgram {
  const { scheme, robustness, scenario, realization } = task;
  const cap = scenario.maxInterference;
  const oneBeam = hasOneBeam(task);
  const common = { scheme, robustness, scenario, realization, oneBeam, form, rho: 1, nfr: 1, nfc: 1 };
  if (scheme === 'BLP-CoMP') return { ...common, problem: 'P2.A', interference: { coMP: cap } };
  return {
    ...common,
    problem: 'P1.A',
    bs,
    interference: { intraCell: cap, interCell: cap },
    leakage: scenario.maxLeakage,
    echoCovariance: [noiseCovariance(scenario)],
  };
}
