/**
 * Builds the stand-in CUDA driver into dist/cuda-standin and prints the path of its libcuda.so.1 as the last line:
 * `ISAC_MC_LIBCUDA=$(npm run -s cuda:standin) npx isac-mc solve FILES --backend cuda` runs the cuda backend on a machine without a GPU.
 */
import { buildStandIn } from './buildStandIn.ts';

process.stdout.write(`${await buildStandIn()}\n`);
