import { createRequire } from 'node:module';
import { join } from 'node:path';
import { engine, enableProdMode, findBackend, ready, setBackend } from '../tfjs.ts';
import { type Backend, type BackendOptions, BackendUnavailable, releasing } from '../backend.ts';
import { InputError } from '../../errors.ts';
import { TensorflowEngine } from './engine.ts';
import { TensorOps } from './ops.ts';

/** TensorFlow on a CUDA device, or on the processor. */
export interface TensorflowBackend extends Backend {
  readonly name: 'tensorflow';
  readonly engine: TensorflowEngine;
}

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const HINT = 'npm install @tensorflow/tfjs-node-gpu@4.22.0, or use --backend cpu';

let loaded: TensorflowEngine | undefined;

/**
 * Opens tfjs's tensorflow backend: @tensorflow/tfjs-node-gpu, or @tensorflow/tfjs-node where that is not installed; the environment
 * variable ISAC_MC_TFJS_NODE names the folder of another build of either.
 *
 * @param options `device`: number of the CUDA device.
 * @param needsGpu refuses TensorFlow on the CPU: `auto` looks for a GPU.
 * @throws InputError when the device is no number.
 * @throws BackendUnavailable when neither package can be loaded, or there is no such CUDA device.
 */
export async function openTensorflow(options: BackendOptions, needsGpu = false): Promise<TensorflowBackend> {
  if (options.device !== undefined) {
    if (!/^\d+$/.test(options.device))
      throw new InputError(
        `--device: expected the number of a CUDA device, got ${options.device}`,
        'nvidia-smi -L lists them',
      );
    if (loaded) throw new BackendUnavailable('tensorflow', 'its CUDA device is chosen once for a process', HINT);
    process.env['CUDA_VISIBLE_DEVICES'] = options.device;
  }
  const own = (loaded ??= load());
  const gpu = own.binding.isUsingGpuDevice();
  if (!gpu && (needsGpu || options.device !== undefined))
    throw new BackendUnavailable(
      'tensorflow',
      'it finds no CUDA device',
      'install the CUDA libraries that it asks for, or use --backend cpu',
    );
  enableProdMode(); // no advice on stderr
  await setBackend('tensorflow');
  await ready();
  const { onStop, release } = releasing();
  return {
    name: 'tensorflow',
    engine: own,
    device: `TensorFlow ${own.binding.TF_Version} on ${gpu ? `CUDA device ${options.device ?? '0'}` : 'the CPU'}, float64`,
    arithmetic: ['float64'],
    mostWorkers: 1, // TensorFlow has threads of its own, and by default takes all of a GPU's memory
    facts: { TensorFlow: own.binding.TF_Version, CUDA: gpu ? 'yes' : 'no' },
    upload: (values, shape) =>
      withOps(own, (ops) => engine().makeTensorFromTensorInfo(own.adopt(ops.release(ops.upload(values, shape))))),
    read: async (tensor) => withOps(own, (ops) => ops.read(own.handleOf(tensor))),
    onStop,
    stop: release,
  };
}

function load(): TensorflowEngine {
  const require = createRequire(import.meta.url);
  // tfjs-node calls what Node 23 took away
  const util = require('node:util') as {
    isNullOrUndefined?: (v: unknown) => boolean;
    isArray?: (v: unknown) => boolean;
  };
  util.isNullOrUndefined ??= (v) => v === null || v === undefined;
  util.isArray ??= (v) => Array.isArray(v);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // a trial factorization that fails is no news
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '0'; // one order of summation, and no notice about it
  const failures: string[] = [];
  const folder = process.env['ISAC_MC_TFJS_NODE'];
  for (const name of folder === undefined ? PACKAGES : [folder]) {
    try {
      require(folder === undefined ? name : join(folder, 'dist', 'index.js'));
      const backend = findBackend('tensorflow') as unknown;
      if (!backend) throw new Error('it brings its own copy of @tensorflow/tfjs-core; install it beside isac-mc');
      return new TensorflowEngine(backend);
    } catch (error) {
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      failures.push(
        /^Cannot find (module|package)/.test(line) && line.includes(name)
          ? `${name} is not installed`
          : `${name}: ${line}`,
      );
    }
  }
  throw new BackendUnavailable('tensorflow', failures.join('; '), HINT);
}

function withOps<T>({ binding }: TensorflowEngine, use: (ops: TensorOps) => T): T {
  const ops = new TensorOps(binding);
  try {
    return use(ops);
  } finally {
    ops.dispose();
  }
}
