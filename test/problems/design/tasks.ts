import { certify, type DesignCertificate } from '../../../src/model/certify.ts';
import { drawRealization } from '../../../src/model/channels.ts';
import { sensingCbf, sensingComp } from '../../../src/model/crb.ts';
import { type ScenarioInput, makeScenario } from '../../../src/model/makeScenario.ts';
import type { DesignTask, Form, PrecoderDesign } from '../../../src/problems/types.ts';

export interface TaskInput extends ScenarioInput {
  readonly scheme?: DesignTask['scheme'];
  readonly design?: DesignTask['design'];
  readonly robustness?: DesignTask['robustness'];
  readonly seed?: bigint;
}

export function atThreshold(db: number): Form {
  return { kind: 'threshold', threshold: 10 ** (db / 10) };
}

/** Tasks of the realizations 0 .. draws-1. */
export function tasksOf(input: TaskInput, form: Form, draws: number): DesignTask[] {
  const { scheme = 'BLP-CBF', design = 'joint', robustness = 'none', seed = 1n, ...rest } = input;
  const scenario = makeScenario(rest);
  return Array.from({ length: draws }, (_, realizationIndex) => ({
    scheme,
    design,
    robustness,
    form,
    scenario,
    realization: drawRealization(scenario, { seed, realization: realizationIndex }),
    seed,
    realizationIndex,
  }));
}

function isComp(task: DesignTask): boolean {
  return task.scheme === 'BLP-CoMP';
}

/** CRB of every BS of the returned precoders. */
export function crbOf(task: DesignTask, design: Pick<PrecoderDesign, 'precoders'>): Float64Array {
  if (!design.precoders) throw new Error('the design has no precoders');
  return (isComp(task) ? sensingComp : sensingCbf)(task.scenario, task.realization, design.precoders).crb;
}

export function certificateOf(
  task: DesignTask,
  design: Pick<PrecoderDesign, 'precoders' | 'sinrBound'>,
): DesignCertificate {
  if (!design.precoders) throw new Error('the design has no precoders');
  return certify(task.scenario, task.realization, {
    cooperation: isComp(task) ? 'comp' : 'cbf',
    precoders: design.precoders,
    threshold: design.sinrBound,
    robustness: task.robustness,
  });
}

/** Mean RCRB over the BSs in degrees. */
export function meanRcrbDeg(crb: Float64Array): number {
  return (crb.reduce((sum, x) => sum + Math.sqrt(x), 0) / crb.length) * (180 / Math.PI);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
