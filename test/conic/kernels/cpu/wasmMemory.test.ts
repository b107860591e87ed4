import { describe, expect, it, vi } from 'vitest';
import type { WasmKernels } from '../../../../src/conic/kernels/cpu/wasmKernels.ts';
import { WasmConicProgram } from '../../../../src/conic/kernels/cpu/wasmConicProgram.ts';
import { systemFault } from '../../../../src/systemErrors.ts';

const state = vi.hoisted(() => ({ top: 0, fault: new Error() }));

vi.mock('../../../../src/conic/kernels/cpu/wasmKernels.ts', () => ({
  wasmKernels: (): Partial<WasmKernels> => ({
    memory: new WebAssembly.Memory({ initial: 1 }),
    memoryTop: () => state.top,
    begin: () => {
      throw state.fault;
    },
  }),
}));

describe('WasmConicProgram', () => {
  const attributes = { descriptor: new Int32Array(4), groups: [] } as unknown as ConstructorParameters<
    typeof WasmConicProgram
  >[0];
  const data = { rhs: new Float64Array(0), entries: new Float64Array(0), groups: [] };
  const thrown = (): unknown => {
    try {
      return new WasmConicProgram(attributes, data);
    } catch (error) {
      return error;
    }
  };

  it('tells memory that did not grow, which the kernels meet as a trap, from a bug', () => {
    state.fault = new WebAssembly.RuntimeError('memory access out of bounds');
    state.top = 2 ** 20;
    expect(systemFault(thrown())?.resumable).toBe(true);
    expect(String(thrown())).toBe('RangeError: WebAssembly memory: could not allocate 1048576 bytes');
    state.top = 64;
    expect(thrown()).toBe(state.fault);
  });
});
