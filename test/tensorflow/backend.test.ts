import { afterAll, describe, expect, it } from 'vitest';
import { BackendUnavailable } from '../../src/device/backend.ts';
import { currentBackend, startBackend } from '../../src/device/startBackend.ts';
import type { Handle } from '../../src/device/tensorflow/ops.ts';
import { solveParts } from '../../src/conic/kernels/tensorflow/solveParts.ts';
import { startTensorflow } from '../../src/device/tensorflow/tensorflowBackend.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { describeCentring } from '../conic/describeCentring.ts';
import { mixedProgram, runningBinding, uploaded } from './fixture.ts';

// centring gains little here (docs/decisions/0020)
describeCentring('tensorflow', { path: 'float64', finishedPath: 'float64', centred: 1e-4 });

describe('the tensorflow backend', () => {
  it('names TensorFlow, its device and its arithmetic', async () => {
    const { backend } = await currentBackend();
    expect(backend.name).toBe('tensorflow');
    expect(backend.device).toMatch(/^TensorFlow \d+\.\d+\.\d+ on (the CPU|CUDA device \d+), float64$/);
    expect(backend.arithmetic).toEqual(['float64']);
  });

  it('uploads and reads every bit of a float64', async () => {
    const { backend } = await currentBackend();
    const values = Float64Array.of(Math.PI, 1 + Number.EPSILON, 5e-324, -0, Infinity, NaN);
    const tensor = backend.upload(values, [2, 3]);
    expect(tensor.shape).toEqual([2, 3]);
    expect(await backend.read(tensor)).toEqual(values);
    tensor.dispose();
  });

  it('leaves no tensor in TensorFlow behind', async () => {
    const program = mixedProgram(3);
    const first = await solveProgram(program);
    const before = runningBinding().getNumOfTensors();
    await solveProgram(program, { warmStart: first.state });
    expect(runningBinding().getNumOfTensors()).toBe(before);
  });

  it('solves a batch in parts, the last one of a single program, with the same bytes', () => {
    const { context, inputs, attributes } = uploaded(mixedProgram(5));
    const { ops } = context;
    afterAll(() => ops.dispose());
    const bytes = (most: number): Float64Array[] => {
      const { info, scalars, multipliers, state, psd } = solveParts(ops, attributes, inputs, most);
      return [info, scalars, multipliers, state, ...psd].map((h: Handle) => ops.read(h));
    };
    const whole = bytes(5);
    expect(whole[0]?.filter((_, i) => i % 5 === 0)).toEqual(new Float64Array(5));
    expect(bytes(2)).toEqual(whole);
  });

  it('refuses a device that is no number, and none where it must be a GPU', async () => {
    await expect(startBackend('tensorflow', { device: 'tesla' })).rejects.toThrow(
      '--device: expected the number of a CUDA device, got tesla',
    );
    if (!runningBinding().isUsingGpuDevice())
      await expect(startTensorflow({}, true)).rejects.toThrow(BackendUnavailable);
  });
});
