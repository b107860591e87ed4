import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { registerKernel } from '../../../device/tfjs.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from '../conicSolve.ts';
import { ConicAnswers, INFO, WasmConicProgram } from './wasmConicProgram.ts';

/** Float64 storage of an input tensor of the cpu backend. */
function values(backend: MathBackendCPU, input: TensorInfo): Float64Array {
  const stored: unknown = backend.data.get(input.dataId).values;
  return stored instanceof Float64Array ? stored : Float64Array.from(stored as Float32Array);
}

/**
 * cpu implementation of `IsacConicSolve`: one WebAssembly call solves one program from its data to its answer, so that its
 * workspace stays in cache and a finished program costs its neighbours nothing.
 */
function kernelFunc({ inputs, backend, attrs }: Parameters<KernelConfig['kernelFunc']>[0]): TensorInfo[] {
  const cpu = backend as MathBackendCPU;
  const a = attrs as unknown as ConicSolveAttributes;
  const read = (name: string): Float64Array => {
    const input = inputs[name];
    if (!input) throw new Error(`internal error: conic kernel misses input ${name}`);
    return values(cpu, input);
  };
  const batch = (inputs['rhs'] as TensorInfo).shape[0] ?? 0;
  const warm = inputs['warm'] ? read('warm') : undefined;
  const program = new WasmConicProgram(a, {
    rhs: read('rhs'),
    entries: read('entries'),
    groups: a.groups.map((_, i) => ({
      vectors: read(`vectors${i}`),
      weights: read(`weights${i}`),
      dense: read(`dense${i}`),
    })),
  });
  const whole = a.scalarsOnly !== true;
  const answers = new ConicAnswers(batch, a, whole);
  for (let i = 0; i < batch; i++) {
    program.load(i);
    program.solve(i, answers, warm?.subarray(i * a.stateSize, (i + 1) * a.stateSize));
  }
  const tensor = (array: Float64Array, shape: number[]): TensorInfo =>
    cpu.makeTensorInfo(shape, 'float32', array as unknown as Float32Array);
  return [
    tensor(answers.info, [batch, INFO]),
    tensor(answers.scalars, [batch, a.columns]),
    tensor(answers.multipliers, [batch, a.rows]),
    tensor(answers.state, [batch, whole ? a.stateSize : 0]),
    ...answers.psd.map((psd, i) => {
      const { count = 0, size = 0 } = a.groups[i] ?? {};
      return tensor(psd, [batch, count, size, size, 2]);
    }),
  ];
}

let registered = false;

export function registerConicSolveCpu(): void {
  if (registered) return;
  registered = true;
  registerKernel({ kernelName: CONIC_SOLVE, backendName: 'cpu', kernelFunc });
}
