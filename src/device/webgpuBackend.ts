import { type Backend, type BackendOptions, BackendUnavailable } from './backend.ts';

/**
 * Starts tfjs's webgpu backend.
 *
 * @throws BackendUnavailable: this version has no WGSL kernels.
 */
export async function startWebgpu(_options: BackendOptions): Promise<Backend> {
  throw new BackendUnavailable('webgpu: this version has no kernels for it', 'use --backend cpu');
}
