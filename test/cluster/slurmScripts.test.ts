import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { jobName } from '../../src/cluster/clusterJob.ts';
import { arrayScript, finishScript, shellWord, type SlurmJob } from '../../src/cluster/slurmScripts.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';

const JOB: SlurmJob = {
  name: 'fig7',
  studyFile: '/shared/fig7.yaml',
  out: '/shared/output/fig7',
  studyHash: 'abc',
  tasks: 4,
  cpusPerTask: 8,
  gpusPerTask: 0,
  runArguments: [],
  command: ['/usr/bin/node', '/opt/isac-mc/dist/cli/main.js'],
  requeues: 3,
};
const directives = (script: string): string[] => script.split('\n').filter((l) => l.startsWith('#SBATCH'));

describe('jobName', () => {
  it('is the same for the same study and directory and another one else', () => {
    expect(jobName({ ...JOB, tasks: 9 })).toBe(jobName(JOB));
    expect(jobName({ ...JOB, out: '/elsewhere' })).not.toBe(jobName(JOB));
    expect(jobName({ ...JOB, studyHash: 'abd' })).not.toBe(jobName(JOB));
    expect(jobName({ ...JOB, name: 'Ümlaut & Co_' })).toMatch(/^isac-mc-mlaut-co-[0-9a-f]{10}$/);
    expect(jobName({ ...JOB, name: '***' })).toMatch(/^isac-mc-[0-9a-f]{10}$/);
  });
});

describe('arrayScript', () => {
  it('asks for what the job needs and nothing else', () => {
    expect(directives(arrayScript(JOB))).toEqual([
      `#SBATCH --job-name=${jobName(JOB)}`,
      '#SBATCH --array=1-4',
      '#SBATCH --ntasks=1',
      '#SBATCH --requeue',
      '#SBATCH --open-mode=append',
      '#SBATCH --cpus-per-task=8',
      '#SBATCH --signal=B:USR1@60',
      '#SBATCH --output="/shared/output/fig7/slurm/task-%a.log"',
    ]);
    const more = directives(
      arrayScript({ ...JOB, gpusPerTask: 2, memory: '4G', time: '1:00:00', partition: 'gpu', account: 'isac' }),
    );
    for (const line of ['--gres=gpu:2', '--mem=4G', '--time=1:00:00', '--partition=gpu', '--account=isac'])
      expect(more).toContain(`#SBATCH ${line}`);
  });

  it('quotes what a shell would read otherwise', () => {
    expect(shellWord('/a/b-c_d.yaml')).toBe('/a/b-c_d.yaml');
    for (const word of ["it's", 'a b', '$HOME', '`x`', '"q"', 'a\\b', '', '*', 'ü'])
      expect(execFileSync('bash', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
  });

  /** Runs the script with a shell script in place of isac-mc and one in place of scontrol. */
  async function runScript(
    program: string,
    environment: Record<string, string> = {},
    signal?: NodeJS.Signals,
  ): Promise<{ code: number | null; output: string; requeued: string | null }> {
    const folder = temporaryFolder();
    const tool = (name: string, text: string): string => {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/bash\n${text}\n`);
      chmodSync(file, 0o755);
      return file;
    };
    const asked = join(folder, 'asked');
    tool('scontrol', `echo "$@" > ${asked}; exit 1`); // 1: the script does not wait for its end
    const main = tool('main.sh', program);
    const script = tool('array.sh', arrayScript({ ...JOB, command: ['/bin/bash', main], out: folder }));
    const child = spawn('bash', [script], {
      env: {
        ...process.env,
        PATH: `${folder}:${process.env['PATH']}`,
        SLURM_ARRAY_JOB_ID: '77',
        SLURM_ARRAY_TASK_ID: '3',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const seen = (text: string): void => {
      output += text;
      if (signal && output.includes('ready')) child.kill(signal);
    };
    child.stdout.setEncoding('utf8').on('data', seen);
    child.stderr.setEncoding('utf8').on('data', seen);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output, requeued: existsSync(asked) ? readFileSync(asked, 'utf8').trim() : null };
  }
  /** A run that ends with exit code 3 half a second after SIGTERM. */
  const patient = `trap 'sleep 0.5; exit 3' TERM; echo ready; while :; do sleep 0.1; done`;

  it('runs the study with its directory', async () => {
    const { code, output, requeued } = await runScript('echo "args: $@"');
    expect(code).toBe(0);
    expect(output).toMatch(/^args: run \/shared\/fig7\.yaml --out \S+ --log json$/m);
    expect(output).toMatch(/^task 3 of job 77 on \S+, start 1, \d{4}-/);
    expect(requeued).toBeNull();
  });

  it.each<[string, string, Record<string, string>, number, string | null]>([
    ['repeats a task that was killed', 'kill -KILL $$', {}, 3, 'requeue 77_3'],
    ['repeats a task that ended unfinished', 'exit 3', { SLURM_RESTART_COUNT: '2' }, 3, 'requeue 77_3'],
    ['gives up after the last repetition', 'exit 3', { SLURM_RESTART_COUNT: '3' }, 3, null],
    ['does not repeat a task with invalid input', 'exit 2', {}, 2, null],
  ])('%s', async (_name, program, environment, code, requeued) => {
    expect(await runScript(program, environment)).toMatchObject({ code, requeued });
  });

  it('waits for the run after SIGTERM and leaves the rest to Slurm', async () => {
    const { code, output, requeued } = await runScript(patient, {}, 'SIGTERM');
    expect([code, requeued]).toEqual([3, null]);
    expect(output).toContain('isac-mc ended with exit code 3');
  });

  it('ends the run and repeats the task when its time is nearly over', async () => {
    const { code, output, requeued } = await runScript(patient, {}, 'SIGUSR1');
    expect([code, requeued]).toEqual([3, 'requeue 77_3']);
    expect(output).toContain('isac-mc ended with exit code 3');
  });
});

describe('finishScript', () => {
  it('checks the directory', () => {
    const script = finishScript({ ...JOB, out: "/with blank/it's" });
    expect(script).toContain(`exec /usr/bin/node /opt/isac-mc/dist/cli/main.js finish '/with blank/it'\\''s'\n`);
    expect(directives(script)).toContain('#SBATCH --output="/with blank/it\'s/slurm/finish.log"');
    expect(directives(script).join('\n')).not.toContain('--array');
  });
});
