import { createRequire } from 'node:module';
import type koffi from 'koffi';
import { buildEmulator } from '../../../scripts/cuda/buildEmulator.ts';
import { emulatorSources, hashOfSources } from '../../../scripts/cuda/cudaSources.ts';
import { CUDA_GROUPS, runParameter, shapeParameter } from '../../../src/conic/kernels/cuda/kernelParameters.ts';
import { INFO } from '../../../src/conic/kernels/conicSolve.ts';
import { packPrograms, programParts } from '../../../src/conic/kernels/packedNumbers.ts';
import { conicLayout } from '../../../src/conic/kernels/webgpu/conicLayout.ts';
import type { EmulatedAnswers, RecordedKind } from '../programs/files.ts';

/** Threads of a block: the fewest that a device runs, and what the kernel is fastest to emulate with. */
const THREADS = 32;
const TOLERANCE = 1e-8;
const CERTIFICATE = 1e-8;
/** Programs of a kind that are emulated. */
const PROGRAMS = 4;

type Solve = (...args: unknown[]) => number;

/**
 * Answers of the emulated float64 kernel for the first programs of a kind, which a device has to give byte by byte; null for a shape that the device
 * leaves to the host.
 */
export async function emulate({ name, batch }: RecordedKind): Promise<EmulatedAnswers | null> {
  const { attributes } = batch;
  if (attributes.groups.length > CUDA_GROUPS) return null;
  const [library = ''] = await buildEmulator([{ kernel: 'conic', arithmetic: 'float64', threads: THREADS }]);
  const native = createRequire(import.meta.url)('koffi') as typeof koffi;
  const solve = native
    .load(library)
    .func(
      'int emulateConicSolve(const int *shape, const void *run, const int *table, const double *input, const double *warm, double *answer, double *ws, ' +
        'unsigned int *queue, int groups, unsigned int order, unsigned int sharedBytes, _Out_ int64_t *barriers)',
    ) as Solve;
  const programs = Math.min(PROGRAMS, batch.programs);
  const layout = conicLayout(attributes.descriptor);
  const input = new Float64Array(programs * layout.inputSize);
  const all = Array.from({ length: programs }, (_, i) => i);
  const parts = programParts(attributes, layout.inputPlaces, batch.data);
  packPrograms(parts, all, 'float64', input, layout.inputSize);
  const { maxIterations } = attributes;
  const run = runParameter({
    programs,
    tolerance: TOLERANCE,
    maxIterations,
    certificate: CERTIFICATE,
    from: 'unit',
  });
  const answers = new Float64Array(programs * (INFO + layout.stateSize));
  const workspace = new Float64Array(layout.workspace);
  const shape = shapeParameter(layout);
  const queue = new Uint32Array(4);
  const code = solve(shape, run, layout.table, input, input, answers, workspace, queue, 1, 0, 0, [0]);
  if (code !== 0) throw new Error(`${name}: the emulated kernel ended with ${code}`);
  return { threads: THREADS, tolerance: TOLERANCE, sources: hashOfSources(emulatorSources('conic')), answers };
}
