import type { CpuBackend } from '../../../device/cpu/cpuBackend.ts';
import { ConicAnswers, type ConicBatch, type ConicKernel, type ConicSolveAttributes } from '../conicSolve.ts';
import { registerOnArrays } from '../conicTensors.ts';
import { WasmConicProgram } from './wasmConicProgram.ts';

/** The conic solve on the processor: programs run one after the other. */
export function startConicCpu(backend: CpuBackend): ConicKernel {
  registerOnArrays(backend, solveOnCpu);
  return { designsAtOnce: 1, solve: async (batch, attributes) => solveOnCpu(batch, attributes) };
}

/** One WebAssembly call solves one program from its data to its answer, so that its workspace stays in cache and a finished program costs its neighbours nothing. */
function solveOnCpu(batch: ConicBatch, a: ConicSolveAttributes): ConicAnswers {
  const program = new WasmConicProgram(a, batch);
  const answers = new ConicAnswers(batch.batch, a, a.scalarsOnly !== true);
  for (let i = 0; i < batch.batch; i++) {
    program.load(i);
    program.solve(i, answers, batch.warm?.subarray(i * a.stateSize, (i + 1) * a.stateSize));
  }
  return answers;
}
