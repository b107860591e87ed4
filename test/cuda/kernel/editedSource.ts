import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileEmulator } from '../../../scripts/cuda/buildEmulator.ts';
import { cudaFolder, mainSource } from '../../../scripts/cuda/cudaSources.ts';
import type { CudaKernelName } from '../../../src/device/cuda/images.ts';

/** Replaces text that is there exactly once. */
export function replaceOnce(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the kernel has this ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

/**
 * Compiles a kernel after an edit of its text: controls whose faults have to be found.
 *
 * @param edited the file that is edited, a path in `cudaFolder()`; default the kernel's first one.
 * @param flags of the compiler.
 * @param use what is done with the compiled file, which is gone afterwards.
 */
export async function withEditedKernel<T>(
  edit: (text: string) => string,
  flags: readonly string[],
  use: (file: string) => T | Promise<T>,
  kernel: CudaKernelName = 'conic',
  edited = mainSource(kernel),
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'isac-mc-kernel-'));
  try {
    cpSync(cudaFolder(), folder, { recursive: true, filter: (source) => !source.endsWith('images') });
    const source = join(folder, edited);
    writeFileSync(source, edit(readFileSync(source, 'utf8')));
    const file = join(folder, 'kernel');
    await compileEmulator([...flags, join(folder, mainSource(kernel))], file);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
