import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/packageRoot.ts';

/** The folder of the CUDA sources: conic.cu and its headers; those of the emulator alone are in its folder `emulator`. */
export const cudaFolder = (): string => join(packageRoot(), 'kernels', 'cuda');

const sourcesOf = (folder: string): readonly string[] =>
  readdirSync(join(cudaFolder(), folder))
    .filter((name) => /\.(cu|h)$/.test(name))
    .sort()
    .map((name) => join(folder, name));

/** What the images of a device are made of, paths in `cudaFolder()`. */
export const deviceSources = (): readonly string[] => sourcesOf('');
/** What the emulator is made of. */
export const emulatorSources = (): readonly string[] => [...sourcesOf(''), ...sourcesOf('emulator')];

/** sha256 of every source with its name, and of what else a build depends on. */
export function hashOfSources(names: readonly string[], ...others: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    const text = readFileSync(join(cudaFolder(), name));
    hash.update(`${name} ${text.length}\n`).update(text);
  }
  for (const other of others) hash.update(`\n${other}`);
  return hash.digest('hex');
}
