import * as z from 'zod';
import { conicKernelOf } from '../conic/kernels/conicKernelOf.ts';
import { startSolver } from '../conic/startSolver.ts';
import {
  BACKEND_CHOICES,
  type Backend as OpenedBackend,
  type BackendChoice,
  type BackendOptions,
} from '../device/backend.ts';
import { currentBackend as current, type StartedBackend as Started } from '../device/startBackend.ts';
import { requireArgument } from './requireArgument.ts';

/** A started backend: where the conic solve runs. */
export interface Backend extends Pick<
  OpenedBackend,
  'name' | 'device' | 'arithmetic' | 'mostWorkers' | 'facts' | 'stop'
> {
  /** Designs that are worth computing together: what fills the device, and is lost in work when the process dies. */
  readonly designsAtOnce: number;
}

/** A backend and why it is the one. */
export interface StartedBackend extends Omit<Started, 'backend'> {
  /** The one that solves run on. */
  readonly backend: Backend;
}

const choiceSchema = z.enum(BACKEND_CHOICES);
const optionsSchema = z.strictObject({
  device: z.string('expected text such as "0"').optional(),
  allowSoftware: z.boolean().optional(),
});

/**
 * Starts a backend for all solves of this process from now on; the one that ran before is stopped.
 *
 * @param choice `auto`: cuda, else tensorflow with a CUDA device, else webgpu on a real GPU, else cpu.
 * @throws BackendUnavailable when the backend that is asked for cannot be used on this machine (never for auto and cpu).
 * @throws InputError when there is no such backend or option.
 */
export async function startBackend(choice: BackendChoice, options: BackendOptions = {}): Promise<StartedBackend> {
  requireArgument('backend', choice, choiceSchema);
  requireArgument('options', options, optionsSchema);
  return described(await startSolver(choice, options));
}

/** The backend of this process; cpu when none was started. */
export async function currentBackend(): Promise<StartedBackend> {
  return described(await current());
}

async function described({ backend, ...started }: Started): Promise<StartedBackend> {
  const { name, device, arithmetic, mostWorkers } = backend;
  const { designsAtOnce, facts } = await conicKernelOf(backend);
  return {
    ...started,
    backend: {
      name,
      device,
      arithmetic,
      designsAtOnce,
      mostWorkers,
      facts: { ...backend.facts, ...facts },
      stop: () => backend.stop(),
    },
  };
}
