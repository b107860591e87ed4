import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { noStandIn, useStandIn } from '../cuda/backend/standIn.ts';
import { isacMc } from '../e2e/command.ts';
import { dataBytes, temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { SlurmCluster, slurmRefusal } from './slurmCluster.ts';

const STUDY = TINY.replace('channels: 3', 'channels: 12');
const reason = slurmRefusal() ?? noStandIn ?? null;
const folder = temporaryFolder();
const title = `tasks with several GPUs on Slurm${reason === null ? '' : ` (skipped: ${reason})`}`;

describe.skipIf(reason !== null)(title, { timeout: 300_000 }, () => {
  let started: SlurmCluster | undefined;
  let cluster: SlurmCluster;
  let library: string;

  beforeAll(async () => {
    library = await useStandIn();
    writeFileSync(join(folder, 'study.yaml'), STUDY);
    chmodSync(folder, 0o755); // munged runs as a user of its own
    mkdirSync(join(folder, 'slurm'));
    started = cluster = await SlurmCluster.start(join(folder, 'slurm'), 1, 8, 4);
  }, 300_000);

  afterAll(async () => {
    await started?.stop();
  }, 120_000);

  it('use all that Slurm gives them, and no other', async () => {
    const out = join(folder, 'shared');
    const gpus = ['--gpus-per-task', '2', '--cpus-per-task', '2', '--backend', 'cuda'];
    const submitted = await isacMc(
      ['submit', 'study.yaml', '--engine', 'slurm', '--tasks', '2', '--out', out, ...gpus],
      folder,
      undefined,
      { ...cluster.environment, ISAC_MC_LIBCUDA: library, ISAC_MC_STANDIN_DEVICES: '4' },
    );
    expect([submitted.code, submitted.stderr]).toEqual([0, '']);
    await cluster.until('an empty queue', () => cluster.queue().length === 0, 200);
    const devicesOf = (task: number): string[] => {
      const log = readFileSync(join(out, 'slurm', `task-${task}.log`), 'utf8');
      const line = log.split('\n').find((l) => l.includes('"msg":"backend"')) ?? '{}';
      return (JSON.parse(line) as { devices?: string[] }).devices ?? [];
    };
    // each task counts its own two from 0; all four cards have work
    for (const task of [1, 2]) expect(devicesOf(task).map((name) => name.split(' ')[0])).toEqual(['0', '1']);
    const cards = [1, 2].flatMap(devicesOf).map((name) => name.replace(/^\d+ /, ''));
    expect(cards.toSorted()).toEqual(['stand-in 0', 'stand-in 1', 'stand-in 2', 'stand-in 3']);
    expect(readFileSync(join(out, 'slurm', 'finish.log'), 'utf8')).toContain(`${out}: complete, 12 chunks`);
    try {
      await startBackend('cuda');
      await runStudy(parseStudy(STUDY, 'study.yaml'), { out: join(folder, 'alone') });
    } finally {
      await stopBackend();
    }
    expect(dataBytes(out)).toEqual(dataBytes(join(folder, 'alone')));
  });
});
