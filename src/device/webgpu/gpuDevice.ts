import { type BackendOptions, BackendUnavailable } from '../backend.ts';

/** Why the device went away, or that it is there. */
export interface GpuFault {
  lost: string | undefined;
}

/** A device of our own, with all of its adapter's limits. */
export interface OpenGpu {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** A software driver that computes on the CPU. */
  readonly software: boolean;
  readonly fault: GpuFault;
  /** Destroys the device and takes `navigator` away again, so that the process can end by itself. */
  close(): void;
}

/** Features that make kernels faster or measurable; taken where the adapter has them. */
const FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];

/**
 * Opens a GPU through Dawn (npm `webgpu`, Vulkan).
 *
 * @param options device: part of the adapter's name; allowSoftware: accept a driver that computes on the CPU.
 * @throws BackendUnavailable when the package, a Vulkan driver or a fitting adapter is missing.
 */
export async function openGpu(options: BackendOptions): Promise<OpenGpu> {
  requireVulkanLoader();
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals); // GPUBufferUsage, GPUBuffer and so on, which tfjs expects
  const flags = ['backend=vulkan', 'enable-dawn-features=disable_robustness'];
  if (options.device !== undefined) flags.push(`adapter=${options.device}`);
  const gpu = create(flags);
  const adapter = await requestAdapter(gpu, options);
  const { info } = adapter;
  const software = info.isFallbackAdapter;
  if (software && options.allowSoftware !== true)
    throw new BackendUnavailable(
      'webgpu',
      `${describeAdapter(info)} is a software driver`,
      'it is slower than --backend cpu; use --allow-software to run on it all the same',
    );
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter((f) => adapter.features.has(f)),
    requiredLimits: allLimits(adapter.limits),
  });
  const fault: GpuFault = { lost: undefined };
  void device.lost.then((reason) => (fault.lost = reason.message || reason.reason));
  // tfjs's backend refuses to start without it; a plain property, so that it can be taken away again
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  return {
    device,
    info,
    software,
    fault,
    close() {
      device.destroy();
      if (before) Object.defineProperty(globalThis, 'navigator', before);
      else Reflect.deleteProperty(globalThis, 'navigator');
    },
  };
}

/**
 * Dawn prints a warning of its own on stderr where there is no Vulkan loader, so it is asked for before: `auto` stays quiet on a
 * machine without a GPU.
 */
function requireVulkanLoader(): void {
  if (process.platform !== 'linux') return;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
  } catch (error) {
    // a library that is there but is no Node addon throws too
    if (error instanceof Error && error.message.includes('cannot open shared object file')) throw noVulkan();
  }
}

function noVulkan(): BackendUnavailable {
  return new BackendUnavailable(
    'webgpu',
    'no GPU with a Vulkan driver',
    'install the driver and libvulkan1, or use --backend cpu',
  );
}

interface Dawn {
  readonly create: (options: string[]) => GPU;
  readonly globals: object;
}

async function loadDawn(): Promise<Dawn> {
  try {
    return await import('webgpu');
  } catch (error) {
    throw new BackendUnavailable(
      'webgpu',
      `the optional package "webgpu" cannot be loaded (${error instanceof Error ? error.message : String(error)})`,
      'npm install webgpu',
    );
  }
}

async function requestAdapter(gpu: GPU, { device }: BackendOptions): Promise<GPUAdapter> {
  let adapter: GPUAdapter | null = null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    // Dawn lists what there is in this message
    if (device !== undefined && error instanceof Error)
      throw new BackendUnavailable('webgpu', `no GPU whose name contains "${device}"`, error.message);
    throw error;
  }
  if (!adapter) throw noVulkan();
  return adapter;
}

function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  const all: Record<string, number> = {};
  for (const name in limits) {
    const value: unknown = limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') all[name] = value;
  }
  return all;
}

/** Name of an adapter for people. */
export function describeAdapter(info: GPUAdapterInfo): string {
  return [info.vendor, info.architecture, info.device, info.description].filter((s) => s !== '').join(' ');
}
