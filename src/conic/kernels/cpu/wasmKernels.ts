import { instantiateWasm } from '../../../device/cpu/wasmModule.ts';

/** Exports of kernels/wasm/index.ts. Addresses are bytes into `memory`. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  begin(bytes: number): number;
  configure(descriptor: number): void;
  stateSize(): number;
  memoryTop(): number;
  /** Changes with every `begin`. */
  layoutNumber(): number;
  address(index: number): number;
  solve(tolerance: number, maxIterations: number, warm: number, finish: number): number;
  verify(state: number, out: number): void;
  verifyInfeasible(state: number, tolerance: number): number;
  verifyUnbounded(state: number): number;
  mulNN(a: number, b: number, c: number, r: number, k: number, n: number): void;
  mulHN(a: number, b: number, c: number, r: number, k: number, n: number): void;
  mulNH(a: number, b: number, c: number, r: number, k: number, n: number): void;
  mulHermitian(a: number, b: number, c: number, n: number, k: number): void;
  gramOfLower(y: number, c: number, n: number): void;
  cholesky(n: number, a: number, rd: number): number;
  invertLower(n: number, l: number, rd: number, y: number): void;
  factor(s: number, r: number, stride: number, rd: number, floor: number): void;
  borderGram(s: number, r: number, stride: number, first: number, g: number, m: number, gs: number): void;
  forward(s: number, r: number, stride: number, first: number, rd: number, b: number, g: number): void;
  backward(s: number, r: number, stride: number, first: number, rd: number, b: number, g: number): void;
  /** Equilibrates the loaded program (part 0) and tells where its factors lie; for tests. */
  factors(part: number): number;
  scratchBytes(bytes: number): number;
  /** 48 n flops in registers; for bench/ only. */
  peak(n: number): number;
}

let kernels: WasmKernels | undefined;

/**
 * The WebAssembly module of the CPU kernels (f64x2 SIMD), instantiated once per thread.
 * @throws BackendUnavailable when the module was not built.
 */
export function wasmKernels(): WasmKernels {
  return (kernels ??= instantiateWasm('conic') as unknown as WasmKernels);
}
