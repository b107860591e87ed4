import {
  enableProdMode,
  engine,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { type Backend, type BackendOptions, BackendUnavailable, GPU_WORKERS } from '../backend.ts';
import { ConicCuda } from '../../conic/kernels/cuda/conicCuda.ts';
import { chooseArithmetic, type CudaArithmetic } from './cudaArithmetic.ts';
import { cudaFacts } from './cudaFacts.ts';
import { cardsOf, cudaOrdinals } from './cudaOrdinals.ts';
import { type CudaDevice, openDevice } from './device.ts';
import { CudaError, versionText } from './driver.ts';
import { InputError } from '../../errors.ts';
import { HostTensors } from './hostTensors.ts';
import { inTurn, solveBatch } from '../../conic/kernels/cuda/solveBatch.ts';
import type { CudaSolver } from '../../conic/kernels/cuda/solveOnCuda.ts';
import { registerConicSolveCuda, unregisterConicSolveCuda } from '../../conic/kernels/cuda/conicSolveCuda.ts';

/** The cuda backend with what tests and benchmarks want to see of it. */
export interface CudaBackend extends Backend {
  readonly conic: ConicCuda;
  /** What the card solves in first; what does not hold to the tolerance is solved in float64. */
  readonly cardArithmetic: CudaArithmetic;
}

/** Designs for each block that a card holds: launches then overlap, and its last blocks are not alone for long. */
const DESIGNS_PER_BLOCK = 4;
/** Threads of the smallest block. */
const FEWEST_THREADS = 32;

/**
 * Starts the cuda backend: the conic kernel through NVIDIA's driver (npm `koffi`), in float64, or in double-single where a card's float64 is slow.
 *
 * @param options device: number of the CUDA device, default 0.
 * @param needsGpu refuses the stand-in driver, which computes on the CPU: `auto` looks for a GPU.
 * @throws BackendUnavailable without koffi, a driver that is new enough, or a card that takes the kernel.
 */
export async function startCuda(options: BackendOptions, needsGpu = false): Promise<CudaBackend> {
  enableProdMode(); // no advice on stderr
  const [ordinal = 0, ...others] = options.device === undefined ? [0] : cudaOrdinals(options.device);
  if (others.length > 0) throw new InputError(`device: expected one CUDA device, got ${options.device}`);
  const device = openDevice(ordinal);
  const { card } = device;
  if (needsGpu && card.standIn) {
    device.close();
    throw new BackendUnavailable(
      `cuda: ${card.name} computes on the CPU`,
      'unset ISAC_MC_LIBCUDA; --backend cuda runs on it all the same',
    );
  }
  const cardArithmetic = chooseArithmetic(card.float64Ratio);
  const { conic, fill } = openKernel(device, cardArithmetic);
  const tensors = new HostTensors();
  registerBackend('cuda', () => tensors);
  registerConicSolveCuda(conic);
  await setBackend('cuda');
  await ready();
  const solver: CudaSolver = { conic, tensors, fault: undefined };
  const upload = (array: Float64Array, shape: number[]): Tensor =>
    // kept here in float64: the kernel packs it for the device, and the float64 check reads it
    engine().makeTensor(array as unknown as Float32Array, shape, 'float32', tensors);
  let stopped = false;
  const solves = inTurn(async (inputs, attributes) => {
    if (stopped) throw new InputError('backend: expected a running one, got cuda, which was stopped during the solve');
    return solveBatch(solver, cardArithmetic, upload, inputs, attributes);
  });
  const name = `${card.name}, CUDA ${versionText(device.version)}`;
  return {
    name: 'cuda',
    device: `${name}, ${cardArithmetic === 'float64' ? 'float64' : 'doubleSingle, float64'}`,
    arithmetic: cardArithmetic === 'float64' ? ['float64'] : ['doubleSingle', 'float64'],
    designsAtOnce: DESIGNS_PER_BLOCK * fill,
    mostWorkers: card.standIn ? 2 : GPU_WORKERS,
    facts: cudaFacts(device, cardArithmetic, conic.kernels.get(cardArithmetic, FEWEST_THREADS).image),
    deviceNames: (devices) => cardsOf(devices.map(Number)).map((own) => `${own.ordinal} ${own.name}`),
    conic,
    cardArithmetic,
    upload,
    read: async (tensor) => tensors.values(tensor.dataId),
    conicSolve: solves.solve,
    async stop() {
      await solves.idle(); // the device writes into memory that is about to be given back
      stopped = true;
      unregisterConicSolveCuda();
      removeBackend('cuda');
      if (solver.fault !== undefined) return;
      try {
        conic.close();
        device.close();
      } catch (error) {
        // lost by another thread, whose solve has said so: the driver takes everything back when the process ends
        if (!(error instanceof CudaError) || !error.ofDevice) throw error;
      }
    },
  };
}

/** The kernel on a card, and how many of its smallest blocks the card holds. */
function openKernel(device: CudaDevice, arithmetic: CudaArithmetic): { conic: ConicCuda; fill: number } {
  try {
    const conic = new ConicCuda(device);
    return { conic, fill: conic.kernels.resident(arithmetic, FEWEST_THREADS, 0) };
  } catch (error) {
    device.close();
    if (!(error instanceof CudaError)) throw error;
    throw new BackendUnavailable(
      `cuda: the kernel does not start on ${device.card.name} (${error.message})`,
      'nvidia-smi shows the state of the card and what else runs on it',
    );
  }
}
