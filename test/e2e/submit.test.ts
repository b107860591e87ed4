import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { exitCodeOf, writeTool } from '../cluster/standIn.ts';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { isacMc, linesOf, type Outcome } from './command.ts';

const folder = temporaryFolder();
const tools = join(folder, 'tools');
const slurm = ['--engine', 'slurm', '--dry-run'];
const kubernetes = ['--engine', 'kubernetes', '--image', 'i', '--claim', 'c', '--dry-run'];

/** A job array that is not ours, as Slurm describes it to a task. */
const ARRAY = {
  SLURM_ARRAY_TASK_ID: '3',
  SLURM_ARRAY_TASK_COUNT: '10',
  SLURM_ARRAY_TASK_MIN: '1',
  SLURM_ARRAY_TASK_MAX: '10',
  SLURM_ARRAY_TASK_STEP: '1',
};

beforeAll(() => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY);
  copyFileSync(new URL('../reference/channels/plain.npy', import.meta.url), join(folder, 'h.npy'));
  writeFileSync(
    join(folder, 'measured.yaml'),
    TINY.replace('txAntennas: 2,', 'txAntennas: 3, channelModel: file, channelFile: h.npy,'),
  );
});

describe('isac-mc run in a job array of the user', () => {
  const run = (environment: Record<string, string>, ...more: string[]): Promise<Outcome> =>
    isacMc(['run', 'tiny.yaml', '--backend', 'cpu', ...more], folder, undefined, environment);
  const NOTICE = 'this is shard 3 of 10 from SLURM_ARRAY_TASK_ID; --shard 1/1 computes all';

  it('says that it computes a shard, which one, and what the table rests on', async () => {
    const first = await run({ ...ARRAY, SLURM_ARRAY_TASK_ID: '1' }, '--out', 'own');
    expect(first.code).toBe(0);
    expect(linesOf(first.stdout).slice(-4)).toEqual([
      'the table rests on 1 of the 3 chunks of the study; 2 are missing',
      'shard 1/10 has 1 of the chunks of the study',
      NOTICE.replace('shard 3', 'shard 1'),
      join(folder, 'own'),
    ]);
    const empty = await run({ ...ARRAY, SLURM_ARRAY_TASK_ID: '9' }, '--out', 'own');
    expect(empty.code).toBe(0);
    expect(linesOf(empty.stderr)[1]).toBe(NOTICE.replace('shard 3', 'shard 9'));
    expect(empty.stderr).not.toContain('complete');
    expect(empty.stdout).toContain('the table rests on 1 of the 3 chunks of the study; 2 are missing\n');
    expect(empty.stdout).toContain('shard 9/10 has no chunk of the study\n');
    expect(existsSync(join(folder, 'own', '_SUCCESS'))).toBe(false);
    const nothing = await run({ ...ARRAY, SLURM_ARRAY_TASK_ID: '9' }, '--out', 'nothing');
    expect(nothing.stdout).toMatch(
      /^no designs yet\nthe table rests on 0 of the 3 chunks of the study; 3 are missing\n/,
    );
  });

  it('says so in the JSON log too', async () => {
    const { stderr } = await run(ARRAY, '--out', 'json', '--log', 'json');
    const lines = linesOf(stderr).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ shardFrom: 'SLURM_ARRAY_TASK_ID', msg: NOTICE }));
    expect(lines.at(-1)).toMatchObject({ msg: 'end', studyChunks: 3, studyChunksDone: 1, complete: false });
  });

  it('computes all with --shard 1/1, and says nothing of shards in its summary then', async () => {
    const all = await run(ARRAY, '--out', 'all', '--shard', '1/1');
    expect(all.code).toBe(0);
    expect(`${all.stdout}${all.stderr}`).not.toMatch(/SLURM_ARRAY|the table rests/);
    expect(all.stderr).toContain('3 chunks computed, 0 found done; the study is complete');
  });

  it('says of a run of some chunks what its table rests on', async () => {
    const { stdout } = await isacMc(['run', 'tiny.yaml', '--out', 'some', '--limit', '2', '--backend', 'cpu'], folder);
    expect(linesOf(stdout).at(-2)).toBe('the table rests on 2 of the 3 chunks of the study; 1 is missing');
  });
});

