import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus, freemem, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../../packageRoot.ts';

/** What a run depends on besides its backend. */
export interface Machine {
  readonly version: string;
  readonly node: string;
  readonly system: string;
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly memoryGib: number;
  readonly freeMemoryGib: number;
  /** WebAssembly with SIMD, which the cpu backend needs. */
  readonly wasmSimd: boolean;
  /** File of the CPU kernels, null where it was not built. */
  readonly kernels: string | null;
  /** Version of NVIDIA's kernel driver, null without one. */
  readonly nvidiaDriver: string | null;
  /** Vulkan drivers that are installed, by the names of their manifests. */
  readonly vulkanDrivers: readonly string[];
}

const GIB = 2 ** 30;

/** The smallest module with a SIMD instruction: (module (func (drop (v128.const i64x2 0 0)))). */
const SIMD = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 26, 11,
]);

export function inspectMachine(): Machine {
  const root = packageRoot();
  const kernels = join(root, 'dist', 'kernels', 'conic.wasm');
  return {
    version: packageVersion(),
    node: process.version,
    system: `${type()} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: totalmem() / GIB,
    freeMemoryGib: freemem() / GIB,
    wasmSimd: WebAssembly.validate(SIMD),
    kernels: existsSync(kernels) ? kernels : null,
    nvidiaDriver: nvidiaDriver(),
    vulkanDrivers: vulkanDrivers(),
  };
}

function nvidiaDriver(): string | null {
  const file = '/proc/driver/nvidia/version';
  if (!existsSync(file)) return null;
  return /Module(?: for \S+)?\s+([\d.]+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
}

/** As the Vulkan loader looks for them. */
function vulkanDrivers(): string[] {
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (named) return named.split(':');
  return ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((file) => file.endsWith('.json')))
    .sort();
}
