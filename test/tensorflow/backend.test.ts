import { describe, expect, it } from 'vitest';
import { BackendUnavailable } from '../../src/device/backend.ts';
import { currentBackend, startBackend } from '../../src/device/startBackend.ts';
import { openTensorflow } from '../../src/device/tensorflow/tensorflowBackend.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { describeCentring } from '../conic/describeCentring.ts';
import { selectPrograms } from '../conic/selectPrograms.ts';
import { mixedProgram, runningBinding } from './fixture.ts';

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

  it('solves a part of a batch, and a program alone, with the bytes that they have in the whole', async () => {
    const program = mixedProgram(5);
    const { status, state } = await solveProgram(program);
    expect(status).toEqual(Array(5).fill('optimal'));
    const size = state.length / 5;
    for (const part of [[0, 1], [2, 3], [4]]) {
      const own = (await solveProgram(selectPrograms(program, part))).state;
      part.forEach((i, at) =>
        expect(own.slice(at * size, (at + 1) * size)).toEqual(state.slice(i * size, (i + 1) * size)),
      );
    }
  });

  it('refuses a device that is no number, and none where it must be a GPU', async () => {
    await expect(startBackend('tensorflow', { device: 'tesla' })).rejects.toThrow(
      '--device: expected the number of a CUDA device, got tesla',
    );
    if (!runningBinding().isUsingGpuDevice())
      await expect(openTensorflow({}, true)).rejects.toThrow(BackendUnavailable);
  });
});
