import type { Argv } from 'yargs';
import { startSolver } from '../conic/startSolver.ts';
import { BACKEND_CHOICES, type BackendChoice, type BackendName, isGpuBackend } from '../device/backend.ts';
import { InputError } from '../errors.ts';
import type { StartedBackend } from '../device/startBackend.ts';

/** Arguments that `withBackend` adds to a command. */
export interface BackendArguments {
  backend: BackendChoice;
  device: string | undefined;
  allowSoftware: boolean;
}

/** Adds --backend, --device and --allow-software. */
export function withBackend<T>(y: Argv<T>): Argv<T & BackendArguments> {
  return y
    .option('backend', {
      choices: BACKEND_CHOICES,
      requiresArg: true,
      default: 'auto' as const,
      describe: 'auto: cuda, else tensorflow with a CUDA device, else webgpu on a real GPU, else cpu',
    })
    .option('device', {
      type: 'string',
      requiresArg: true,
      describe:
        "cuda: number of the device (default 0), several as 0,1, or all, counted among those of CUDA_VISIBLE_DEVICES; tensorflow: number of the device; webgpu: part of the adapter's name",
    })
    .option('allow-software', {
      type: 'boolean',
      default: false,
      describe: 'with --backend webgpu: accept a Vulkan driver that computes on the CPU (slow)',
    })
    .check(requireBackend) as unknown as Argv<T & BackendArguments>;
}

/** `auto` takes what the machine has: only a named backend can be told a device, and only cuda several. */
function requireBackend(args: Record<string, unknown>): true {
  const { backend, device } = args as { backend?: BackendChoice; device?: string };
  if (device === undefined) return true;
  if (backend === 'auto' || (backend && !isGpuBackend(backend)))
    throw new InputError(`--device: expected --backend cuda, webgpu or tensorflow beside it, got ${backend}`);
  if (backend !== 'cuda' && /^(all|\d+(,\d+)+)$/.test(device))
    throw new InputError(
      `--device ${device}: expected --backend cuda beside it, got ${String(backend)}, which uses one device`,
    );
  return true;
}

/**
 * Starts the backend that the arguments ask for.
 *
 * @param recorded backend of the results that are to be continued: `auto` means this one then.
 * @throws BackendUnavailable when it cannot be used on this machine.
 * @throws InputError when the arguments name several devices.
 */
export async function startChosen(args: BackendArguments, recorded?: BackendName): Promise<StartedBackend> {
  const devices = await chosenDevices(args);
  if (devices && devices.length > 1)
    throw new InputError(`--device: expected one CUDA device, got ${String(args.device)}`, 'isac-mc run uses several');
  return startFirst(args, devices, recorded);
}

/** A started backend, and the devices that work is to be spread over. */
export interface StartedOnDevices {
  /** Runs on the first of them. */
  readonly started: StartedBackend;
  /** As the option `device` of the backend names them; undefined where the arguments name none. */
  readonly devices: readonly string[] | undefined;
}

/**
 * Starts the backend that the arguments ask for on the first of the devices that they name (`--backend cuda --device 0,1|all`).
 *
 * @param recorded backend of the results that are to be continued: `auto` means this one then.
 * @throws BackendUnavailable when it cannot be used on this machine.
 * @throws InputError when a device does not exist.
 */
export async function startOnDevices(args: BackendArguments, recorded?: BackendName): Promise<StartedOnDevices> {
  const devices = await chosenDevices(args);
  return { started: await startFirst(args, devices, recorded), devices };
}

/** Starts the backend on the first of the devices, or on what --device says where there are none. */
async function startFirst(
  args: BackendArguments,
  devices: readonly string[] | undefined,
  recorded: BackendName | undefined,
): Promise<StartedBackend> {
  const choice = args.backend === 'auto' && recorded ? recorded : args.backend;
  const device = devices?.[0] ?? args.device;
  const own = await startSolver(choice, {
    ...(device === undefined ? {} : { device }),
    allowSoftware: args.allowSoftware,
  });
  return choice === args.backend ? own : { ...own, reason: 'auto: as in the results found there' };
}

async function chosenDevices({ backend, device }: BackendArguments): Promise<readonly string[] | undefined> {
  if (device === undefined || backend !== 'cuda') return undefined;
  const { cudaOrdinals } = await import('../device/cuda/cudaOrdinals.ts'); // loaded on demand: its package is optional
  return cudaOrdinals(device).map(String);
}

/**
 * One line for people: which backend, on what, and why.
 *
 * @param devices names of those that work is spread over.
 */
export function describeBackend({ backend, reason }: StartedBackend, devices: readonly string[] = []): string {
  const all = devices.length > 1 ? `; devices ${devices.join(', ')}` : '';
  return `backend ${backend.name} on ${backend.device}${all} (${reason})`;
}
