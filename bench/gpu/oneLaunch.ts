/**
 * Some launches of the CUDA kernel in a process of its own, for compute-sanitizer and ncu: its argument is a `Launch` (tool.ts) as JSON. It writes a line for
 * each kind and ends with 1 when a program is not solved.
 */
import { INFO } from '../../src/conic/kernels/conicSolve.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { cudaKernelOf } from './session.ts';
import { readPrograms } from './programs/files.ts';
import { repeat } from './programs/record.ts';
import type { Launch } from './tool.ts';

/** Merit that is asked for. */
const TOLERANCE = 1e-8;

const { folder, kinds, device, batch, launches } = JSON.parse(process.argv[2] ?? '{}') as Launch;
const { backend } = await startBackend('cuda', device === undefined ? {} : { device });
const kernel = await cudaKernelOf({ backend });
if (!kernel) throw new Error(`expected backend cuda, got ${backend.name}`);
const recorded = readPrograms(folder) ?? [];
for (const kind of recorded.filter(({ name }) => kinds.includes(name))) {
  const programs = repeat(kind.batch, batch);
  const width = INFO + programs.attributes.stateSize;
  let solved = 0;
  for (let i = 0; i < launches; i++) {
    const answers = await kernel.answers(programs, { tolerance: TOLERANCE });
    solved = 0;
    for (let p = 0; p < batch; p++) if (answers[p * width] === 0) solved++;
  }
  process.stdout.write(`${kind.name}: ${solved} of ${batch} solved\n`);
  if (solved < batch) process.exitCode = 1;
}
await stopBackend();
