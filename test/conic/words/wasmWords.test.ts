import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { wasmWords } from '../../../scripts/wasm/wasmWords.ts';
import { packageRoot } from '../../../src/device/packageRoot.ts';

it('the wasm kernels read the words of the table: else `npm run wasm:words` and then `npm run build:wasm`', () => {
  expect(readFileSync(join(packageRoot(), 'kernels', 'wasm', 'words.ts'), 'utf8')).toBe(wasmWords());
});
