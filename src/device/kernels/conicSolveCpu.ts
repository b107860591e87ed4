import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { registerKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { invariant } from '../../errors.ts';
import { wasmKernels } from '../wasmModule.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from './conicSolve.ts';

const INFO = 5;

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
  const rhs = read('rhs');
  const batch = (inputs['rhs'] as TensorInfo).shape[0] ?? 0;
  const warm = inputs['warm'] ? read('warm') : undefined;
  const wasm = wasmKernels();
  const descriptor = wasm.begin(a.descriptor.byteLength);
  new Int32Array(wasm.memory.buffer, descriptor, a.descriptor.length).set(a.descriptor);
  wasm.configure(descriptor);
  const stateSize = wasm.stateSize();
  invariant(stateSize === a.stateSize, 'descriptor and kernel agree on the size of a state');
  // memory does not grow after configure: views stay valid
  const view = (index: number, length: number): Float64Array =>
    new Float64Array(wasm.memory.buffer, wasm.address(index), length);

  const sources: { from: Float64Array; to: Float64Array }[] = [
    { from: rhs, to: view(0, a.rows) },
    { from: read('entries'), to: view(1, a.entries) },
  ];
  const info = new Float64Array(batch * INFO);
  const results: { to: Float64Array; from: Float64Array; shape: number[] }[] = [
    { from: view(3, INFO), to: info, shape: [batch, INFO] },
    { from: view(4, a.columns), to: new Float64Array(batch * a.columns), shape: [batch, a.columns] },
    { from: view(5, a.rows), to: new Float64Array(batch * a.rows), shape: [batch, a.rows] },
    { from: view(6, stateSize), to: new Float64Array(batch * stateSize), shape: [batch, stateSize] },
  ];
  a.groups.forEach((g, i) => {
    const base = 8 + 4 * i;
    sources.push(
      { from: read(`vectors${i}`), to: view(base, g.count * g.vectors * g.size * 2) },
      { from: read(`weights${i}`), to: view(base + 1, g.count * g.terms * 2) },
      { from: read(`dense${i}`), to: view(base + 2, g.count * g.dense * g.size * g.size * 2) },
    );
    const length = g.count * g.size * g.size * 2;
    results.push({
      from: view(base + 3, length),
      to: new Float64Array(batch * length),
      shape: [batch, g.count, g.size, g.size, 2],
    });
  });
  const warmView = view(2, stateSize);
  for (let i = 0; i < batch; i++) {
    for (const { from, to } of sources) to.set(from.subarray(i * to.length, (i + 1) * to.length));
    if (warm) warmView.set(warm.subarray(i * stateSize, (i + 1) * stateSize));
    wasm.solve(a.tolerance, a.maxIterations, warm ? 1 : 0);
    for (const { from, to } of results) to.set(from, i * from.length);
  }
  return results.map(({ to, shape }) => cpu.makeTensorInfo(shape, 'float32', to as unknown as Float32Array));
}

let registered = false;

export function registerConicSolveCpu(): void {
  if (registered) return;
  registered = true;
  registerKernel({ kernelName: CONIC_SOLVE, backendName: 'cpu', kernelFunc });
}
