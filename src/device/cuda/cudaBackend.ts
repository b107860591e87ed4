import { type BackendOptions, BackendUnavailable, GPU_WORKERS, type HostTensorBackend, releasing } from '../backend.ts';
import { InputError } from '../../errors.ts';
import { hostTensors } from '../hostTensors.ts';
import { enableProdMode, ready, registerBackend, removeBackend, setBackend } from '../tfjs.ts';
import { chooseArithmetic, type CudaArithmetic } from './cudaArithmetic.ts';
import { cudaFacts } from './cudaFacts.ts';
import { cardsOf, cudaOrdinals } from './cudaOrdinals.ts';
import { type CudaDevice, openDevice } from './device.ts';
import { CudaError, versionText } from './driver.ts';
import { CudaTensors } from './cudaTensors.ts';

/** An NVIDIA card through its driver. */
export interface CudaBackend extends HostTensorBackend {
  readonly name: 'cuda';
  readonly cuda: CudaDevice;
  /** What the card computes in first; what does not hold to the tolerance is computed in float64. */
  readonly cardArithmetic: CudaArithmetic;
}

/**
 * Opens a card through NVIDIA's driver (npm `koffi`), for float64, or for double-single where its float64 is slow.
 *
 * @param options device: number of the CUDA device, default 0.
 * @param needsGpu refuses the stand-in driver, which computes on the CPU: `auto` looks for a GPU.
 * @throws BackendUnavailable without koffi, a driver that is new enough, or a card.
 */
export async function openCuda(options: BackendOptions, needsGpu = false): Promise<CudaBackend> {
  enableProdMode(); // no advice on stderr
  const [ordinal = 0, ...others] = options.device === undefined ? [0] : cudaOrdinals(options.device);
  if (others.length > 0) throw new InputError(`device: expected one CUDA device, got ${options.device}`);
  const device = openDevice(ordinal);
  const { card } = device;
  if (needsGpu && card.standIn) {
    device.close();
    throw new BackendUnavailable(
      'cuda',
      `${card.name} computes on the CPU`,
      'unset ISAC_MC_LIBCUDA; --backend cuda runs on it all the same',
    );
  }
  const cardArithmetic = chooseArithmetic(card.float64Ratio);
  const tensors = new CudaTensors();
  registerBackend('cuda', () => tensors);
  await setBackend('cuda');
  await ready();
  const { onStop, release } = releasing();
  const name = `${card.name}, CUDA ${versionText(device.version)}`;
  return {
    name: 'cuda',
    cuda: device,
    cardArithmetic,
    device: `${name}, ${cardArithmetic === 'float64' ? 'float64' : 'doubleSingle, float64'}`,
    arithmetic: cardArithmetic === 'float64' ? ['float64'] : ['doubleSingle', 'float64'],
    mostWorkers: card.standIn ? 2 : GPU_WORKERS,
    facts: cudaFacts(device, cardArithmetic),
    deviceNames: (devices) => cardsOf(devices.map(Number)).map((own) => `${own.ordinal} ${own.name}`),
    ...hostTensors(tensors, tensors.storage),
    onStop,
    async stop() {
      try {
        await release();
        if (device.fault === undefined) device.close();
      } catch (error) {
        // lost by another thread, whose solve has said so: the driver takes everything back when the process ends
        if (!(error instanceof CudaError) || !error.ofDevice) throw error;
      } finally {
        removeBackend('cuda');
      }
    },
  };
}
