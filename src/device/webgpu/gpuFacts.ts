import type { OpenGpu } from './gpuDevice.ts';
import type { PrecisionProbe } from './precisionProbe.ts';

/** What `isac-mc doctor` shows of a device: driver, what its arithmetic is good for, the limits that bound a batch. */
export function gpuFacts({ device, info, software }: OpenGpu, probe: PrecisionProbe): Record<string, string | number> {
  const { limits } = device;
  const failed = Object.entries(probe.failures).filter(([, count]) => count > 0);
  const failures = failed.map(([test, count]) => `${test} ${count}`).join(', ');
  return {
    driver: `${info.description || 'unknown'}${software ? ', computes on the CPU: only with --allow-software' : ''}`,
    'precision probe': `double-single ${probe.doubleSingle ? 'exact' : 'not exact'} in ${probe.pairs} pairs${failures && ` (failed: ${failures})`}`,
    'largest buffer': `${(limits.maxBufferSize / 2 ** 30).toFixed(2)} GiB`,
    'largest binding': `${(limits.maxStorageBufferBindingSize / 2 ** 30).toFixed(2)} GiB`,
    'workgroup memory': `${limits.maxComputeWorkgroupStorageSize / 1024} KiB`,
    'workgroup threads': limits.maxComputeInvocationsPerWorkgroup,
  };
}
