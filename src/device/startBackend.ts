import {
  type Backend,
  type BackendChoice,
  type BackendName,
  type BackendOptions,
  BackendUnavailable,
} from './backend.ts';
import { startCpu } from './cpuBackend.ts';

/** A backend and why it is the one. */
export interface StartedBackend {
  /** The one that solves run on. */
  readonly backend: Backend;
  /** One line for people and for study.json. */
  readonly reason: string;
  /** What it was started with. */
  readonly options: BackendOptions;
}

interface Request {
  readonly choice: BackendChoice;
  readonly options: BackendOptions;
  readonly started: Promise<StartedBackend>;
}

let request: Request | undefined;

/**
 * Starts a backend for all solves of this process from now on; the one that ran before is stopped.
 *
 * @param choice `auto`: tensorflow with a CUDA device, else webgpu on a real GPU, else cpu.
 * @throws BackendUnavailable when the backend that is asked for cannot be used on this machine (never for auto and cpu).
 */
export async function startBackend(choice: BackendChoice, options: BackendOptions = {}): Promise<StartedBackend> {
  const last = request;
  if (last && last.choice === choice && sameOptions(last.options, options)) return last.started;
  const started = (async () => {
    await stop(last);
    return choice === 'auto'
      ? startFirst(options)
      : { backend: await start(choice, options), reason: 'asked for', options };
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

async function start(name: BackendName, options: BackendOptions, needsGpu = false): Promise<Backend> {
  // loaded on demand: their packages are optional
  if (name === 'tensorflow') return (await import('./tensorflowBackend.ts')).startTensorflow(options, needsGpu);
  if (name === 'webgpu') return (await import('./webgpuBackend.ts')).startWebgpu(options);
  return startCpu();
}

/** The first backend with a real GPU, else cpu. */
async function startFirst(options: BackendOptions): Promise<StartedBackend> {
  const refusals: string[] = [];
  for (const name of ['tensorflow', 'webgpu'] as const) {
    try {
      const own = { ...options, allowSoftware: false };
      return { backend: await start(name, own, true), reason: ['auto', ...refusals].join('; '), options: own };
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      refusals.push(error.message);
    }
  }
  return { backend: await startCpu(), reason: ['auto', ...refusals].join('; '), options };
}
