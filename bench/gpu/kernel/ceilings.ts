import { dispatch, download, storage } from './compute.ts';

/** What small kernels reach on the device: the ceilings that the solver is held against. */
export interface Ceilings {
  /** Multiply-adds of float32 in registers, GFlop/s. */
  readonly float32Gflops: number;
  /** Device memory, read and written, GB/s. */
  readonly memoryGBps: number;
  /** From the host into a mapped buffer and onto the device, and back, GB/s. */
  readonly uploadGBps: number;
  readonly downloadGBps: number;
}

const FLOPS_PER_STEP = 16;

/** Eight chains of multiply-adds per thread: enough of them in flight to fill the units. */
const FLOPS = (threads: number, steps: number): string => /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> out: array<vec4<f32>>;
@compute @workgroup_size(${threads}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  var a = vec4<f32>(f32(id.x) * 1e-9); var b = a + 0.5;
  for (var i = 0; i < ${steps}; i++) { a = fma(a, vec4<f32>(0.999), b); b = fma(b, vec4<f32>(0.998), a); }
  out[id.x] = a + b;
}`;

const COPY = (threads: number, stride: number, rounds: number): string => /* wgsl */ `
@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> copy: array<vec4<f32>>;
@compute @workgroup_size(${threads}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  for (var i = 0u; i < ${rounds}u; i++) { let at = id.x + i * ${stride}u; copy[at] = source[at]; }
}`;

/** Measures the ceilings; `small` for software drivers, where the sizes of a GPU would take minutes. */
export async function measureCeilings(device: GPUDevice, small: boolean): Promise<Ceilings> {
  const threads = small ? 16 : 128;
  const groups = small ? 16 : 8192;
  const steps = small ? 1 << 10 : 1 << 13;
  const out = storage(device, threads * groups * 16);
  const flops = async (): Promise<number> => {
    const seconds = await dispatch(device, FLOPS(threads, steps), [out], groups);
    return (threads * groups * steps * FLOPS_PER_STEP) / seconds / 1e9;
  };

  const rounds = small ? 4 : 16;
  const bytes = Math.min(device.limits.maxStorageBufferBindingSize, small ? 2 ** 22 : 2 ** 29);
  const stride = Math.floor(bytes / 16 / rounds / threads) * threads;
  const [from, to] = [storage(device, bytes), storage(device, bytes)];
  const repeats = small ? 1 : 20;
  const copy = async (): Promise<number> => {
    const seconds = await dispatch(device, COPY(threads, stride, rounds), [from, to], stride / threads, repeats);
    return (2 * 16 * stride * rounds * repeats) / seconds / 1e9;
  };

  const transfer = await transferRates(device, Math.min(bytes, 2 ** 28));
  const ceilings = { float32Gflops: await best(flops), memoryGBps: await best(copy), ...transfer };
  for (const buffer of [out, from, to]) buffer.destroy();
  return ceilings;
}

async function transferRates(device: GPUDevice, bytes: number): Promise<Pick<Ceilings, 'uploadGBps' | 'downloadGBps'>> {
  const values = new Float32Array(bytes / 4).fill(1);
  let buffer = storage(device, 16);
  const uploadGBps = await best(async () => {
    buffer.destroy();
    const start = performance.now();
    buffer = storage(device, values);
    device.queue.submit([]);
    await device.queue.onSubmittedWorkDone();
    return bytes / (performance.now() - start) / 1e6;
  });
  const downloadGBps = await best(async () => {
    const start = performance.now();
    await download(device, buffer);
    return bytes / (performance.now() - start) / 1e6;
  });
  buffer.destroy();
  return { uploadGBps, downloadGBps };
}

async function best(measure: () => Promise<number>): Promise<number> {
  let most = 0;
  for (let i = 0; i < 3; i++) most = Math.max(most, await measure());
  return most;
}
