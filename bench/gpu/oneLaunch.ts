/**
 * Some launches of the CUDA kernels in a process of its own, for compute-sanitizer and ncu: its argument is a `Launch` (tool.ts) as JSON. It writes a line for
 * each kind and ends with 1 when a program is not solved or an error draw or a count of symbol errors is not that of the cpu.
 */
import { INFO } from '../../src/conic/kernels/conicSolve.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { isDeepStrictEqual } from 'node:util';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { countSymbolErrors } from '../../src/montecarlo/kernels/cpu/symbolErrorsCpu.ts';
import { errorDrawsOf } from '../../src/montecarlo/kernels/errorDrawsOf.ts';
import { symbolErrorsOf } from '../../src/montecarlo/kernels/symbolErrorsOf.ts';
import { randomBatch, TRANSMISSIONS } from '../../test/montecarlo/randomBatch.ts';
import { randomFrames } from '../../test/montecarlo/randomFrames.ts';
import { cudaKernelOf } from './session.ts';
import { readPrograms } from './programs/files.ts';
import { repeat } from './programs/record.ts';
import { ERROR_DRAWS, type Launch } from './tool.ts';

/** Merit that is asked for. */
const TOLERANCE = 1e-8;
/** CSI errors for each program of a batch. */
const DRAWS_OF_A_PROGRAM = 500;
const FRAMES_OF_A_PROGRAM = 100;

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
if (kinds.includes(ERROR_DRAWS)) {
  const designs = TRANSMISSIONS.map((name) => ({ name, perUser: true, rows: true }));
  const draws = randomBatch({ designs, draws: DRAWS_OF_A_PROGRAM * batch });
  const frames = randomFrames({ designs, frames: FRAMES_OF_A_PROGRAM * batch });
  let same = true;
  for (let i = 0; i < launches; i++) {
    same &&= isDeepStrictEqual(await errorDrawsOf(backend).run(draws), drawErrorsOnCpu(draws));
    same &&= isDeepStrictEqual(await symbolErrorsOf(backend)?.runAll([frames]), [countSymbolErrors(frames)]);
  }
  process.stdout.write(`${ERROR_DRAWS}: ${same ? 'the bytes of cpu' : 'other bytes than cpu'}\n`);
  if (!same) process.exitCode = 1;
}
await stopBackend();
