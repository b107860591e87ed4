import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workerCount } from '../../src/cli/workerCount.ts';
import { kubernetesManifest, type KubernetesJob, withinVolume } from '../../src/cluster/kubernetesManifest.ts';
import { GPU_WORKERS } from '../../src/device/backend.ts';
import { writerManifest } from '../../src/study/manifest.ts';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { containerOf, documentsOf, KUBERNETES_JOB, startedWords } from './pod.ts';
import { writeTool } from './standIn.ts';

const JOB: KubernetesJob = { ...KUBERNETES_JOB, mebibytes: 2048 };
const documents = (job: KubernetesJob): Record<string, unknown>[] => documentsOf(kubernetesManifest(job));

describe('withinVolume', () => {
  it.each([
    ['fig7', '/fig7'],
    ['/a/../fig7/', '/fig7/'],
    ['/results/fig7', '/fig7'],
    ['/results2/fig7', '/results2/fig7'],
    ['/results', '/'],
    ['/results/', '/'],
    ['.', '/'],
  ])('takes %s for %s', (path, within) => {
    expect(withinVolume(path, '--out')).toBe(within);
  });

  it.each(['../fig7', '/a/../../fig7', '..', '/../', 'a/../..'])('refuses %s', (path) => {
    expect(() => withinVolume(path, '--out')).toThrow(`--out: expected a path within the volume, got "${path}"`);
  });
});

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
        backoffLimitPerIndex: 2,
        backoffLimit: 9,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [
              {
                image: 'registry.example/isac-mc:1',
                args: ['run', '/study/study.yaml', '--out', '/results/tiny', '--log', 'json', '--backend', 'cpu'],
                env: [{ name: 'ISAC_MC_CORES', value: '4' }],
                resources: { requests: { cpu: '4', memory: '2048Mi' }, limits: { cpu: '4', memory: '2048Mi' } },
              },
            ],
            volumes: [{ name: 'study' }, { name: 'results', persistentVolumeClaim: { claimName: 'shared-claim' } }],
          },
        },
      },
    });
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
    expect(JSON.stringify(job)).toContain('"--log","json","--backend","webgpu"]');
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

describe('the script of a pod', () => {
  /** Runs it with a shell script in place of isac-mc, and perhaps a signal once that has said that it is ready. */
  async function runPod(program: string, signal?: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'manifest'));
    writeTool(join(folder, 'isac-mc'), program, '/bin/sh');
    const [, job] = documents(JOB);
    const [shell = '', ...args] = startedWords(containerOf(job), {}).map((w) => (w === '/results/tiny' ? folder : w));
    const child = spawn(shell, args, {
      env: { PATH: `${folder}:${process.env['PATH']}`, JOB_COMPLETION_INDEX: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let signalled = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (!signal || signalled || !output.includes('ready')) return;
      signalled = child.kill(signal);
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output };
  }
  // run /study/study.yaml --out DIRECTORY
  const lists = (line: string): string => `echo '${line}' >"$4/${writerManifest('$(uname -n)', '$$')}"`;
  const [finished, failed] = [lists('{"chunk":0,"files":[]}'), lists('{"chunk":0,"error":""}')];

  it.each([
    ['done is done', 'exit 0', 0],
    ['done with failed rows is done', 'exit 5', 0],
    ['invalid input fails the job', 'exit 2', 2],
    ['unfinished counts as a failure', 'exit 3', 3],
    ['unfinished with a chunk that failed too', `sleep 0.3; ${failed}; exit 3`, 3],
    ['unfinished with a finished chunk does not', `sleep 0.3; ${finished}; exit 3`, 75],
    ['nor does a run that was killed after a finished chunk', `sleep 0.3; ${finished}; kill -KILL $$`, 75],
    ['killed before it', 'kill -KILL $$', 137],
  ])('%s', async (_name, program, code) => {
    expect((await runPod(program)).code).toBe(code);
  });

  it('passes SIGTERM on and waits for the run', async () => {
    const patient = `trap 'sleep 0.5; echo stopped; exit 3' TERM; echo ready; while :; do sleep 0.1; done`;
    const { code, output } = await runPod(patient, 'SIGTERM');
    expect([code, output]).toEqual([3, 'ready\nstopped\n']);
  });
});
