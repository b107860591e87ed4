import { type Backend, type BackendOptions, BackendUnavailable } from './backend.ts';

/**
 * Starts tfjs's tensorflow backend.
 *
 * @throws BackendUnavailable: this version has no kernel for it.
 */
export async function startTensorflow(_options: BackendOptions): Promise<Backend> {
  throw new BackendUnavailable('tensorflow: this version has no kernel for it', 'use --backend cpu');
}