describe('isac-mc submit', () => {
  const submit = (study: string, tasks: string, ...more: string[]): Promise<Outcome> =>
    isacMc(['submit', study, '--tasks', tasks, ...more], folder);

  it('warns of more tasks than chunks, with both numbers', async () => {
    const warning = 'warning: --tasks 40: the study has 3 chunks, so it runs as 3 tasks\n';
    for (const engine of [slurm, kubernetes]) {
      const { code, stderr, stdout } = await submit('tiny.yaml', '40', ...engine);
      expect([code, stderr]).toEqual([0, warning]);
      expect(stdout).toMatch(/--shard "\$\S.*\/3"/);
    }
  });

  it('passes options through to sbatch, however they are written', async () => {
    const { code, stderr, stdout } = await submit(
      'tiny.yaml',
      '2',
      ...slurm,
      '--sbatch',
      '--qos=long',
      '--sbatch=--comment=a b',
      '--sbatch',
      '--exclusive',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('#SBATCH --qos=long\n#SBATCH --comment="a b"\n#SBATCH --exclusive\nset -u');
    const refused = await submit('tiny.yaml', '2', ...slurm, '--sbatch', '--time=3');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/^isac-mc: --sbatch: expected .*, got --time\n {2}use --time of isac-mc submit\n$/);
  });

  it('shows pods where the channel file is, and refuses to leave them without it', async () => {
    const refused = await submit('measured.yaml', '2', ...kubernetes);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/^isac-mc: .*measured\.yaml:3:\d+: .*--channels.*\n {2}copy the channel file .*\n$/);
    const { code, stdout } = await submit('measured.yaml', '2', ...kubernetes, '--channels', '/data/h.npy');
    expect(code).toBe(0);
    expect(stdout).toContain('channelFile: /results/data/h.npy\n');
    expect(stdout).toMatch(/channelSha256: [0-9a-f]{64}\n/);
  });

  describe('on a Slurm that answers', () => {
    /** Slurm's programs in miniature: they write down what they are asked. */
    const answer = (name: string, text: string): string => writeTool(join(tools, name), text);
    const submitThere = (out: string, ...more: string[]): Promise<Outcome> =>
      isacMc(['submit', 'tiny.yaml', '--engine', 'slurm', '--out', out, ...more], folder, undefined, {
        PATH: tools, // alone: this machine may have a Slurm
        SBATCH_GPUS: '8',
      });

    beforeAll(() => {
      mkdirSync(tools);
      answer('squeue', 'true');
      answer('scontrol', `echo "MaxArraySize            = 3"`);
      answer('sbatch', `echo "$@ gpus=\${SBATCH_GPUS:-none}" >>${join(tools, 'asked')}; echo 7`);
    });

    it('refuses more tasks than its arrays have', async () => {
      const refused = await submitThere('large', '--tasks', '3');
      expect([refused.code, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr).toBe('isac-mc: --tasks: expected at most 2, since this Slurm has MaxArraySize 3, got 3\n');
      expect(existsSync(join(folder, 'large'))).toBe(false);
    });

    it('tells why a program of Slurm cannot be run, or that it failed without a word', async () => {
      const squeue = answer('squeue', 'exit 1');
      const failed = await submitThere('mute', '--tasks', '2');
      expect(failed.stderr).toMatch(/^isac-mc: squeue: Command failed: squeue .*\n {2}mend the options/);
      chmodSync(squeue, 0o644);
      const unusable = await submitThere('mute', '--tasks', '2');
      expect(unusable.stderr).toMatch(/^isac-mc: squeue: cannot be run \(.*EACCES\)\n {2}make it readable/);
      expect([failed.code, unusable.code, existsSync(join(folder, 'mute'))]).toEqual([2, 2, false]);
      answer('squeue', 'true');
    });

    it('submits the array and the finish job, which gets no GPU', async () => {
      expect((await submitThere('small', '--tasks', '2')).code).toBe(0);
      const out = join(folder, 'small');
      expect(readFileSync(join(tools, 'asked'), 'utf8')).toBe(
        `--parsable ${out}/slurm/array.sh gpus=8\n--parsable --dependency=afterany:7 ${out}/slurm/finish.sh gpus=none\n`,
      );
    });

    it('writes scripts that run the study, quietly about their shards', async () => {
      const out = join(folder, 'small');
      const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', SLURM_ARRAY_JOB_ID: '7' } };
      for (const task of ['2', '1']) {
        const env = { ...options.env, SLURM_ARRAY_TASK_ID: task };
        expect(exitCodeOf('bash', [join(out, 'slurm', 'array.sh')], { ...options, env })).toBe(0);
        // a run that finished a chunk has left its note
        expect(readFileSync(join(out, 'slurm', `task-${task}.restarts`), 'utf8')).toBe('7 0\n');
      }
      expect(studyStatus(out)).toMatchObject({ done: 3, success: true });
      expect(exitCodeOf('bash', [join(out, 'slurm', 'finish.sh')], options)).toBe(0);
    });
  });
});
