import { afterEach, describe, expect, it } from 'vitest';
import { BACKEND_NAMES, BackendUnavailable, isGpuBackend } from '../../src/device/backend.ts';
import { currentBackend, startBackend, stopBackend } from '../../src/device/startBackend.ts';

afterEach(stopBackend);

describe('startBackend', () => {
  it('cpu is the backend of a process that started none', async () => {
    const { backend } = await currentBackend();
    expect([backend.name, backend.arithmetic]).toEqual(['cpu', ['float64']]);
  });

  it('uploads and reads float64 without rounding', async () => {
    const { backend } = await startBackend('cpu');
    const values = Float64Array.of(Math.PI, 1 + Number.EPSILON, 1e-300);
    const tensor = backend.upload(values, [3]);
    expect(tensor.shape).toEqual([3]);
    expect(await backend.read(tensor)).toEqual(values);
    tensor.dispose();
  });

  it('gives the running backend to a second call that asks for the same', async () => {
    const first = await startBackend('cpu');
    expect(await startBackend('cpu')).toBe(first);
    expect(await currentBackend()).toBe(first);
  });

  it('auto tries GPUs first and then cpu, so that it starts nothing else', () => {
    expect(BACKEND_NAMES.find((name) => !isGpuBackend(name))).toBe('cpu');
  });

  it('auto says why it passed over its first choice, and keeps the reasons of all', async () => {
    const { backend, reason, refusals } = await startBackend('auto');
    const before = BACKEND_NAMES.slice(0, BACKEND_NAMES.indexOf(backend.name));
    expect(refusals.map((line) => line.split(':')[0])).toEqual(before);
    expect(reason).toBe(['auto', ...refusals.slice(0, 1)].join('; '));
  });

  it('a backend that is not there is refused with the reason, and the process can go on', async () => {
    const failure: unknown = await startBackend('webgpu', { device: 'no such adapter' }).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(BackendUnavailable);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^webgpu: /) as string,
      hint: expect.any(String) as string,
    });
    expect((await currentBackend()).backend.name).toBe('cpu');
  });
});
