/** Writes the parts of the kernels that are made from src/conic: `npm run kernels:source`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/packageRoot.ts';
import { generatedSources } from './generatedSources.ts';

for (const { file, text } of generatedSources()) {
  writeFileSync(join(packageRoot(), file), text);
  process.stderr.write(`${file}\n`);
}
