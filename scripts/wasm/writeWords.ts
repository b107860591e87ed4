/** Writes how the wasm kernels read a descriptor, kernels/wasm/words.ts, from the table of its words: `npm run wasm:words`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { wasmWords } from './wasmWords.ts';

const file = join(packageRoot(), 'kernels', 'wasm', 'words.ts');
writeFileSync(file, wasmWords());
process.stderr.write(`${file}\n`);
