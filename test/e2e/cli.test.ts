import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedFile } from '../../src/cli/shippedStudies.ts';
import { BACKEND_CHOICES } from '../../src/device/backend.ts';
import { readStudy } from '../../src/study/parseStudy.ts';
import { goldenPath, readGolden } from '../problems/goldenFiles.ts';
import { chunkFiles, dataBytes, readRows, temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { afterBackend, chunksDone, isacMc, linesOf, type Outcome } from './command.ts';
import { commandHere } from './commandHere.ts';

const CHUNKS = 24;
const folder = temporaryFolder();
const undisturbed = join(folder, 'undisturbed');
let first: Outcome;

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY.replace('channels: 3', `channels: ${CHUNKS}`));
  first = await isacMc(['run', 'tiny.yaml', '--out', 'undisturbed'], folder);
});

/** Refused with exit code 2: after the line of the backend, if it came so far, one line on stderr, perhaps an indented hint after it, nothing on stdout. */
function expectRefused(outcome: Outcome, message: RegExp, hint?: RegExp): void {
  const [line = '', hintLine, ...more] = afterBackend(outcome.stderr);
  expect(line).toMatch(/^isac-mc: \S/);
  expect(line).toMatch(message);
  if (hintLine !== undefined) expect(hintLine).toMatch(/^ {2}\S/);
  if (hint) expect(hintLine).toMatch(hint);
  expect(more).toEqual([]);
  expect(outcome.stdout).toBe('');
  expect(outcome.code).toBe(2);
}

