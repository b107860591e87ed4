import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../packageRoot.ts';

/** The text of kernels/<name>.wgsl. */
export function wgslSource(name: string): string {
  return readFileSync(join(packageRoot(), 'kernels', `${name}.wgsl`), 'utf8');
}
