import { readFileSync } from 'node:fs';
import {
  certify,
  designPrecoders,
  type DesignSettings,
  type DesignTask,
  type DesignTaskOptions,
  drawDesignTask,
  evaluateWorstCase,
  type PrecoderDesign,
} from '../../../src/index.ts';
import { SINGLES } from '../studies/studyFields.ts';
import { inTurn, type Solutions } from './solutions.ts';

const DESIGNS = {
  'BLP-CBF': ['paper', 'capsFree', 'joint', 'blind'],
  'BLP-CoMP': ['paper', 'capsFree', 'joint'],
  'SLP-CBF': ['paper', 'joint'],
  'SLP-CoMP': ['paper', 'joint'],
} as const;
const FORMS = [{ thresholdDb: 3 }, { thresholdDb: 70 }, { rho: 0.3 }];

/** A task and how it is designed. */
interface Job {
  readonly task: DesignTask;
  readonly settings: DesignSettings;
}

function jobsOf(scheme: keyof typeof DESIGNS): Job[] {
  const scenario = { ...SINGLES, csiErrorRadius: 0.02 };
  const common = { scheme, robustness: 'guaranteed', scenario, seed: 6n, realizationIndex: 2 } as const;
  return DESIGNS[scheme].flatMap((design) =>
    FORMS.map((form) => ({ task: drawDesignTask({ ...common, design, ...form }), settings: {} })),
  );
}

/** A task of test/reference/edgeTasks.json. */
interface EdgeTask extends Omit<DesignTaskOptions, 'seed'> {
  readonly seed: string;
  /** The step of a design that hardly any other task goes through. */
  readonly step: string;
  readonly settings: DesignSettings;
}

/** Tasks that a search over random studies found; they say nothing of what such a design should be. */
function edgeJobs(): Job[] {
  const file = new URL('../../reference/edgeTasks.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as EdgeTask[]).map(({ step: _step, seed, settings, ...options }) => ({
    task: drawDesignTask({ ...options, seed: BigInt(seed) }),
    settings,
  }));
}

function worstCase(task: DesignTask, design: PrecoderDesign): unknown {
  if (!design.precoders && !design.transmit) return null;
  return evaluateWorstCase({ ...task, ...design, errors: 5, errorLaw: 'sphere' });
}

/** What `certify` makes of the precoders; null where there are none, or no threshold. */
function recomputed({ scheme, robustness, scenario, realization, form }: DesignTask, design: PrecoderDesign): unknown {
  const { precoders } = design;
  if (!precoders || form.kind !== 'threshold') return null;
  const cooperation = scheme === 'BLP-CBF' ? 'cbf' : 'comp';
  return certify(scenario, realization, { cooperation, precoders, threshold: form.threshold, robustness });
}

async function solve({ task, settings }: Job): Promise<unknown> {
  const [design] = await designPrecoders([task], settings);
  if (!design) throw new Error('expected a design for the task');
  return { design, worstCase: worstCase(task, design), recomputed: recomputed(task, design) };
}

/** Results of `designPrecoders` in memory, where there is more than in tables, and what the evaluations make of them. */
export const DESIGN_ANSWERS: Solutions = {
  'BLP-CBF': () => inTurn(jobsOf('BLP-CBF'), solve),
  'BLP-CoMP': () => inTurn(jobsOf('BLP-CoMP'), solve),
  'SLP-CBF': () => inTurn(jobsOf('SLP-CBF'), solve),
  'SLP-CoMP': () => inTurn(jobsOf('SLP-CoMP'), solve),
  edges: () => inTurn(edgeJobs(), solve),
};
