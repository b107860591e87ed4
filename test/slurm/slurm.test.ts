import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isacMc, type Outcome } from '../e2e/command.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { dataBytes, readRows, temporaryFolder } from '../study/tinyStudy.ts';
import { processesOf, SlurmCluster, slurmRefusal } from './slurmCluster.ts';

const CHANNELS = 240;
/** Some hundredths of a second for each chunk: tasks live long enough to be killed. */
const STUDY = `title: on slurm
seed: '11'
scenario: { csiErrorRadius: 0.01 }
schemes: BLP-CBF
robustness: guaranteed
sweep: { thresholdDb: [10, 15] }
realizations: { channels: ${CHANNELS}, errors: 5000 }
`;

const reason = slurmRefusal();
const folder = temporaryFolder();
const undisturbed = join(folder, 'undisturbed');
const title = `a study on Slurm${reason === null ? '' : ` (skipped: ${reason})`}`;

describe.skipIf(reason !== null)(title, { timeout: 400_000 }, () => {
  let started: SlurmCluster | undefined;
  let cluster: SlurmCluster;

  beforeAll(async () => {
    writeFileSync(join(folder, 'study.yaml'), STUDY);
    chmodSync(folder, 0o755); // munged runs as a user of its own
    mkdirSync(join(folder, 'slurm'));
    started = cluster = await SlurmCluster.start(join(folder, 'slurm'), 4, 1);
    await runStudy(parseStudy(STUDY, 'study.yaml'), { out: undisturbed });
  }, 200_000);

  afterAll(async () => {
    await started?.stop();
  }, 120_000);

  const submit = (out: string, ...more: string[]): Promise<Outcome> =>
    isacMc(
      ['submit', 'study.yaml', '--engine', 'slurm', '--tasks', '4', '--out', out, '--backend', 'cpu', ...more],
      folder,
      undefined,
      cluster.environment,
    );
  const running = () => cluster.queue().filter((j) => j.state === 'RUNNING');
  const drain = (): Promise<void> => cluster.until('an empty queue', () => cluster.queue().length === 0, 300);

  function expectUndisturbed(out: string): void {
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
    const ids = readRows(out, 'designs').map((r) => Number(r['design_id']));
    expect(ids).toEqual(Array.from({ length: 2 * CHANNELS }, (_, i) => i)); // none lost, none twice
    expect(readRows(out, 'errors')).toHaveLength(readRows(undisturbed, 'errors').length);
    expect(studyStatus(out)).toMatchObject({ done: CHANNELS, missing: [], failed: [], damaged: [], success: true });
  }

  it('survives a killed task and a killed node, and is finished by the job after the array', async () => {
    const out = join(folder, 'killed');
    const first = await submit(out);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^array \d+: 4 tasks, submitted\nfinish \d+: after the array, submitted\n/);
    // a second submission finds everything in the queue
    const second = await submit(out);
    expect(second.stdout).toMatch(/^array \d+: 4 tasks, already in the queue\nfinish \d+: .*, already in the queue\n/);
    expect(second.stdout.match(/\d+(?=:)/g)).toEqual(first.stdout.match(/\d+(?=:)/g));

    await cluster.until('four running tasks', () => running().length === 4);
    await cluster.until('some chunks', () => done(out) >= 6);
    // of one task the run, killed: its script puts the task into the queue again
    const [pid] = runsOf(out);
    expect(pid).toBeGreaterThan(0);
    const killed = taskOf(pid as number);
    // of another one the whole node: Slurm notices and starts the task elsewhere
    const victim = running().find((j) => j.id.includes('_') && !j.id.endsWith(`_${killed}`));
    const task = victim?.id.split('_')[1];
    expect([killed, task]).toEqual([expect.stringMatching(/^[1-4]$/), expect.stringMatching(/^[1-4]$/)]);
    process.kill(pid as number, 'SIGKILL');
    cluster.killNode(victim?.node ?? '', victim?.jobId ?? '');
    const taskLog = (id: string | undefined) => readFileSync(join(out, 'slurm', `task-${id}.log`), 'utf8');
    for (const id of [killed, task])
      await cluster.until(`a second start of task ${id}`, () => /start 2/.test(taskLog(id)));
    expect(taskLog(killed)).toContain('isac-mc ended with exit code 137\nunfinished: into the queue again\n');
    cluster.startNode(victim?.node ?? '');
    await drain();
    expect(readFileSync(join(out, 'slurm', 'finish.log'), 'utf8')).toContain(`${out}: complete, ${CHANNELS} chunks`);
    expectUndisturbed(out);

    const nothing = await submit(out);
    expect([nothing.code, nothing.stdout]).toEqual([0, `${out}: complete, nothing to submit\n`]);
    expect(cluster.queue()).toEqual([]);
  });

  it('tells what is missing when tasks are lost for good, and a second submission computes only that', async () => {
    const out = join(folder, 'lost');
    await submit(out, '--requeues', '0');
    await cluster.until('some chunks', () => done(out) >= 6);
    for (const pid of runsOf(out)) process.kill(pid, 'SIGKILL');
    await drain();
    expect(existsSync(join(out, '_SUCCESS'))).toBe(false);
    expect(readFileSync(join(out, 'slurm', 'finish.log'), 'utf8')).toMatch(/\d+ of 240 chunks are not done/);
    const before = done(out);
    expect(before).toBeGreaterThanOrEqual(6);
    expect(before).toBeLessThan(CHANNELS);

    await submit(out);
    await drain();
    expectUndisturbed(out);
    // every chunk was listed once: nothing was computed twice
    expect(manifestLines(out)).toHaveLength(CHANNELS);
  });

  it('ends with exit code 3 and is not run again when the user cancels it', async () => {
    const out = join(folder, 'cancelled');
    const { stdout } = await submit(out);
    const [array = '', finish = ''] = stdout.match(/\d+(?=:)/g) ?? [];
    await cluster.until('some chunks', () => done(out) >= 3);
    cluster.command('scancel', finish, array);
    await cluster.until('an empty queue', () => cluster.queue().length === 0, 60);
    expect(logs(out)).toMatch(/interrupted after \d+ of 60 chunks; finished chunks are kept/);
    expect(logs(out)).toContain('isac-mc ended with exit code 3');
    expect(logs(out)).not.toContain('into the queue again');
    expect(studyStatus(out).damaged).toEqual([]);
  });

  it('is told in time that its limit comes near, and goes on after that', async () => {
    const out = join(folder, 'limited');
    await submit(out, '--time', '10');
    await cluster.until('some chunks', () => done(out) >= 3);
    // Slurm looks at limits only once or twice a minute: a run that is held until then cannot be done before
    const [run = 0] = runsOf(out);
    process.kill(run, 'SIGSTOP');
    const number = taskOf(run);
    const task = running().find((j) => j.id.endsWith(`_${number}`));
    // Slurm takes no limit below a minute, so the signal is due at once: it is asked for a minute before the end
    cluster.command('scontrol', 'update', `JobId=${task?.jobId}`, 'TimeLimit=1');
    await cluster.until('the signal', () => hasPendingSignal(run));
    process.kill(run, 'SIGCONT');
    const log = join(out, 'slurm', `task-${number}.log`);
    await cluster.until('a second start', () => /start 2/.test(readFileSync(log, 'utf8')));
    expect(readFileSync(log, 'utf8')).toContain('isac-mc ended with exit code 3\nunfinished: into the queue again\n');
    expect(readFileSync(log.replace(/log$/, 'restarts'), 'utf8')).toBe(`${task?.id.split('_')[0]} 0\n`);
    await drain();
    expectUndisturbed(out);
  });

  it('is not run again after restarts that finish no chunk', async () => {
    const out = join(folder, 'hopeless');
    mkdirSync(join(out, 'slurm'), { recursive: true });
    // a run that is killed as soon as it begins
    await submit(out, '--requeues', '1', '--sbatch', '--begin=now+1hour');
    const script = join(out, 'slurm', 'array.sh');
    const [waiting] = cluster.queue();
    cluster.command('scancel', ...new Set(cluster.queue().map((j) => j.id.split('_')[0] ?? '')));
    expect(waiting?.state).toBe('PENDING');
    const text = readFileSync(script, 'utf8').replace('#SBATCH --begin=now+1hour\n', '');
    writeFileSync(script, text.replace(/^.*main\.js run/m, "/bin/bash -c 'kill -KILL $$' run"));
    cluster.command('sbatch', '--array=1', script);
    await drain();
    const log = readFileSync(join(out, 'slurm', 'task-1.log'), 'utf8');
    expect(log.match(/start \d/g)).toEqual(['start 1', 'start 2']);
    expect(log).toMatch(/not into the queue again, restarts that finished no chunk: 1\n$/);
  });

  it('has logs where the study is, whatever its path, and a finish job without GPUs', async () => {
    for (const name of [
      'a b',
      "it's",
      'say "hi"',
      '100%',
      '%u%%j',
      '$(touch X)`touch X`',
      ';#{*}~!&',
      'ümläut 日本語',
    ]) {
      const out = join(folder, name);
      const { code, stderr, stdout } = await submit(
        out,
        '--sbatch',
        '--comment=a "b" \\c; $HOME',
        '--sbatch',
        '--hold',
      );
      expect([code, stderr]).toEqual([0, '']);
      const [array = '', finish = ''] = stdout.match(/\d+(?=:)/g) ?? [];
      const told = cluster.command('scontrol', 'show', 'job', '-o', array).split('\n')[0] ?? '';
      expect(told).toContain(' Comment=a "b" \\c; $HOME ');
      expect(told).toContain('ArrayTaskId=1-4 ');
      const check = cluster.command('scontrol', 'show', 'job', '-o', finish);
      expect(check).not.toMatch(/gpu/i);
      expect(check).toMatch(/MinMemoryNode=512M/);
      cluster.command('scancel', array, finish);
      // one task of the array, for its log
      cluster.command('sbatch', '--array=1', join(out, 'slurm', 'array.sh'));
      cluster.command('scontrol', 'release', ...cluster.queue().map((j) => j.id));
      await cluster.until(`a log of ${name}`, () => existsSync(join(out, 'slurm', 'task-1.log')));
      cluster.command('scancel', ...cluster.queue().map((j) => j.id));
      await drain();
    }
    expect(existsSync(join(folder, 'X'))).toBe(false);
  });

  it('refuses what Slurm refuses, in one line', async () => {
    const refused = await submit(join(folder, 'refused'), '--partition', 'absent');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^isac-mc: sbatch: .*invalid partition/);
  });
});

function done(out: string): number {
  return existsSync(join(out, 'study.json')) ? studyStatus(out).done : 0;
}

/** Process ids of the runs that write to a directory. */
const runsOf = (out: string): number[] => processesOf('-f', '--', `main\\.js run .* --out ${out} `);

/** The array task that a run belongs to. */
const taskOf = (pid: number): string | undefined =>
  /SLURM_ARRAY_TASK_ID=(\d+)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1];

/** Whether a held process was sent a signal that it gets as soon as it goes on. */
const hasPendingSignal = (pid: number): boolean =>
  /^ShdPnd:\t0*[1-9a-f]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

function manifestLines(out: string): string[] {
  const place = join(out, 'manifest');
  return readdirSync(place).flatMap((n) => readFileSync(join(place, n), 'utf8').split('\n').filter(Boolean));
}

/** Logs of all tasks. */
function logs(out: string): string {
  const place = join(out, 'slurm');
  return readdirSync(place)
    .filter((n) => n.startsWith('task-'))
    .map((n) => readFileSync(join(place, n), 'utf8'))
    .join('');
}
