/** Variables of sbatch whose names are not those of their options. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  array: ['ARRAY_INX'],
  time: ['TIMELIMIT'],
  mem: ['MEM_PER_NODE', 'MEM_PER_CPU', 'MEM_PER_GPU'],
  requeue: ['REQUEUE', 'NO_REQUEUE'],
  output: ['OUTPUT', 'ERROR'],
};

/** With any of them sbatch would not come back, not submit, or submit where squeue does not look. */
const NEVER = ['WAIT', 'TEST_ONLY', 'CLUSTERS'];

/** Ask for GPUs. */
const GPUS = /^SBATCH_(GPUS|GRES)/;

/**
 * Environment in which sbatch submits a script as it is written. sbatch takes options from variables SBATCH_* as well, and
 * prefers them to those of the script: the variables of options that the script sets are left out, and those that ask for
 * GPUs where the script is that of the finish job or asks for GPUs itself.
 */
export function sbatchEnvironment(script: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const options = [...script.matchAll(/^#SBATCH --([a-z-]+)/gm)].map(([, name = '']) => name);
  const set = new Set(
    [...NEVER, ...options.flatMap((o) => NAMES[o] ?? [o.toUpperCase().replaceAll('-', '_')])].map((n) => `SBATCH_${n}`),
  );
  const isFinish = !options.includes('array');
  const decidesGpus = isFinish || options.includes('gres');
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !set.has(name) && !(decidesGpus && GPUS.test(name))),
  );
}
