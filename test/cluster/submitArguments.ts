import type { SubmitArguments } from '../../src/cli/submit/submitArguments.ts';

/** Arguments of `submit` on Slurm as the command line gives them where nothing but what is required is named. */
export const ARGUMENTS: SubmitArguments = {
  study: 'study.yaml',
  engine: 'slurm',
  tasks: 4,
  out: undefined,
  backend: 'auto',
  precision: undefined,
  gpusPerTask: undefined,
  cpusPerTask: 1,
  memory: undefined,
  time: undefined,
  partition: undefined,
  account: undefined,
  sbatch: undefined,
  requeues: 5,
  image: undefined,
  claim: undefined,
  channels: undefined,
  dryRun: true,
};
