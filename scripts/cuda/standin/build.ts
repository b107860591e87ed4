/**
 * Builds the stand-in CUDA driver into dist/cuda-standin and prints the path of its libcuda.so.1 as the last line:
 * `ISAC_MC_LIBCUDA=$(npm run -s cuda:standin) npx isac-mc solve FILES --backend cuda` runs the cuda backend on a machine without a GPU.
 * `npm run -s cuda:standin -- 32 64 128` builds blocks of so many threads as well, for ISAC_MC_STANDIN_THREADS=launch (slow: seconds a program).
 */
import { InputError } from '../../../src/errors.ts';
import { buildStandIn } from './buildStandIn.ts';

const threads = process.argv.slice(2).map((text) => {
  const n = Number(text);
  if (![1, 32, 64, 128].includes(n)) throw new InputError(`threads of a block: expected 1, 32, 64 or 128, got ${text}`);
  return n;
});
process.stdout.write(`${await buildStandIn([...new Set([1, ...threads])])}\n`);
