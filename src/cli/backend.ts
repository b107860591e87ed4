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
      describe: 'auto: tensorflow with a CUDA device, else webgpu on a real GPU, else cpu',
    })
    .option('device', {
      type: 'string',
      requiresArg: true,
      describe: "webgpu: part of the adapter's name; tensorflow: number of the CUDA device",
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
    throw new InputError(`--device: expected --backend webgpu or tensorflow beside it, got ${String(args['backend'])}`);
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
  const started = await startBackend(choice, {
    ...(args.device === undefined ? {} : { device: args.device }),
    allowSoftware: args.allowSoftware,
  });
  return choice === args.backend ? started : { ...started, reason: 'auto: as in the results found there' };
}

/** One line for people: which backend, on what, and why. */
export function describeBackend({ backend, reason }: StartedBackend): string {
  return `backend ${backend.name} on ${backend.device} (${reason})`;
}
