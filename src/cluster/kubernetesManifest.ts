import { stringify } from 'yaml';
import { type ClusterJob, jobName } from './clusterJob.ts';

/** A study as a Kubernetes Indexed Job. */
export interface KubernetesJob extends Omit<ClusterJob, 'studyFile' | 'out'> {
  /** Text of the study file: it travels in the manifest. */
  readonly studyText: string;
  /** Container image with `isac-mc` on its path. */
  readonly image: string;
  /** Persistent volume claim that all pods can write (ReadWriteMany). */
  readonly claim: string;
  /** Study directory within the volume, absolute as in `/fig7`. */
  readonly out: string;
  /** A pod may fail so many times for each task. */
  readonly requeues: number;
}

const VOLUME = '/results';

/** Of the node's NVIDIA driver, what a container sees: CUDA, nvidia-smi, and for webgpu Vulkan, which it leaves out by default. */
const DRIVER_PARTS = { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility,graphics' };

/**
 * Manifest of a ConfigMap with the study and a Job with one completion index for each shard (`completionMode: Indexed`).
 * The last shard that finds everything done writes _SUCCESS; exit code 2 (invalid input) fails the job at once, any other
 * one is repeated.
 */
export function kubernetesManifest(job: KubernetesJob): string {
  const name = jobName({ ...job, studyFile: '' });
  const labels = { 'app.kubernetes.io/name': 'isac-mc', 'app.kubernetes.io/instance': name };
  const resources = {
    cpu: String(job.cpusPerTask),
    ...(job.memory === undefined ? {} : { memory: kubernetesMemory(job.memory) }),
    ...(job.gpusPerTask > 0 ? { 'nvidia.com/gpu': String(job.gpusPerTask) } : {}),
  };
  const study = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels },
    data: { 'study.yaml': job.studyText },
  };
  const batch = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels },
    spec: {
      completionMode: 'Indexed',
      completions: job.tasks,
      parallelism: job.tasks,
      backoffLimit: job.requeues * job.tasks,
      podFailurePolicy: {
        rules: [
          { action: 'FailJob', onExitCodes: { containerName: 'isac-mc', operator: 'In', values: [2] } },
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
        ],
      },
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: 'isac-mc',
              image: job.image,
              command: ['isac-mc', 'run', '/study/study.yaml', '--out', `${VOLUME}${job.out}`, '--log', 'json'],
              args: job.runArguments,
              env: [
                // JOB_COMPLETION_INDEX is set by Kubernetes, how many there are is not
                { name: 'JOB_COMPLETIONS', value: String(job.tasks) },
                // a process sees all cores of the node; how many of its own need a worker the backend knows that it finds there
                { name: 'ISAC_MC_CORES', value: String(job.cpusPerTask) },
                ...(job.gpusPerTask > 0 ? [DRIVER_PARTS] : []),
              ],
              resources: { requests: resources, limits: resources },
              volumeMounts: [
                { name: 'study', mountPath: '/study', readOnly: true },
                { name: 'results', mountPath: VOLUME },
              ],
            },
          ],
          volumes: [
            { name: 'study', configMap: { name } },
            { name: 'results', persistentVolumeClaim: { claimName: job.claim } },
          ],
        },
      },
    },
  };
  return [study, batch]
    .map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}

/** Slurm's `8G` is 8 GiB: `8Gi`. */
function kubernetesMemory(memory: string): string {
  return memory.replace(/^(\d+)([KMGT])$/, '$1$2i').replace(/^(\d+)$/, '$1Mi');
}
