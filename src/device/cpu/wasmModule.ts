import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackendUnavailable } from '../backend.ts';
import { packageRoot } from '../../packageRoot.ts';

/**
 * An instance of a WebAssembly module of dist/kernels, of this thread alone.
 *
 * @throws BackendUnavailable when the module was not built.
 */
export function instantiateWasm(name: string): WebAssembly.Exports {
  const file = join(packageRoot(), 'dist', 'kernels', `${name}.wasm`);
  if (!existsSync(file))
    throw new BackendUnavailable('cpu', `CPU kernels are missing: ${file} does not exist`, 'run "npm run build"');
  const abort = (): never => {
    throw new Error('internal error: the wasm kernels aborted');
  };
  const module = new WebAssembly.Module(readFileSync(file));
  return new WebAssembly.Instance(module, { env: { abort } }).exports;
}
