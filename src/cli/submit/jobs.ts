import { join, resolve } from 'node:path';
import type { ClusterJob } from '../../cluster/clusterJob.ts';
import { type KubernetesJob, withinVolume } from '../../cluster/kubernetesManifest.ts';
import { parseMemory } from '../../cluster/memory.ts';
import { parseSbatchOption } from '../../cluster/sbatchOptions.ts';
import type { SlurmJob } from '../../cluster/slurmScripts.ts';
import { studyForPods } from '../../cluster/studyForPods.ts';
import { parseTimeLimit } from '../../cluster/timeLimit.ts';
import { packageRoot } from '../../packageRoot.ts';
import { InputError } from '../../errors.ts';
import { studyChunks } from '../../study/chunks.ts';
import { studyHash } from '../../study/hash.ts';
import { readStudy } from '../../study/parseStudy.ts';
import type { Study } from '../../study/schema.ts';
import { withPrecision } from '../../study/withPrecision.ts';
import { exactCsiWarning } from '../exactCsiWarning.ts';
import { gainWarning } from '../gainWarning.ts';
import { studyDirectory, studyFile, studyName } from '../studyArgument.ts';
import { warn } from '../warn.ts';
import type { SubmitArguments, TaskDevices } from './submitArguments.ts';

/**
 * The job array that arguments of `submit --engine slurm` describe.
 *
 * @throws InputError on a wrong argument or study.
 */
export function slurmJob(args: SubmitArguments, devices: TaskDevices): SlurmJob {
  const file = resolve(studyFile(args.study));
  const study = readStudy(file);
  warnOfStudy(study);
  const job = commonJob(args, devices, file, study);
  return {
    ...job,
    studyFile: file,
    out: studyDirectory(args.out, job.name),
    command: [process.execPath, join(packageRoot(), 'dist', 'cli', 'main.js')],
    ...(args.time === undefined ? {} : { seconds: parseTimeLimit(args.time) }),
    ...(args.partition === undefined ? {} : { partition: args.partition }),
    ...(args.account === undefined ? {} : { account: args.account }),
    sbatch: [args.sbatch ?? []].flat().map((text) => parseSbatchOption(text, devices.gpusPerTask > 0)),
  };
}

/**
 * The Indexed Job that arguments of `submit --engine kubernetes` describe.
 *
 * @throws InputError on a wrong argument or study.
 */
export function kubernetesJob(args: SubmitArguments, devices: TaskDevices): KubernetesJob {
  if (!args.dryRun)
    throw new InputError(
      '--engine kubernetes: expected --dry-run beside it, got none',
      'isac-mc prints the manifest: add --dry-run and pipe it to kubectl apply -f -',
    );
  const required = (option: string, value: string | undefined, what: string): string => {
    if (value === undefined) throw new InputError(`${option}: expected ${what} with --engine kubernetes, got none`);
    return value;
  };
  const image = required('--image', args.image, 'a container image that has isac-mc');
  const claim = required('--claim', args.claim, 'a persistent volume claim that all pods can write');
  const file = resolve(studyFile(args.study));
  const { study, text } = studyForPods(file, args.channels);
  // channels within the volume may not be here
  if (study.scenario.channelModel !== 'file') warnOfStudy(study);
  const job = commonJob(args, devices, file, study);
  return {
    ...job,
    studyText: text,
    image,
    claim,
    out: withinVolume(args.out ?? job.name, '--out'),
  };
}

function commonJob(
  { tasks, cpusPerTask, memory, precision, requeues }: SubmitArguments,
  { backend, gpusPerTask }: TaskDevices,
  file: string,
  study: Study,
): Omit<ClusterJob, 'out'> {
  const resolved = withPrecision(study, precision);
  return {
    name: studyName(file),
    studyHash: studyHash(resolved),
    tasks: Math.min(tasks, studyChunks(resolved).length),
    cpusPerTask,
    gpusPerTask,
    ...(memory === undefined ? {} : { mebibytes: parseMemory(memory) }),
    requeues,
    runArguments: [
      ...(backend === 'auto' ? [] : ['--backend', backend]),
      ...(gpusPerTask > 1 ? ['--device', 'all'] : []),
      ...(precision ? ['--precision', precision] : []),
    ],
  };
}

/** What is odd about a study, a line each; the jobs would say it where nobody looks. */
function warnOfStudy(study: Study): void {
  const warning = gainWarning(study);
  if (warning) warn(warning.message);
  const exactCsi = exactCsiWarning(study);
  if (exactCsi !== null) warn(exactCsi);
}
