import { posix } from 'node:path';
import { Document, visit } from 'yaml';
import { EXIT, InputError } from '../errors.ts';
import { quoted, withEscapes } from '../plainText.ts';
import { type ClusterJob, jobName } from './clusterJob.ts';
import { requireForm, requirePlainText } from './requireText.ts';
import { runToItsEnd } from './shell.ts';

/** A study as a Kubernetes Indexed Job. */
export interface KubernetesJob extends ClusterJob {
  /** Text of the study file: it travels in the manifest. */
  readonly studyText: string;
  /** Container image with `isac-mc` and `sh` on its path. */
  readonly image: string;
  /** Persistent volume claim that all pods can write (ReadWriteMany). */
  readonly claim: string;
}

const VOLUME = '/results';

/** Kubernetes refuses a ConfigMap with more bytes. */
const MOST_BYTES = 2 ** 20;

/** A pod ends with it (EX_TEMPFAIL) where its run is unfinished and has finished a chunk: Kubernetes does not count such a failure. */
const UNFINISHED_WITH_PROGRESS = 75;

/** Of the node's NVIDIA driver, what a container sees: CUDA, nvidia-smi, and for webgpu Vulkan, which it leaves out by default. */
const DRIVER_PARTS = { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility,graphics' };

/**
 * A path within the volume, absolute; one that begins with the folder that the volume has in the pods means the same file.
 *
 * @param option that gave it.
 * @throws InputError where it leads out of the volume.
 */
export function withinVolume(path: string, option: string): string {
  if (`${posix.normalize(path.replace(/^\/+/, ''))}/`.startsWith('../'))
    throw new InputError(`${option}: expected a path within the volume, got ${quoted(path)}`);
  const absolute = posix.join('/', path);
  return `${absolute}/`.startsWith(`${VOLUME}/`) ? posix.join('/', absolute.slice(VOLUME.length)) : absolute;
}

/** Path in every pod of a path within the volume. */
export function pathInPods(path: string): string {
  return `${VOLUME}${path}`;
}

/**
 * Manifest of a ConfigMap with the study and a Job with one completion index for each shard (`completionMode: Indexed`).
 * The last shard that finds everything done writes _SUCCESS; exit code 2 (invalid input) fails the job at once, any other
 * failure is repeated.
 *
 * @throws InputError on a text that the manifest cannot hold, and on a study that is too long for a ConfigMap.
 */
export function kubernetesManifest(job: KubernetesJob): string {
  requireTexts(job);
  const name = jobName(job);
  const labels = { 'app.kubernetes.io/name': 'isac-mc', 'app.kubernetes.io/instance': name };
  const resources = {
    cpu: String(job.cpusPerTask),
    ...(job.mebibytes === undefined ? {} : { memory: `${job.mebibytes}Mi` }),
    ...(job.gpusPerTask > 0 ? { 'nvidia.com/gpu': String(job.gpusPerTask) } : {}),
  };
  const study = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels },
    data: { 'study.yaml': job.studyText },
  };
  const out = pathInPods(job.out);
  const batch = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels },
    spec: {
      completionMode: 'Indexed',
      completions: job.tasks,
      parallelism: job.tasks,
      backoffLimitPerIndex: job.requeues,
      // never reached before the limits of the indexes
      backoffLimit: (job.requeues + 1) * job.tasks,
      podFailurePolicy: {
        rules: [
          {
            action: 'FailJob',
            onExitCodes: { containerName: 'isac-mc', operator: 'In', values: [EXIT.invalid] },
          },
          {
            action: 'Ignore',
            onExitCodes: { containerName: 'isac-mc', operator: 'In', values: [UNFINISHED_WITH_PROGRESS] },
          },
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
              // the words after the script are its arguments: no shell reads them
              command: ['sh', '-c', podScript(job.tasks), 'isac-mc', out].map(unexpanded),
              args: ['run', '/study/study.yaml', '--out', out, '--log', 'json', ...job.runArguments].map(unexpanded),
              env: [
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
  return [study, batch].map(yamlText).join('---\n');
}

/**
 * Script of sh that a pod runs with the study directory and the arguments of isac-mc. JOB_COMPLETION_INDEX is set by
 * Kubernetes.
 */
function podScript(tasks: number): string {
  const command = `isac-mc "$@" --shard "$((JOB_COMPLETION_INDEX + 1))/${tasks}"`;
  return `out=$1
shift
${runToItsEnd(command, '"$out"', ['trap stop TERM INT'])}
case $code in
  ${EXIT.done}) exit 0 ;;
  ${EXIT.failedRows}) exit 0 ;; # done: draws that cannot be computed are rows with status failed
  ${EXIT.invalid}) exit ${EXIT.invalid} ;;
esac
# unfinished: a run that has finished a chunk does not count as a failure
if [ "$progress" -eq 1 ]; then exit ${UNFINISHED_WITH_PROGRESS}; fi
exit "$code"
`;
}

/** Kubernetes replaces $(NAME) in commands and arguments, and makes one $ of two. */
function unexpanded(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/**
 * YAML with every text in double quotes, so that no reader, of YAML 1.1 or 1.2, takes one for a number, a truth value or a
 * date, or breaks a line in it. Texts of several plain lines are blocks.
 */
function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string')
        node.type = isPlainLines(node.value) ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity });
  return text.split('\n').map(withEscapes).join('\n');
}

/** Lines of ASCII that end with one line break; no line ends with a blank, and the first one does not begin with one. */
function isPlainLines(text: string): boolean {
  return (
    /^[!-~]/.test(text) && /[^\n]\n$/.test(text) && text.split('\n').every((line) => /^([ -~]*[!-~])?$/.test(line))
  );
}

function requireTexts({ out, image, claim, studyText }: KubernetesJob): void {
  requirePlainText('--out', out);
  requireForm('--image', image, /^[A-Za-z0-9][\w.:/@-]{0,511}$/, 'a container image, as in registry.example/isac-mc:1');
  requireForm(
    '--claim',
    claim,
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'the name of a persistent volume claim: lower-case letters, digits, - and .',
  );
  const bytes = Buffer.byteLength(studyText);
  if (bytes > MOST_BYTES)
    throw new InputError(
      `study file: expected at most ${MOST_BYTES} bytes for a Kubernetes ConfigMap, got ${bytes}`,
      'leave out comments, or put the study file on the volume and run isac-mc from a manifest of your own',
    );
}
