import type { WebgpuBackend } from '../../../device/webgpu/webgpuBackend.ts';
import { CENTRED_TOLERANCE } from '../../settings.ts';
import { ConicAnswers, type ConicBatch, type ConicKernel, type ConicSolveAttributes } from '../conicSolve.ts';
import { registerOnArrays } from '../conicTensors.ts';
import { WasmConicProgram } from '../cpu/wasmConicProgram.ts';
import { Float64Finish, FLOAT32_TOLERANCE, type Unfinished } from '../finishInFloat64.ts';
import { inTurn } from '../inTurn.ts';
import { ConicGpu } from './conicGpu.ts';
import type { Precision } from './conicShader.ts';
import { solveOnGpu } from './solveOnGpu.ts';

/** The solve on a GPU, with what tests and benchmarks want to see of it. */
export interface WebgpuConicKernel extends ConicKernel {
  readonly conic: ConicGpu;
}

/** The conic solve on a GPU: in float32 or double-single, checked and where need be finished in float64 on the host. */
export function startConicWebgpu(backend: WebgpuBackend): WebgpuConicKernel {
  const { gpu, probe } = backend;
  const conic = new ConicGpu(gpu);
  const solve = inTurn(backend, (batch, attributes) => solveInStages(conic, probe.doubleSingle, batch, attributes));
  registerOnArrays(backend, solve);
  return { designsAtOnce: gpu.software ? 64 : 4096, conic, solve };
}

/**
 * Arithmetic in which the device tries a program, one after the other until an answer holds: float32 where the tolerance is within its reach, then
 * double-single. Without double-single float32 gives float64 a start. An answer that is only finished is beyond float32, and a centred one beyond double-single
 * (docs/decisions/0020).
 */
function stages(
  tolerance: number,
  doubleSingle: boolean,
  finish: boolean,
): readonly { readonly precision: Precision; readonly tolerance: number }[] {
  if (finish) return doubleSingle && tolerance >= CENTRED_TOLERANCE ? [{ precision: 'doubleSingle', tolerance }] : [];
  const fast = tolerance >= FLOAT32_TOLERANCE;
  return [
    ...(fast || !doubleSingle ? [{ precision: 'float32', tolerance: fast ? tolerance : 1e-5 } as const] : []),
    ...(doubleSingle ? [{ precision: 'doubleSingle', tolerance } as const] : []),
  ];
}

async function solveInStages(
  conic: ConicGpu,
  doubleSingle: boolean,
  batch: ConicBatch,
  attributes: ConicSolveAttributes,
): Promise<ConicAnswers> {
  const answers = new ConicAnswers(batch.batch, attributes);
  const finish = new Float64Finish(attributes, new WasmConicProgram(attributes, batch), answers, batch.batch);
  const { stateSize } = attributes;
  const given = attributes.finish === true ? batch.warm : undefined;
  const givenTo = (program: number): Float64Array | undefined =>
    given?.subarray(program * stateSize, (program + 1) * stateSize);
  let open = Array.from({ length: batch.batch }, (_, program): Unfinished => ({
    program,
    iterations: 0,
    state: givenTo(program),
  }));
  for (const { precision, tolerance } of stages(attributes.tolerance, doubleSingle, given !== undefined)) {
    const programs = open.map(({ program }) => program);
    open = [];
    await solveOnGpu(conic, batch, { ...attributes, tolerance }, precision, programs, (chunk, numbers) => {
      for (const left of finish.take(chunk, numbers, precision))
        open.push({ ...left, state: left.state ?? givenTo(left.program) });
    });
  }
  for (const program of open) finish.solve(program);
  return answers;
}
