import { keepsAmplitudes, reachesSinr, staysWithin } from '../../model/claimChecks.ts';
import { sensingCbf, sensingComp } from '../../model/crb.ts';
import { leakedPower } from '../../model/sentPower.ts';
import { worstCaseBound } from '../../model/worstCaseBound.ts';
import { type BlockTask, sensingValue } from '../design/relaxedDesign.ts';

/** What the objective of a task is of precoders, rad^2: the sum of the CRBs in CBF, the largest in CoMP. */
export function sensingOf(task: BlockTask, precoders: Float64Array): number {
  const sensing = task.scheme === 'BLP-CoMP' ? sensingComp : sensingCbf;
  return sensingValue(task, sensing(task.scenario, task.realization, precoders).crb);
}

/** True when every user's bound of the design's robustness reaches g, and no leakage and no CRB of an amplitude exceeds its cap. */
export function meets(task: BlockTask, precoders: Float64Array, threshold: number): boolean {
  const { scenario, realization, robustness } = task;
  const comp = task.scheme === 'BLP-CoMP';
  const { channels, errorShape } = realization;
  const radius = scenario.csiErrorRadius;
  const bound = worstCaseBound(scenario, channels, precoders, comp ? 'comp' : 'cbf', robustness, radius, errorShape);
  if (!reachesSinr(bound, threshold)) return false;
  if (scenario.amplitudeCrbCap !== undefined) {
    const sensing = comp ? sensingComp : sensingCbf;
    if (!keepsAmplitudes(scenario, sensing(scenario, realization, precoders).amplitudeCrb)) return false;
  }
  if (comp) return true;
  return staysWithin(leakedPower(scenario, precoders, 'cbf'), scenario.maxLeakage);
}
