import { sha256 } from '../study/hash.ts';

/** A study to be run as `tasks` shards on a cluster; resources are those of one task. */
export interface ClusterJob {
  /** Name of the study, for people. */
  readonly name: string;
  /** Study directory, absolute: on a file system that all nodes share, or as in `/fig7` within the volume. */
  readonly out: string;
  readonly studyHash: string;
  readonly tasks: number;
  readonly cpusPerTask: number;
  readonly gpusPerTask: number;
  /** Memory in MiB; none: what the cluster gives. */
  readonly mebibytes?: number;
  /** An unfinished task is run again, until so many of its restarts in a row have finished no chunk. */
  readonly requeues: number;
  /** Arguments of `isac-mc run` beside the study and --out, for example `--backend webgpu`. */
  readonly runArguments: readonly string[];
}

/** Name of a job: the same whenever the same study is submitted for the same directory. */
export function jobName({ name, studyHash, out }: ClusterJob): string {
  const id = sha256(`${studyHash}\n${out}`).slice(0, 10);
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30);
  return ['isac-mc', ...(readable === '' ? [] : [readable]), id].join('-');
}
