import { z } from 'zod';
import { BACKEND_CHOICES, type BackendChoice, type BackendOptions } from '../device/backend.ts';
import { startBackend as start, type StartedBackend } from '../device/startBackend.ts';
import { requireArgument } from './requireArgument.ts';

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
  return start(choice, options);
}
