import { InputError } from '../../errors.ts';
import { BackendUnavailable } from '../backend.ts';
import { isStandIn } from '../standIn.ts';
import { CUDA, type CudaDriver, CudaError, loadDriver, versionText } from './driver.ts';

/** CUDA version of the oldest driver that takes the kernel's PTX (version 7.8), and the driver that brought it. */
const OLDEST_DRIVER = { cuda: 11080, driver: '520.61.05' };
/** The kernel's images begin with this compute capability, 10 major + minor: Ampere. */
const OLDEST_CAPABILITY = 80;

/** Queues of a card that the streams of a process share: as many as the driver has, so that the workers' launches do not wait for each other. */
const QUEUES = '32';

/** CUdevice_attribute. */
const ATTRIBUTES = {
  multiprocessors: 16,
  capabilityMajor: 75,
  capabilityMinor: 76,
  /** Float32 instructions in the time of one of float64. */
  singleToDouble: 87,
} as const;

/** A card as it is seen without opening it. */
export interface CudaCard {
  /** Number among the devices that the driver shows (CUDA_VISIBLE_DEVICES). */
  readonly ordinal: number;
  readonly name: string;
  /** The stand-in driver of scripts/cuda/standin, which computes on the CPU. */
  readonly standIn: boolean;
  readonly memory: number;
  /** Compute capability, 10 major + minor. */
  readonly capability: number;
  readonly multiprocessors: number;
  /** Float32 instructions in the time of one of float64. */
  readonly float64Ratio: number;
}

/** An open card: the driver's calls of this thread go to it. */
export interface CudaDevice {
  readonly driver: CudaDriver;
  readonly card: CudaCard;
  /** All cards that the driver shows. */
  readonly cards: readonly CudaCard[];
  /** CUDA version that the driver supports, 1000 major + 10 minor. */
  readonly version: number;
  /** Bytes of its memory that are free now. */
  readonly free: () => number;
  readonly close: () => void;
  /** What the driver said when the card failed: nothing more can be asked of it. */
  fault: string | undefined;
}

/**
 * The driver with its cards.
 *
 * @throws BackendUnavailable without koffi, a driver that is new enough, or a card: says which, and the next step.
 */
export function cudaCards(): {
  readonly driver: CudaDriver;
  readonly version: number;
  readonly cards: readonly CudaCard[];
} {
  const driver = loadDriver();
  const version = started(() => driver.version());
  if (version < OLDEST_DRIVER.cuda)
    throw new BackendUnavailable(
      'cuda',
      `NVIDIA's driver supports CUDA ${versionText(version)}, expected ${versionText(OLDEST_DRIVER.cuda)} or later`,
      `update NVIDIA's driver to ${OLDEST_DRIVER.driver} or later (nvidia-smi shows the version)`,
    );
  process.env['CUDA_DEVICE_MAX_CONNECTIONS'] ??= QUEUES; // read once, when the driver starts
  return started(() => {
    driver.call('cuInit', 0);
    const count = driver.number('cuDeviceGetCount');
    if (count === 0) throw noDevice('none is visible');
    return { driver, version, cards: Array.from({ length: count }, (_, ordinal) => readCard(driver, ordinal)) };
  });
}

/** Answer of the driver's first calls, all of which fail in a driver that does not work (the toolkit's stub has them too). */
function started<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof CudaError)) throw error;
    throw error.code === CUDA.noDevice ? noDevice(error.message) : notStarted(error);
  }
}

function noDevice(reason: string): BackendUnavailable {
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  return new BackendUnavailable(
    'cuda',
    `the driver finds no CUDA device (${reason}${visible === undefined ? '' : `; CUDA_VISIBLE_DEVICES is "${visible}"`})`,
    'nvidia-smi -L lists them; in a batch job ask for one (sbatch --gres=gpu:1)',
  );
}

function notStarted(error: CudaError): BackendUnavailable {
  return new BackendUnavailable(
    'cuda',
    `the driver does not start (${error.message})`,
    'nvidia-smi has to work first: the kernel module and libcuda.so.1 must be of one version, and no stub of a toolkit before it',
  );
}

function readCard(driver: CudaDriver, ordinal: number): CudaCard {
  const device = driver.number('cuDeviceGet', ordinal);
  const attribute = (name: keyof typeof ATTRIBUTES): number =>
    driver.number('cuDeviceGetAttribute', ATTRIBUTES[name], device);
  const bytes = new Uint8Array(new ArrayBuffer(256));
  driver.call('cuDeviceGetName', bytes, bytes.length, device);
  const name = Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString('latin1');
  return {
    ordinal,
    name,
    standIn: isStandIn(name),
    memory: driver.number('cuDeviceTotalMem_v2', device),
    capability: 10 * attribute('capabilityMajor') + attribute('capabilityMinor'),
    multiprocessors: attribute('multiprocessors'),
    float64Ratio: attribute('singleToDouble'),
  };
}

/** The card of an ordinal. @throws InputError naming the cards that there are. */
export function cardOf(cards: readonly CudaCard[], ordinal: number): CudaCard {
  const card = cards[ordinal];
  if (!card)
    throw new InputError(
      `--device: expected ${cards.length === 1 ? '0' : `a number from 0 to ${cards.length - 1}`}, got ${ordinal}`,
      `CUDA devices: ${cards.map((c) => `${c.ordinal} ${c.name}`).join(', ')}`,
    );
  return card;
}

/**
 * Opens a card for this thread: its primary context, which all threads of the process share.
 *
 * @throws BackendUnavailable as `cudaCards`, when the card is too old for the kernel's images, or when it does not start.
 */
export function openDevice(ordinal: number): CudaDevice {
  const { driver, version, cards } = cudaCards();
  const card = cardOf(cards, ordinal);
  if (card.capability < OLDEST_CAPABILITY)
    throw new BackendUnavailable(
      'cuda',
      `${card.name} has compute capability ${capabilityText(card.capability)}, expected ${capabilityText(OLDEST_CAPABILITY)} or later`,
      'use --backend webgpu (with a Vulkan driver) or --backend cpu',
    );
  const device = driver.number('cuDeviceGet', ordinal);
  try {
    const context = driver.handle('cuDevicePrimaryCtxRetain', device);
    driver.call('cuCtxSetCurrent', context);
  } catch (error) {
    if (!(error instanceof CudaError)) throw error;
    throw new BackendUnavailable(
      'cuda',
      `${card.name} does not start (${error.message})`,
      error.code === CUDA.outOfMemory
        ? 'its memory is taken: nvidia-smi shows by whom; take another one with --device'
        : 'nvidia-smi shows its state; take another one with --device',
    );
  }
  return {
    driver,
    card,
    cards,
    version,
    free: () => driver.number('cuMemGetInfo_v2', [null]),
    close: () => driver.call('cuDevicePrimaryCtxRelease_v2', device),
    fault: undefined,
  };
}

/** Compute capability for people: 9.0 of 90. */
export function capabilityText(capability: number): string {
  return `${Math.floor(capability / 10)}.${capability % 10}`;
}
