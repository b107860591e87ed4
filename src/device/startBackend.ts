import {
  BACKEND_NAMES,
  type BackendChoice,
  type BackendName,
  type BackendOptions,
  BackendUnavailable,
} from './backend.ts';
import { type CpuBackend, openCpu } from './cpu/cpuBackend.ts';
import type { CudaBackend } from './cuda/cudaBackend.ts';
import type { TensorflowBackend } from './tensorflow/tensorflowBackend.ts';
import type { WebgpuBackend } from './webgpu/webgpuBackend.ts';

/** An opened device; `name` says which fields it has beside those of every `Backend`. */
export type OpenBackend = CpuBackend | CudaBackend | TensorflowBackend | WebgpuBackend;

/** A backend and why it is the one. */
export interface StartedBackend {
  /** The one that solves run on. */
  readonly backend: OpenBackend;
  /** One short line for people and for study.json. */
  readonly reason: string;
  /** Why `auto` passed over each of the backends before this one, a line each. */
  readonly refusals: readonly string[];
  /** What it was started with. */
  readonly options: BackendOptions;
}

interface Request {
  readonly choice: BackendChoice;
  readonly options: BackendOptions;
  readonly started: Promise<StartedBackend>;
}

let request: Request | undefined;

/** Puts a kernel on an opened device. @throws BackendUnavailable when the device does not take it. */
type Prepare = (backend: OpenBackend) => Promise<unknown>;

/**
 * Starts a backend for all solves of this process from now on; the one that ran before is stopped.
 *
 * @param choice `auto`: cuda, else tensorflow with a CUDA device, else webgpu on a real GPU, else cpu.
 * @param prepare what has to work on the backend before it counts as started; default: nothing, kernels come with their first use.
 * @throws BackendUnavailable when the backend that is asked for cannot be used on this machine (never for auto and cpu).
 */
export async function startBackend(
  choice: BackendChoice,
  options: BackendOptions = {},
  prepare: Prepare = async () => undefined,
): Promise<StartedBackend> {
  const last = request;
  if (last && last.choice === choice && sameOptions(last.options, options)) return last.started;
  const started = (async () => {
    await stop(last);
    return choice === 'auto'
      ? startFirst(options, prepare)
      : { backend: await start(choice, options, prepare), reason: 'asked for', refusals: [], options };
  })();
  const own: Request = { choice, options, started };
  request = own;
  try {
    return await started;
  } catch (error) {
    if (request === own) request = undefined;
    throw error;
  }
}

/** The backend of this process; cpu when none was started. */
export async function currentBackend(): Promise<StartedBackend> {
  return request ? request.started : startBackend('cpu');
}

/** Stops the backend of this process, if any; the next solve starts another one. */
export async function stopBackend(): Promise<void> {
  const last = request;
  request = undefined;
  await stop(last);
}

async function stop(last: Request | undefined): Promise<void> {
  // a start that failed was reported to its own caller
  const running = await last?.started.catch(() => undefined);
  await running?.backend.stop();
}

function sameOptions(a: BackendOptions, b: BackendOptions): boolean {
  return a.device === b.device && (a.allowSoftware ?? false) === (b.allowSoftware ?? false);
}

async function start(
  name: BackendName,
  options: BackendOptions,
  prepare: Prepare,
  needsGpu = false,
): Promise<OpenBackend> {
  const backend = await OPENERS[name](options, needsGpu);
  try {
    await prepare(backend);
  } catch (error) {
    await backend.stop();
    throw error;
  }
  return backend;
}

type Openers = {
  readonly [K in BackendName]: (options: BackendOptions, needsGpu: boolean) => Promise<OpenBackend & { name: K }>;
};

/** What opens each backend. They are loaded on demand: their packages are optional. */
const OPENERS: Openers = {
  cuda: async (options, needsGpu) => (await import('./cuda/cudaBackend.ts')).openCuda(options, needsGpu),
  tensorflow: async (options, needsGpu) =>
    (await import('./tensorflow/tensorflowBackend.ts')).openTensorflow(options, needsGpu),
  webgpu: async (options) => (await import('./webgpu/webgpuBackend.ts')).openWebgpu(options),
  cpu: openCpu,
};

/** The first backend with a real GPU, else cpu. */
async function startFirst(options: BackendOptions, prepare: Prepare): Promise<StartedBackend> {
  const refusals: string[] = [];
  for (const name of BACKEND_NAMES) {
    const own = { ...options, allowSoftware: name === 'cpu' && options.allowSoftware === true };
    try {
      const backend = await start(name, own, prepare, true);
      // the first choice is what people want to know of; doctor has the others
      const [first] = refusals;
      return { backend, reason: first === undefined ? 'auto' : `auto; ${first}`, refusals, options: own };
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      refusals.push(error.message);
    }
  }
  throw new Error('internal error: the cpu backend is always there');
}
