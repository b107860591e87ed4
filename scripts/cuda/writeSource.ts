/** Writes the CUDA kernel's source, kernels/cuda/conic.cu, from the WGSL: `npm run cuda:source`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { conicSource } from './conicSource.ts';

const file = join(packageRoot(), 'kernels', 'cuda', 'conic.cu');
writeFileSync(file, conicSource());
process.stderr.write(`${file}\n`);
