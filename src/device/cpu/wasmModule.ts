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

/** A module that lays out its own memory. */
interface LaidOutMemory {
  readonly memory: WebAssembly.Memory;
  /** Where what is laid out ends. */
  memoryTop(): number;
}

/**
 * Has a module lay out its memory.
 *
 * @throws RangeError when the memory cannot grow so far: the module then traps at the first byte beyond it.
 */
export function layOutMemory<T>(wasm: LaidOutMemory, layOut: () => T): T {
  try {
    return layOut();
  } catch (error) {
    if (wasm.memoryTop() > wasm.memory.buffer.byteLength)
      throw new RangeError(`WebAssembly memory: could not allocate ${wasm.memoryTop()} bytes`, { cause: error });
    throw error;
  }
}
