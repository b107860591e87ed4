import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { type OpenGpu, openGpu } from '../../../src/device/webgpu/gpuDevice.ts';
import { drawErrorsOnCpu } from '../../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { errorDrawsOf, errorDrawsOnGpu } from '../../../src/montecarlo/kernels/errorDrawsOf.ts';
import { ErrorDrawsGpu } from '../../../src/montecarlo/kernels/webgpu/errorDrawsGpu.ts';
import { drawErrorsOnGpu } from '../../../src/montecarlo/kernels/webgpu/errorDrawsKernelWebgpu.ts';
import { HEAD } from '../../../src/montecarlo/kernels/webgpu/head.ts';
import { noSwiftShader } from '../../device/swiftShader.ts';
import { randomBatch } from '../randomBatch.ts';

const batch = randomBatch({ designs: [{ name: 'BLP-CBF', perUser: true }, { name: 'SLP-CoMP' }], draws: HEAD + 9000 });

/** A device of which some functions are others. */
function changed(gpu: OpenGpu, own: Partial<GPUDevice>): OpenGpu {
  const device = new Proxy(gpu.device, {
    get(target, name) {
      if (name in own) return own[name as keyof GPUDevice] as unknown;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...gpu, device };
}

/** A device that refuses buffers beyond so many bytes, as Dawn does where it cannot map one. */
function withRoom(gpu: OpenGpu, bytes: () => number): OpenGpu {
  return changed(gpu, {
    createBuffer(descriptor) {
      if (descriptor.size > bytes()) throw new RangeError('createBuffer failed, size is too large');
      return gpu.device.createBuffer(descriptor);
    },
  });
}

/** A device that computes something else than it is told. */
function mistaken(gpu: OpenGpu, told: RegExp, computed: string): OpenGpu {
  return changed(gpu, {
    createShaderModule: (descriptor) =>
      gpu.device.createShaderModule({ ...descriptor, code: descriptor.code.replaceAll(told, computed) }),
  });
}

const skipped = noSwiftShader ? `: skipped, ${noSwiftShader}` : '';
describe.skipIf(noSwiftShader)(`error draws on a GPU with little memory${skipped}`, () => {
  let gpu: OpenGpu;
  let room = Infinity;
  let draws: ErrorDrawsGpu;
  beforeAll(async () => {
    gpu = await openGpu({ allowSoftware: true });
    draws = new ErrorDrawsGpu(withRoom(gpu, () => room));
  });
  afterAll(() => {
    gpu.close();
  });

  it('what has no room is tried again with less, with the same bytes, and less is tried from then on', async () => {
    const whole = await drawErrorsOnGpu(draws, batch);
    expect(draws.counters).toMatchObject({ launches: 1, halved: 0 });
    await draws.release();
    room = 2 ** 21; // the errors of about 3000 draws
    expect(await drawErrorsOnGpu(draws, batch)).toStrictEqual(whole);
    expect(draws.counters.halved).toBeGreaterThan(0);
    const { halved } = draws.counters;
    expect(await drawErrorsOnGpu(draws, batch)).toStrictEqual(whole);
    expect(draws.counters.halved).toBe(halved);
  });

  it('a design without room ends with a fault of the device', async () => {
    room = 2 ** 16;
    const failure: unknown = await drawErrorsOnGpu(draws, batch).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /^even a single design under 1024 CSI errors is too much: the GPU failed on 1024 CSI errors at once: createBuffer failed/,
      ) as string,
    });
    room = Infinity;
    await expect(drawErrorsOnGpu(draws, batch)).resolves.toHaveLength(2);
  });
});

describe.skipIf(noSwiftShader)(`a GPU whose float32 is worse than WGSL allows${skipped}`, () => {
  it.each([
    ['the angle off by 2e-5', /4\.681337853654911e-8/g, '4.681255e-8'],
    ['logarithms off by 3e-5', /const LN2 = 0.6931471805599453/g, 'const LN2 = 0.693127'],
    ['roots off by 1e-4', /sqrt\((\w+)\)/g, '(1.0001 * sqrt($1))'],
    ['amplitudes in half precision', /sum\[r\] \+= (vec2<f32>\(.*\));/g, 'sum[r] = quantizeToF16(sum[r] + $1);'],
  ])('draws nothing: %s', async (_, told, computed) => {
    const gpu = await openGpu({ allowSoftware: true });
    const draws = new ErrorDrawsGpu(mistaken(gpu, told, computed));
    const own = { ...batch, draws: HEAD + 1 };
    expect(await drawErrorsOnGpu(draws, own)).toStrictEqual(drawErrorsOnCpu(own));
    expect(draws.counters.launches).toBe(0);
    gpu.close();
  });
});

describe.skipIf(noSwiftShader)(`error draws of the webgpu backend${skipped}`, () => {
  afterAll(stopBackend);

  it('batches at once are drawn one after the other, a lost device is a fault, and a stopped backend draws nothing', async () => {
    const { backend } = await startBackend('webgpu', { allowSoftware: true });
    if (backend.name !== 'webgpu') throw new Error('the webgpu backend');
    const kernel = errorDrawsOf(backend);
    const both = await Promise.all([kernel.run(batch), kernel.run({ ...batch, law: 'sphere' }), kernel.run(batch)]);
    expect(both[2]).toStrictEqual(both[0]);
    expect((await errorDrawsOnGpu(backend)).draws.counters.draws).toBe(3 * 9000);
    backend.gpu.device.destroy();
    const failure: unknown = await kernel.run(batch).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^the GPU was lost while it drew \d+ CSI errors at once: /) as string,
    });
    await stopBackend();
    await expect(kernel.run(batch)).rejects.toThrow(
      'backend: expected a running one, got webgpu, which was stopped during the error draws',
    );
  });
});
