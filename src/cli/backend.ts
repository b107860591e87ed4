import type { Argv } from 'yargs';
import { BACKEND_CHOICES, type BackendChoice, type BackendName } from '../device/backend.ts';
import { InputError } from '../errors.ts';
import { type StartedBackend, startBackend } from '../device/startBackend.ts';

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

/** `auto` takes what the machine has: only a named backend can be told a device. */
function requireBackend(args: Record<string, unknown>): true {
  const only = args['backend'] === 'auto' || args['backend'] === 'cpu';
  if (only && args['device'] !== undefined)
    throw new InputError(
      `--device: expected --backend cuda, webgpu or tensorflow beside it, got ${String(args['backend'])}`,
    );
  return true;
}

/**
 * Starts the backend that the arguments ask for.
 *
 * @param recorded backend of the results that are to be continued: `auto` means this one then.
 * @throws BackendUnavailable when it cannot be used on this machine.
 */
export async function startChosen(args: BackendArguments, recorded?: BackendName): Promise<StartedBackend> {
  const choice = args.backend === 'auto' && recorded ? recorded : args.backend;
  const device = choice === 'cuda' ? (await chosenDevices(args))?.[0] : args.device;
  const started = await startBackend(choice, {
    ...(device === undefined ? {} : { device }),
    allowSoftware: args.allowSoftware,
  });
  return choice === args.backend ? started : { ...started, reason: 'auto: as in the results found there' };
}

/**
 * Devices that `--backend cuda --device 0,1|all` names, each as the option `device` of a backend; undefined with other backends and without the option.
 *
 * @throws InputError when one of them does not exist.
 */
export async function chosenDevices({
  backend,
  device,
}: Pick<BackendArguments, 'backend' | 'device'>): Promise<readonly string[] | undefined> {
  if (backend !== 'cuda' || device === undefined) return undefined;
  const { cudaOrdinals } = await import('../device/cuda/cudaOrdinals.ts');
  return cudaOrdinals(device).map(String);
}

/** One line for people: which backend, on what, and why. */
export function describeBackend({ backend, reason }: StartedBackend): string {
  return `backend ${backend.name} on ${backend.device} (${reason})`;
}
