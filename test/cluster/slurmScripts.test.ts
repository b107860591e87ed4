import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { jobName } from '../../src/cluster/clusterJob.ts';
import { shellWord } from '../../src/cluster/shell.ts';
import { arrayScript, finishScript, type SlurmJob } from '../../src/cluster/slurmScripts.ts';
import { writerManifest } from '../../src/study/manifest.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { exitCodeOf, writeTool } from './standIn.ts';

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
  sbatch: [],
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
      '#SBATCH --output=/shared/output/fig7/slurm/task-%a.log',
    ]);
    const more = directives(
      arrayScript({
        ...JOB,
        gpusPerTask: 2,
        mebibytes: 4096,
        seconds: 3601,
        partition: 'gpu',
        account: 'isac',
        sbatch: [{ name: 'exclusive' }, { name: 'qos', value: 'long' }],
      }),
    );
    for (const line of ['gres=gpu:2', 'mem=4096M', 'time=61', 'partition=gpu', 'account=isac', 'exclusive', 'qos=long'])
      expect(more).toContain(`#SBATCH --${line}`);
  });

  it.each([
    ['a tenth of the time before its end', 600, 60],
    ['half a minute before the end of a short time', 180, 30],
    ['two minutes before the end of a long time', 86400, 120],
    ['a minute before the end of a time that only the partition knows', undefined, 60],
  ])('is told to stop %s', (_name, seconds, lead) => {
    const script = arrayScript({ ...JOB, ...(seconds === undefined ? {} : { seconds }) });
    expect(directives(script)).toContain(`#SBATCH --signal=B:USR1@${lead}`);
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
    folder = temporaryFolder(),
  ): Promise<{ code: number | null; output: string; requeued: string | null }> {
    const tool = (name: string, text: string): string => writeTool(join(folder, name), text);
    mkdirSync(join(folder, 'manifest'), { recursive: true });
    mkdirSync(join(folder, 'slurm'), { recursive: true });
    const asked = join(folder, 'asked');
    rmSync(asked, { force: true });
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
    let signalled = false;
    const seen = (text: string): void => {
      output += text;
      if (!signal || signalled || !output.includes('ready')) return;
      signalled = child.kill(signal);
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
    expect(output).toMatch(/^args: run \/shared\/fig7\.yaml --out \S+ --log json --shard 3\/4$/m);
    expect(output).toMatch(/^task 3 of job 77 on \S+, start 1, \d{4}-/);
    expect(requeued).toBeNull();
  });

  it.each<[string, string, Record<string, string>, number, string | null]>([
    ['repeats a task that was killed', 'kill -KILL $$', {}, 3, 'requeue 77_3'],
    ['repeats a task that ended unfinished', 'exit 3', { SLURM_RESTART_COUNT: '2' }, 3, 'requeue 77_3'],
    ['gives up after the last repetition', 'exit 3', { SLURM_RESTART_COUNT: '3' }, 3, null],
    ['does not repeat a task with invalid input', 'exit 2', {}, 2, null],
    ['takes a task that ended with failed rows for done', 'exit 5', {}, 0, null],
  ])('%s', async (_name, program, environment, code, requeued) => {
    expect(await runScript(program, environment)).toMatchObject({ code, requeued });
  });

  describe('counts the restarts in a row that finished no chunk', () => {
    /** A run that finishes a chunk and one that finishes none, both unfinished. */
    const line = JSON.stringify({ chunk: 2, files: [{ table: 'designs', rows: 1, sha256: '' }], seconds: 1, host: '' });
    const failure = JSON.stringify({ chunk: 2, error: 'no memory', host: '' });
    const listing = (text: string): string =>
      `sleep 0.3; echo '${text}' >>"$(dirname "$0")/${writerManifest(hostname(), '$$')}"; exit 3`;
    const [fruitful, fruitless] = [listing(line), listing(failure)];

    it('and goes on while chunks are finished', async () => {
      const folder = temporaryFolder();
      const restarts = async (program: string, count: number, job = '77'): Promise<string | null> => {
        const environment = { SLURM_RESTART_COUNT: String(count), SLURM_ARRAY_JOB_ID: job };
        return (await runScript(program, environment, undefined, folder)).requeued;
      };
      expect(await restarts(fruitful, 0)).toBe('requeue 77_3');
      // three restarts are allowed, and this is far beyond
      expect(await restarts(fruitful, 40)).toBe('requeue 77_3');
      for (const count of [41, 42]) expect(await restarts(fruitless, count)).toBe('requeue 77_3');
      expect(await restarts(fruitful, 43)).toBe('requeue 77_3');
      for (const count of [44, 45]) expect(await restarts(fruitless, count)).toBe('requeue 77_3');
      expect(await restarts(fruitless, 46)).toBeNull();
      // what another job noted does not count
      expect(await restarts(fruitless, 3, '78')).toBeNull();
    });

    it('and counts all of them where it cannot take notes', async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'slurm', 'task-3.restarts'), { recursive: true }); // no file
      for (const [count, requeued] of [
        [2, 'requeue 77_3'],
        [3, null],
      ] as const) {
        const outcome = await runScript(fruitless, { SLURM_RESTART_COUNT: String(count) }, undefined, folder);
        expect(outcome).toMatchObject({ code: 3, requeued });
      }
    });

    it('and passes over notes that make no sense', async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'slurm'));
      for (const notes of ['', '77', '77 x', '77 $(touch X)', '77 99999999999999999999', 'a[$(touch X)] 1']) {
        writeFileSync(join(folder, 'slurm', 'task-3.restarts'), `${notes}\n`);
        const outcome = await runScript(fruitless, { SLURM_RESTART_COUNT: '3' }, undefined, folder);
        expect(outcome).toMatchObject({ code: 3, requeued: null });
        expect(outcome.output).toContain('not into the queue again, restarts that finished no chunk: 3');
      }
    });
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
    expect(script).toContain(`/usr/bin/node /opt/isac-mc/dist/cli/main.js finish '/with blank/it'\\''s'\n`);
    expect(directives(script)).toContain('#SBATCH --output="/with blank/it\'s/slurm/finish.log"');
  });

  it('asks for a core and no GPU, and for no more memory and time than it needs or the tasks have', () => {
    const large: SlurmJob = {
      ...JOB,
      gpusPerTask: 4,
      mebibytes: 65536,
      seconds: 86400,
      partition: 'gpu',
      account: 'isac',
      sbatch: [
        { name: 'qos', value: 'long' },
        { name: 'exclusive' },
        { name: 'gpu-bind', value: 'closest' },
        { name: 'mem-bind', value: 'local' },
      ],
    };
    expect(directives(finishScript(large))).toEqual([
      `#SBATCH --job-name=${jobName(JOB)}-finish`,
      '#SBATCH --partition=gpu',
      '#SBATCH --account=isac',
      '#SBATCH --ntasks=1',
      '#SBATCH --requeue',
      '#SBATCH --open-mode=append',
      '#SBATCH --cpus-per-task=1',
      '#SBATCH --mem=512M',
      '#SBATCH --time=30',
      '#SBATCH --output=/shared/output/fig7/slurm/finish.log',
      '#SBATCH --qos=long',
    ]);
    const small = directives(finishScript({ ...JOB, mebibytes: 256, seconds: 600 }));
    expect(small).toContain('#SBATCH --mem=256M');
    expect(small).toContain('#SBATCH --time=10');
    expect(directives(finishScript(JOB)).join()).not.toContain('--time');
  });

  it.each([
    [0, 0],
    [5, 0],
    [3, 3],
    [2, 2],
  ])('ends after exit code %i of isac-mc with %i', (own, expected) => {
    const folder = temporaryFolder();
    const command = ['/bin/bash', writeTool(join(folder, 'main.sh'), `exit ${own}`)] as const;
    const script = writeTool(join(folder, 'finish.sh'), finishScript({ ...JOB, command }));
    expect(exitCodeOf('bash', [script], { cwd: folder, env: {} })).toBe(expected);
  });
});
