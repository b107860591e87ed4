import type { WebgpuBackend } from '../../../device/webgpu/webgpuBackend.ts';
import { CENTRED_TOLERANCE } from '../../settings.ts';
import type { ConicAnswers, ConicBatch, ConicKernel, ConicSolveAttributes } from '../conicSolve.ts';
import { registerOnArrays } from '../conicTensors.ts';
import { Float64Finish, FLOAT32_TOLERANCE, type Unfinished } from '../finishInFloat64.ts';
import { inTurn } from '../../../device/inTurn.ts';
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
  const solve: ConicKernel['solve'] = inTurn(backend, 'solve', (batch, attributes) =>
    solveInStages(conic, probe.doubleSingle, batch, attributes),
  );
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
  const check = new Float64Finish(attributes, batch);
  const finishes = attributes.finish === true && batch.warm !== undefined;
  // a state that is not all but the answer is of use to the device alone
  const givenTo = (program: number): Float64Array | undefined => (finishes ? check.givenTo(program) : undefined);
  let open = check.untried().map((own): Unfinished => ({ ...own, state: givenTo(own.program) }));
  for (const { precision, tolerance } of stages(attributes.tolerance, doubleSingle, finishes)) {
    const programs = open.map(({ program }) => program);
    open = [];
    await solveOnGpu(conic, batch, { ...attributes, tolerance }, precision, programs, (chunk, numbers) => {
      for (const left of check.take(chunk, numbers, precision))
        open.push({ ...left, state: left.state ?? givenTo(left.program) });
    });
  }
  for (const program of open) check.solve(program);
  return check.answers;
}
