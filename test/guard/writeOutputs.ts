/** Writes what the guard compares into a folder: `tsx test/guard/writeOutputs.ts FOLDER [--workers N] [--batch N]`. */
import { parseArgs } from 'node:util';
import { startBackend, stopBackend } from '../../src/index.ts';
import { OUTPUT_NAMES, writeOutput } from './outputs.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { workers: { type: 'string' }, batch: { type: 'string' } },
});
const [folder, ...more] = positionals;
if (folder === undefined || more.length > 0) throw new Error('expected one folder');
const settings = {
  ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
  ...(values.batch === undefined ? {} : { batch: Number(values.batch) }),
};

await startBackend('cpu');
for (const name of OUTPUT_NAMES) {
  const start = performance.now();
  await writeOutput(folder, name, settings);
  process.stderr.write(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
await stopBackend();
