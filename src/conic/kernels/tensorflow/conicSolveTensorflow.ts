import type { KernelConfig } from '@tensorflow/tfjs-core';
import { registerKernel } from '../../../device/tfjs.ts';
import { invariant } from '../../../errors.ts';
import type { TensorflowEngine } from '../../../device/tensorflow/engine.ts';
import { layOut } from './layout.ts';
import { type Handle, TensorOps } from '../../../device/tensorflow/ops.ts';
import { readDescriptor } from '../../words/programShape.ts';
import { bytesPerProgram } from './solveBatch.ts';
import { type KernelInputs, solveParts } from './solveParts.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from '../conicSolve.ts';

/** Working memory of one batch; a larger batch is solved in parts. */
const WORKING_BYTES = 4 * 2 ** 30;

/**
 * tensorflow implementation of `IsacConicSolve`: the algorithm of kernels/wasm/hsde.ts for all programs of a batch at once, in TensorFlow
 * ops on float64 and complex128 (src/device/tensorflow).
 */
function kernelFunc(engine: TensorflowEngine): KernelConfig['kernelFunc'] {
  return ({ inputs, attrs }) => {
    const a = attrs as unknown as ConicSolveAttributes;
    const ops = new TensorOps(engine.binding);
    try {
      const input = (name: string): Handle => {
        const info = inputs[name];
        invariant(info, `conic kernel has its input ${name}`);
        return engine.handleOf(info);
      };
      const whole: KernelInputs = {
        rhs: input('rhs'),
        entries: input('entries'),
        groups: a.groups.map((_, i) => ({
          vectors: input(`vectors${i}`),
          weights: input(`weights${i}`),
          dense: input(`dense${i}`),
        })),
        warm: inputs['warm'] ? input('warm') : null,
      };
      const most = Math.floor(WORKING_BYTES / bytesPerProgram(layOut(readDescriptor(a.descriptor))));
      const { info, scalars, multipliers, state, psd } = solveParts(ops, a, whole, Math.max(2, most));
      return [info, scalars, multipliers, state, ...psd].map((h) => engine.adopt(ops.release(h)));
    } finally {
      ops.dispose();
    }
  };
}

let registered: TensorflowEngine | undefined;

export function registerConicSolveTensorflow(engine: TensorflowEngine): void {
  if (registered === engine) return;
  registered = engine;
  registerKernel({ kernelName: CONIC_SOLVE, backendName: 'tensorflow', kernelFunc: kernelFunc(engine) });
}
