import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PassTimer } from '../../../bench/gpu/kernel/passTimer.ts';
import { workgroupSizes } from '../../../bench/gpu/kernel/sweep.ts';
import { InputError } from '../../../src/errors.ts';
import { type OpenGpu, openGpu } from '../../../src/device/webgpu/gpuDevice.ts';
import { noSwiftShader } from '../swiftShader.ts';

const CODE = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(16) fn main(@builtin(local_invocation_index) i: u32) {
  var a = f32(i);
  for (var k = 0; k < 2000000; k++) { a = a * 0.999 + 0.5; }
  out[i] = a;
}`;

describe.skipIf(noSwiftShader)(
  `time of a pass on the device${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`,
  () => {
    let gpu: OpenGpu;
    beforeAll(async () => {
      gpu = await openGpu({ allowSoftware: true });
    });
    afterAll(() => {
      gpu.close();
    });

    it('lies between nothing and the time that the host sees', async () => {
      const { device } = gpu;
      const timer = PassTimer.create(device);
      if (!timer) throw new Error('SwiftShader has timestamps');
      const module = device.createShaderModule({ code: CODE });
      const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
      const buffer = device.createBuffer({ size: 64, usage: GPUBufferUsage.STORAGE });
      const entries = [{ binding: 0, resource: { buffer } }];
      const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass({ timestampWrites: timer.writes });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(1);
      pass.end();
      const start = performance.now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      const seen = performance.now() - start;
      const own = await timer.milliseconds();
      expect(own).toBeGreaterThan(0);
      expect(own).toBeLessThanOrEqual(seen + 0.2); // rounded to 0.1
      timer.destroy();
      buffer.destroy();
    });

    it('is not told by a device without timestamps', async () => {
      const adapter = await navigator.gpu.requestAdapter();
      const plain = await adapter?.requestDevice();
      expect(plain && PassTimer.create(plain)).toBeNull();
      plain?.destroy();
    });
  },
);

describe('--threads of the GPU benchmark', () => {
  it('takes powers of two and refuses other numbers of threads', () => {
    expect(workgroupSizes('--threads', '1,16,256')).toEqual([1, 16, 256]);
    for (const list of ['24', '16,x', '0', '', '-16', '2.5'])
      expect(() => workgroupSizes('--threads', list)).toThrow(InputError);
  });
});
