import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { workerCount } from '../../src/cli/workerCount.ts';
import { kubernetesManifest, type KubernetesJob } from '../../src/cluster/kubernetesManifest.ts';
import { GPU_WORKERS } from '../../src/device/backend.ts';
import { shardFromEnvironment } from '../../src/study/shard.ts';
import { TINY } from '../study/tinyStudy.ts';

const JOB: KubernetesJob = {
  name: 'tiny',
  studyText: TINY,
  studyHash: 'abc',
  out: '/tiny',
  tasks: 3,
  cpusPerTask: 4,
  gpusPerTask: 0,
  memory: '2G',
  runArguments: ['--backend', 'cpu'],
  image: 'registry.example/isac-mc:1',
  claim: 'results',
  requeues: 2,
};

function documents(job: KubernetesJob): Record<string, unknown>[] {
  return parseAllDocuments(kubernetesManifest(job)).map((d) => (d as { toJS(): Record<string, unknown> }).toJS());
}

describe('kubernetesManifest', () => {
  it('carries the study and runs one completion index for each shard', () => {
    const [map, job] = documents(JOB);
    expect(map).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { 'study.yaml': TINY } });
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: map?.['metadata'],
      spec: {
        completionMode: 'Indexed',
        completions: 3,
        parallelism: 3,
        backoffLimit: 6,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [
              {
                image: 'registry.example/isac-mc:1',
                command: ['isac-mc', 'run', '/study/study.yaml', '--out', '/results/tiny', '--log', 'json'],
                args: ['--backend', 'cpu'],
                env: [
                  { name: 'JOB_COMPLETIONS', value: '3' },
                  { name: 'ISAC_MC_CORES', value: '4' },
                ],
                resources: { requests: { cpu: '4', memory: '2Gi' }, limits: { cpu: '4', memory: '2Gi' } },
              },
            ],
            volumes: [{ name: 'study' }, { name: 'results', persistentVolumeClaim: { claimName: 'results' } }],
          },
        },
      },
    });
    // what the pods find in their environment names the shards
    expect([0, 1, 2].map((i) => shardFromEnvironment({ JOB_COMPLETION_INDEX: `${i}`, JOB_COMPLETIONS: '3' }))).toEqual(
      [1, 2, 3].map((index) => ({ index, count: 3 })),
    );
  });

  it('shows a pod with GPUs the Vulkan part of the driver too, and says nothing of it without GPUs', () => {
    const variable = '{"name":"NVIDIA_DRIVER_CAPABILITIES","value":"compute,utility,graphics"}';
    const [without, one, two] = [0, 1, 2].map((gpusPerTask) => JSON.stringify(documents({ ...JOB, gpusPerTask })));
    expect(without).not.toMatch(/NVIDIA|nvidia/);
    expect(one).toContain(variable);
    expect(two).toContain(variable);
    expect(two?.match(/"nvidia.com\/gpu":"2"/g)).toHaveLength(2); // requests and limits
  });

  it('asks for GPUs, and leaves to the backend that is found there how many of the cores have a worker', () => {
    const [, job] = documents({ ...JOB, cpusPerTask: 12, gpusPerTask: 1, runArguments: ['--backend', 'webgpu'] });
    expect(JSON.stringify(job)).toContain('"nvidia.com/gpu":"1"');
    expect(JSON.stringify(job)).toContain('"args":["--backend","webgpu"]');
    const environment = { ISAC_MC_CORES: '12' };
    expect(JSON.stringify(job)).toContain(JSON.stringify({ name: 'ISAC_MC_CORES', value: environment.ISAC_MC_CORES }));
    expect(workerCount(undefined, { mostWorkers: Infinity }, environment)).toBe(12);
    expect(workerCount(undefined, { mostWorkers: GPU_WORKERS }, environment)).toBe(8);
  });

  it('has names that Kubernetes takes', () => {
    const [map] = documents({ ...JOB, name: 'A very long name of a study, with blanks and CAPITALS in it' });
    expect(map).toMatchObject({
      metadata: { name: expect.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/) as string },
    });
  });
});