describe('isac-mc run', () => {
  it('writes the files of a study and prints where they are', () => {
    expect(first.code).toBe(0);
    expect(linesOf(first.stdout).at(-1)).toBe(undisturbed);
    expect(first.stdout).toMatch(/^scheme +design +robustness +point/);
    expect(first.stdout).toContain(`${CHUNKS}/${CHUNKS}`);
    expect(linesOf(first.stderr)).toEqual([
      expect.stringMatching(/^backend \w+ on .+ \(auto.*\)$/) as string,
      `${CHUNKS} chunks computed, 0 found done; the study is complete`,
    ]);
    for (const table of ['designs', 'errors', 'precoders', 'convergence', 'certificates'])
      expect(chunkFiles(undisturbed, table)).toHaveLength(CHUNKS);
    expect(readRows(undisturbed, 'designs')).toHaveLength(2 * CHUNKS);
    expect(readdirSync(undisturbed).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
  });

  it('computes nothing the second time and leaves every file as it is', async () => {
    const files = ['designs', 'errors', 'precoders', 'convergence', 'certificates'].flatMap((t) =>
      chunkFiles(undisturbed, t),
    );
    const state = () => files.map((f) => [readFileSync(f).toString('hex'), statSync(f).mtimeMs, statSync(f).ino]);
    const before = state();
    const again = await isacMc(['run', 'tiny.yaml', '--out', 'undisturbed'], folder);
    expect(again.code).toBe(0);
    expect(linesOf(again.stderr)).toEqual([
      expect.stringMatching(/^backend \w+ on .+ \(auto: as in the results found there\)$/) as string,
      `0 chunks computed, ${CHUNKS} found done; the study is complete`,
    ]);
    expect(again.stdout).toBe(first.stdout);
    expect(state()).toEqual(before);
  });

  it('writes to output/<name> by default', async () => {
    const outcome = await isacMc(['run', 'tiny.yaml', '--limit', '1'], folder);
    expect(outcome.code).toBe(0);
    expect(linesOf(outcome.stdout).at(-1)).toBe(join(folder, 'output', 'tiny'));
    expect(chunkFiles(join(folder, 'output', 'tiny'), 'designs')).toHaveLength(1);
  });

  it.each(['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'goes on after %s with the same bytes',
    async (signal) => {
      const out = join(temporaryFolder(), 'study');
      // one chunk at a time, so that the run is not over when the signal comes
      const args = ['run', 'tiny.yaml', '--out', out, '--log', 'json', '--batch', '1'];
      const killed = await isacMc(args, folder, (text) => (chunksDone(text) >= 3 ? signal : null));
      if (signal === 'SIGKILL') expect(killed.signal).toBe('SIGKILL');
      else {
        expect(killed.code).toBe(3);
        expect(killed.stderr).toMatch(/interrupted after \d+ of 24 chunks/);
        expect(readdirSync(out).sort()).toEqual(['data', 'manifest', 'study.json']);
      }
      expect(killed.stdout).toBe('');
      const done = chunkFiles(out, 'designs').length;
      expect(done).toBeGreaterThanOrEqual(3);
      expect(done).toBeLessThan(CHUNKS);
      expect(existsSync(join(out, '_SUCCESS'))).toBe(false);

      const resumed = await isacMc(['run', 'tiny.yaml', '--out', out], folder);
      expect(resumed.code).toBe(0);
      expect(resumed.stderr).toMatch(/^\d+ chunks computed, \d+ found done; the study is complete\n$/m);
      expect(Number(/(\d+) found done/.exec(resumed.stderr)?.[1])).toBeGreaterThanOrEqual(3);
      expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
      expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
    },
  );

  it('goes on from --limit to the whole study, restores deleted files, and names damaged ones', async () => {
    const out = join(temporaryFolder(), 'study');
    const run = (...more: string[]): Promise<Outcome> => isacMc(['run', 'tiny.yaml', '--out', out, ...more], folder);
    expect(afterBackend((await run('--limit', '2')).stderr)).toEqual(['2 chunks computed, 0 found done']);
    expect(readdirSync(out)).not.toContain('_SUCCESS');
    expect(afterBackend((await run()).stderr)).toEqual([
      `${CHUNKS - 2} chunks computed, 2 found done; the study is complete`,
    ]);
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));

    const [, file = ''] = chunkFiles(out, 'errors');
    rmSync(file);
    expect((await run()).stderr).toMatch(/^1 chunks computed, 23 found done/m);
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));

    appendFileSync(file, 'x');
    const damaged = await run();
    expect(damaged.code).toBe(3);
    expect(damaged.stdout).toBe('');
    expect(afterBackend(damaged.stderr)).toEqual([
      expect.stringContaining(`isac-mc: ${file}: expected the checksum`) as string,
      '  delete this file and run the study again: its chunk is computed anew',
    ]);
    rmSync(file);
    expect((await run()).code).toBe(0);
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
  });

  it('writes JSON lines on stderr with --log json', async () => {
    const out = join(temporaryFolder(), 'study');
    const { code, stdout, stderr } = await isacMc(
      ['run', 'tiny.yaml', '--out', out, '--limit', '2', '--log', 'json'],
      folder,
    );
    expect(code).toBe(0);
    const lines = linesOf(stderr).map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(lines.map((l) => [l['msg'], l['done'], l['total'], l['chunksDone']])).toEqual([
      ['backend', undefined, undefined, undefined],
      ['chunk', 0, 2, undefined],
      ['chunk', 1, 2, undefined],
      ['chunk', 2, 2, undefined],
      ['end', undefined, undefined, 2],
    ]);
    expect(linesOf(stdout).at(-1)).toBe(out);
  });

  it('refuses the directory of another study and leaves it as it is', async () => {
    writeFileSync(join(folder, 'other.yaml'), TINY.replace("'3'", "'4'"));
    const before = dataBytes(undisturbed);
    expectRefused(
      await isacMc(['run', 'other.yaml', '--out', 'undisturbed'], folder),
      /--out .*undisturbed: expected the results of this study .* got those of another/,
      /choose another directory/,
    );
    expect(dataBytes(undisturbed)).toEqual(before);
  });

  it('refuses to continue the results of one backend on another', async () => {
    const out = join(temporaryFolder(), 'study');
    expect((await isacMc(['run', 'tiny.yaml', '--out', out, '--limit', '1'], folder)).code).toBe(0);
    const file = join(out, 'study.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"backend": "\w+"/, '"backend": "webgpu"'));
    expectRefused(
      await isacMc(['run', 'tiny.yaml', '--out', out, '--backend', 'cpu'], folder),
      /--out .*study: expected results of the cpu backend, got those of webgpu/,
      /continue with --backend webgpu, or choose another directory/,
    );
  });

  it('refuses a directory below a regular file and leaves nothing', async () => {
    const place = temporaryFolder();
    writeFileSync(join(place, 'file'), 'x');
    expectRefused(
      await isacMc(['run', 'tiny.yaml', '--out', join(place, 'file', 'study')], folder),
      /--out .*study: cannot write there \(/,
    );
    expect(readdirSync(place)).toEqual(['file']);
    expect(readFileSync(join(place, 'file'), 'utf8')).toBe('x');
  });

  it('names every fault of a study file with its place', async () => {
    writeFileSync(
      join(folder, 'bad.yaml'),
      TINY.replace('usersPerCell: 1', 'usersPerCell: 0').replace('design: joint', 'design: j'),
    );
    const outcome = await isacMc(['run', 'bad.yaml', '--out', 'bad'], folder);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toBe('');
    expect(linesOf(outcome.stderr)).toEqual([
      'isac-mc: bad.yaml:3:13: scenario.usersPerCell: expected a number above 0, got 0',
      'isac-mc: bad.yaml:5:1: design: expected one of paper, capsFree, joint, blind, got "j"',
      '  experiments/ has complete study files',
    ]);
    expect(existsSync(join(folder, 'bad'))).toBe(false);
  });

  it.each<[string, string[], RegExp, RegExp?]>([
    ['an unknown study', ['run', 'fig99'], /fig99: no such study/, /shipped studies: .*fig5, fig6, fig7/],
    ['a missing file', ['run', 'absent.yaml'], /absent\.yaml: no such study file/],
    ['an unknown option', ['run', 'tiny.yaml', '--colour', 'red'], /colour/],
    ['an unknown command', ['rum', 'tiny.yaml'], /run/],
    ['no command', [], /name a command/],
    ['a limit of 0', ['run', 'tiny.yaml', '--limit', '0'], /--limit: expected a positive integer, got 0/],
    ['a limit that is no number', ['run', 'tiny.yaml', '--limit', 'all'], /--limit: expected a number, got "all"/],
    ['a limit given twice', ['run', 'tiny.yaml', '--limit', '1', '--limit', '2'], /--limit: expected .* got/],
    [
      'a batch of half a design',
      ['run', 'tiny.yaml', '--batch', '0.5'],
      /--batch: expected a positive integer, got 0.5/,
    ],
    ['an output directory given twice', ['run', 'tiny.yaml', '--out', 'a', '--out', 'b'], /--out: expected .* got/],
    ['no workers', ['run', 'tiny.yaml', '--workers', '0'], /--workers: expected a positive integer, got 0/],
    ['a shard beyond their number', ['run', 'tiny.yaml', '--shard', '5/4'], /--shard: expected i\/n .*, got 5\/4/],
    ['another precision', ['run', 'tiny.yaml', '--precision', 'best'], /precision.*best.*fast.*precise/],
    [
      'another backend',
      ['run', 'tiny.yaml', '--backend', 'abacus'],
      new RegExp(`backend.*abacus.*${BACKEND_CHOICES.join('.*')}`),
    ],
    [
      'a device without its backend',
      ['run', 'tiny.yaml', '--device', '1'],
      /--device: expected --backend cuda, webgpu or/,
    ],
  ])('refuses %s', async (_name, args, message, hint) => {
    const before = readdirSync(folder);
    expectRefused(await commandHere(args, folder), message, hint);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('isac-mc status and finish', () => {
  it('tell what is there, as text and as JSON', async () => {
    const out = join(temporaryFolder(), 'study');
    const run = (...more: string[]): Promise<Outcome> => isacMc(['run', 'tiny.yaml', '--out', out, ...more], folder);
    await run('--shard', '2/3', '--workers', '1');
    const status = await isacMc(['status', out], folder);
    expect([status.code, status.stderr]).toEqual([3, '']);
    expect(linesOf(status.stdout)).toEqual([
      'tiny',
      'done     8 of 24 chunks',
      expect.stringMatching(
        /^rows {5}designs 16, errors 32, precoders 16, convergence \d+, certificates \d+, sinr_distribution \d+$/,
      ) as string,
      expect.stringMatching(/^time {5}\d+\.\d s of computing$/) as string,
      'missing  16 chunks: 0, 2-3, 5-6, 8-9, 11-12, 14-15, 17-18, 20-21, 23',
      'next     isac-mc run computes what is not done',
    ]);
    const json = await isacMc(['status', out, '--json'], folder);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ chunks: 24, done: 8, complete: false, damaged: [], failed: [] });
    const early = await isacMc(['finish', out], folder);
    expect([early.code, early.stdout]).toEqual([3, '']);
    expect(early.stderr).toContain('16 of 24 chunks are not done');

    expect((await run()).code).toBe(0);
    rmSync(join(out, '_SUCCESS'));
    const finished = await isacMc(['finish', out], folder);
    expect(finished).toMatchObject({ code: 0, stdout: `${out}: complete, 24 chunks\n`, stderr: '' });
    expect((await isacMc(['status', out], folder)).stdout).toContain('done     24 of 24 chunks, finished (_SUCCESS)');
    expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
  });

  it('refuse a directory without a study', async () => {
    for (const command of ['status', 'finish'])
      expectRefused(
        await commandHere([command, folder], folder),
        /expected a study directory, got one without study\.json/,
      );
  });

  it.each(['status', 'verify', 'plot', 'report', 'export --parquet', 'extract --row 0'])(
    '%s refuses a file, nothing, and a study.json that is a folder or no mapping',
    async (command) => {
      const place = temporaryFolder();
      writeFileSync(join(place, 'file'), 'x');
      mkdirSync(join(place, 'folder', 'study.json'), { recursive: true });
      mkdirSync(join(place, 'null'));
      writeFileSync(join(place, 'null', 'study.json'), 'null');
      const before = readdirSync(place, { recursive: true, encoding: 'utf8' }).sort();
      for (const [name, message] of [
        ['file', /file: expected a study directory, got a file/],
        ['nothing', /nothing: expected a study directory, got nothing there/],
        ['folder', /study\.json: expected a file of the study, got a folder/],
        ['null', /study\.json: expected an object, got nothing/],
      ] as const) {
        const [word = '', ...options] = command.split(' ');
        expectRefused(await commandHere([word, name, ...options], place), message);
      }
      expect(readdirSync(place, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
    },
  );
});

describe('isac-mc submit', () => {
  const submit = (...more: string[]): Promise<Outcome> =>
    isacMc(['submit', 'tiny.yaml', '--tasks', '4', ...more], folder);

  it('prints the scripts of Slurm and the manifest of Kubernetes with --dry-run and writes nothing', async () => {
    const before = readdirSync(folder);
    const slurm = await submit('--engine', 'slurm', '--dry-run', '--time', '30', '--cpus-per-task', '2');
    expect([slurm.code, slurm.stderr]).toEqual([0, '']);
    for (const text of [
      '#SBATCH --array=1-4',
      '#SBATCH --time=30',
      `main.js run ${join(folder, 'tiny.yaml')} --out`,
      'main.js finish',
    ])
      expect(slurm.stdout).toContain(text);
    const image = ['--image', 'isac-mc:1', '--claim', 'results'];
    const kubernetes = await submit('--engine', 'kubernetes', '--dry-run', ...image);
    expect([kubernetes.code, kubernetes.stderr]).toEqual([0, '']);
    expect(kubernetes.stdout).toContain('completionMode: "Indexed"');
    expect(readdirSync(folder)).toEqual(before);
  });

  it.each(['auto', 'cuda'])('lets each task use all of its GPUs (--backend %s)', async (backend) => {
    const gpus = [
      '--gpus-per-task',
      '2',
      '--cpus-per-task',
      '16',
      '--backend',
      backend,
      '--out',
      'on-gpus',
      '--dry-run',
    ];
    const slurm = await submit('--engine', 'slurm', ...gpus);
    expect(slurm.stdout).toMatch(/^#SBATCH --gres=gpu:2$/m);
    expect(slurm.stdout).toMatch(/main\.js run .* --log json --shard \S+ --backend cuda --device all &$/m);
    const kubernetes = await submit('--engine', 'kubernetes', '--image', 'i', '--claim', 'c', ...gpus);
    expect(kubernetes.stdout).toMatch(/- "--backend"\s+- "cuda"\s+- "--device"\s+- "all"\n/);
    expect(kubernetes.stdout).toContain('nvidia.com/gpu: "2"');
  });

  it.each([
    ['one with --backend cuda', ['--backend', 'cuda'], '1'],
    ['none with auto', [], undefined],
    ['none where that is asked for', ['--backend', 'cuda', '--gpus-per-task', '0'], undefined],
  ])('asks Slurm for GPUs: %s', async (_name, args, count) => {
    const { stdout } = await submit('--engine', 'slurm', '--out', 'some-gpus', '--dry-run', ...args);
    expect(/^#SBATCH --gres=gpu:(\d+)$/m.exec(stdout)?.[1]).toBe(count);
  });

  it.each<[string, string[], RegExp]>([
    ['another engine', ['--engine', 'htcondor'], /engine.*htcondor.*slurm.*kubernetes/],
    ['tasks given twice', ['--engine', 'slurm', '--tasks', '0'], /--tasks: expected one value, got 4 and 0/],
    [
      'a fraction of a core',
      ['--engine', 'slurm', '--cpus-per-task', '0.5'],
      /--cpus-per-task: expected a positive integer, got 0.5/,
    ],
    [
      'a wrong time',
      ['--engine', 'slurm', '--time', 'soon'],
      /--time: expected minutes, minutes:seconds, .*, got "soon"/,
    ],
    [
      'a wrong memory',
      ['--engine', 'slurm', '--memory', '4 GB'],
      /--memory: expected a whole number of MiB.*, got "4 GB"/,
    ],
    ['a partition with blanks', ['--engine', 'slurm', '--partition', 'a b'], /--partition: expected .*, got "a b"/],
    [
      'several GPUs on a backend that uses one',
      ['--engine', 'slurm', '--gpus-per-task', '2', '--cpus-per-task', '8', '--backend', 'webgpu'],
      /--gpus-per-task 2: expected --backend cuda beside it, got webgpu, which uses one GPU/,
    ],
    [
      'GPUs for a backend that uses none',
      ['--engine', 'slurm', '--gpus-per-task', '1', '--backend', 'cpu'],
      /--gpus-per-task 1: expected another backend than cpu, which uses no GPU/,
    ],
    [
      'fewer cores than GPUs',
      ['--engine', 'slurm', '--gpus-per-task', '4', '--cpus-per-task', '3'],
      /--cpus-per-task: expected at least 4, a core for each GPU \(--gpus-per-task\), got 3/,
    ],
    ['Kubernetes without --dry-run', ['--engine', 'kubernetes'], /expected --dry-run beside it, got none/],
    ['Kubernetes without an image', ['--engine', 'kubernetes', '--dry-run'], /--image: expected .*, got none/],
  ])('refuses %s', async (_name, args, message) => {
    expectRefused(await commandHere(['submit', 'tiny.yaml', '--tasks', '4', ...args], folder), message);
  });

  it('refuses the directory of another study', async () => {
    writeFileSync(join(folder, 'another.yaml'), TINY.replace("'3'", "'5'"));
    const args = ['submit', 'another.yaml', '--engine', 'slurm', '--tasks', '2', '--out', 'undisturbed'];
    expectRefused(await isacMc(args, folder), /--out .*undisturbed: expected the results of this study/);
  });

  it('tells what to do where there is no Slurm', async () => {
    const outcome = await isacMc(
      ['submit', 'tiny.yaml', '--tasks', '2', '--engine', 'slurm', '--out', 'nowhere'],
      folder,
      undefined,
      {
        PATH: '',
      },
    );
    expectRefused(outcome, /squeue: not found/, /--dry-run shows the scripts anywhere/);
  });
});

describe('isac-mc solve', () => {
  it('prints one JSON line for each file, with the reference statuses and objectives', async () => {
    const names = ['blp-cbf-small.json', 'blp-cbf-infeasible.json', 'blp-comp-small-robust.json'];
    const { code, stdout, stderr } = await isacMc(['solve', ...names.map(goldenPath)], folder);
    expect(code).toBe(0);
    expect(afterBackend(stderr)).toEqual([]);
    const lines = linesOf(stdout).map((l) => JSON.parse(l) as { name: string; results: Record<string, unknown>[] });
    expect(lines.map((l) => l.name)).toEqual(names.map((n) => basename(n, '.json')));
    lines.forEach(({ results }, i) => {
      const { problems } = readGolden(names[i] ?? '');
      expect(results).toHaveLength(problems.length);
      problems.forEach(({ expected }, index) => {
        const { objective, ...result } = results[index] ?? {};
        expect(result).toMatchObject({ index, status: expected.status });
        expect(Object.keys(result).sort()).toEqual(['index', 'iterations', 'merit', 'seconds', 'status']);
        if (expected.objective === null) expect(objective).toBeNull();
        else
          expect(Math.abs(Number(objective) / expected.objective - 1)).toBeLessThanOrEqual(expected.relTolerance ?? 0);
      });
    });
  });

  const golden = JSON.stringify(readGolden('blp-cbf-small.json'));
  type File = {
    channels: { re: unknown[][][] };
    scenario: Record<string, unknown>;
    problems: Record<string, unknown>[];
  };
  it.each<[string, (file: File) => void, RegExp]>([
    [
      'a null in the channels',
      (f) => void f.channels.re[0]?.[1]?.splice(0, 1, [null, 1, 1, 1]),
      /: channels\.re\[0\]\[1\]\[0\]\[0\]: expected a finite number, got null$/,
    ],
    [
      'channels of another size',
      (f) => void f.channels.re[1]?.[0]?.pop(),
      /: channels\.re\[1\]\[0\]: expected an array of 2, got an array of 1$/,
    ],
    [
      'a negative power',
      (f) => void (f.scenario['powerBudget'] = -1),
      /: scenario\.powerBudget: expected a linear power above 0 \(not dB\), got -1$/,
    ],
    [
      'a negative noise power',
      (f) => void (f.scenario['noisePower'] = -2),
      /: scenario\.noisePower: expected a linear power above 0 \(not dB\), got -2$/,
    ],
    ['no cells', (f) => void delete f.scenario['cells'], /: scenario\.cells: expected a finite number, got nothing$/],
    [
      'an unknown scheme',
      (f) => void Object.assign(f.problems[2] ?? {}, { scheme: 'X' }),
      /: problems\[2\]\.scheme: expected one of BLP-CBF, .*, got "X"$/,
    ],
  ])('refuses %s in one line', async (_name, change, message) => {
    const file = JSON.parse(golden) as File;
    change(file);
    writeFileSync(join(folder, 'bad.json'), JSON.stringify(file));
    const outcome = await commandHere(['solve', goldenPath('blp-cbf-small.json'), 'bad.json'], folder);
    expectRefused(outcome, message);
    // no backend is started for it
    expect(linesOf(outcome.stderr)).toEqual([expect.stringMatching(/^isac-mc: bad\.json: /)]);
  });

  it.each<[string, string, RegExp]>([
    ['NaN', golden.replace(/"re":\[\[\[\[[^,]+,/, '"re":[[[[NaN,'), /bad\.json: not JSON \(.*NaN/],
    [
      'a number beyond float64',
      golden.replace(/"re":\[\[\[\[[^,]+,/, '"re":[[[[1e999,'),
      /bad\.json: .*re\[0\]\[0\]\[0\]\[0\]: expected a finite number, got Infinity/,
    ],
    ['a cut file', golden.slice(0, 1000), /bad\.json: not JSON \(/],
    ['an empty file', '', /bad\.json: not JSON \(/],
    ['another format', '{"format":"other","name":"x"}', /bad\.json: format: expected isac-mc-instance\/1, got "other"/],
    ['a list', '[]', /bad\.json: expected a mapping, got \[\]/],
  ])('refuses %s in one line', async (_name, text, message) => {
    expect(text).not.toBe(golden);
    writeFileSync(join(folder, 'bad.json'), text);
    expectRefused(await commandHere(['solve', 'bad.json'], folder), message);
  });

  it('refuses a missing file and no file', async () => {
    expectRefused(await commandHere(['solve', 'absent.json'], folder), /absent\.json: cannot be read \(ENOENT/);
    expectRefused(await isacMc(['solve'], folder), /Not enough non-option arguments: got 0/);
  });
});

describe('isac-mc', () => {
  it.each([
    [['run', 'fig99']],
    [['run', 'tiny.yaml', '--colour', 'red']],
    [['rum', 'tiny.yaml']],
    [[]],
    [['run', 'tiny.yaml', '--workers', '0']],
    [['verify', 'tiny.yaml']],
    [['submit', 'tiny.yaml', '--tasks', '4', '--engine', 'slurm', '--time', 'soon']],
    [['solve', 'absent.json']],
  ])('%j is refused by a process as in this one', async (words) => {
    expect(await commandHere(words, folder)).toEqual(await isacMc(words, folder));
  });

  it('lists every study in experiments/, a line each', async () => {
    const { code, stdout, stderr } = await isacMc(['list'], folder);
    const names = readdirSync(fileURLToPath(new URL('../../experiments', import.meta.url)))
      .filter((n) => n.endsWith('.yaml'))
      .map((n) => basename(n, '.yaml'))
      .sort();
    expect(names.length).toBeGreaterThan(3);
    expect(linesOf(stdout).map((l) => l.split(/ {2,}/)[0])).toEqual(names);
    const titles = names.map((name) => readStudy(shippedFile(name)).title);
    expect(linesOf(stdout).map((l) => l.replace(/^\S+ {2,}/, ''))).toEqual(titles);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('helps on stdout', async () => {
    const { code, stdout, stderr } = await isacMc(['--help'], folder);
    expect([code, stderr]).toEqual([0, '']);
    for (const word of ['run <study>', 'list', 'solve <files..>', 'Exit codes: 0 done, 2 usage'])
      expect(stdout).toContain(word);
    const run = await isacMc(['run', '--help'], folder);
    expect(run.code).toBe(0);
    for (const word of ['--out', '--limit', '--precision', '--log', 'run fig7']) expect(run.stdout).toContain(word);
  });

  it('speaks English whatever the locale', async () => {
    const { stderr } = await isacMc(['rum'], folder, undefined, { LC_ALL: 'de_DE.UTF-8' });
    expect(stderr).toContain('unknown command "rum": did you mean run?');
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await isacMc(['--version'], folder)).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});
