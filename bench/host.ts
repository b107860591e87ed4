/**
 * Processor time of a study on one thread, by what it is spent on: `npm run bench:host` (README.md says what the classes hold). With
 * `-- --against DIR` another checkout of this repository runs in turn with this one, and the ratio of the two is
 * written to bench/results/host.json. Each is built by its own `npm run build`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { invariant } from '../src/errors.ts';
import { median } from '../src/model/median.ts';
import { joinedModules } from './host/joinedModules.ts';
import {
  type CpuProfile,
  HOST_CLASSES,
  type HostClass,
  type SampleClass,
  timeByClass,
  WORK,
} from './host/hostClasses.ts';

const ERRORS = 100;
/** Milliseconds between two samples of the profiler. */
const INTERVAL = 0.5;
/** Designs that are computed together: by default, and as many as on a GPU. */
const CASES = [
  { radius: 0, robustness: 'none', batch: null },
  { radius: 0.01, robustness: 'guaranteed', batch: null },
  { radius: 0, robustness: 'none', batch: 4096 },
  { radius: 0.01, robustness: 'guaranteed', batch: 4096 },
] as const;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COUNTER = fileURLToPath(new URL('host/countTimes.js', import.meta.url));

/** Milliseconds of processor time per design. */
interface Measurement {
  readonly classes: ReadonlyMap<SampleClass, number>;
  /** All but the kernel, the error draws and the exact worst case. */
  readonly host: number;
  /** All of the main thread but the kernel and the error draws, and the same without the start. */
  readonly mainThread: number;
  readonly withoutStart: number;
  /** All of the process but the kernel and the error draws, from another run, without the profiler. */
  readonly whole: number;
  /** Of the other threads: concurrent garbage collection, the compiler, and the profiler itself. */
  readonly otherThreads: number;
  /** Time that the thread waited for the disk or for work. */
  readonly waiting: number;
}

/** Milliseconds of processor time in one run (host/countTimes.js). */
interface Times {
  readonly main: number;
  readonly process: number;
  readonly kernels: number;
}

/** Runs the study with the build of a checkout. */
function run(root: string, study: string, batch: number | null, out: string, profile: readonly string[]): Times {
  const main = join(root, 'dist', 'cli', 'main.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [...profile, '--import', COUNTER, main].concat(
      [
        'run',
        study,
        '--out',
        join(out, profile.length > 0 ? 'profiled' : 'plain'),
        '--backend',
        'cpu',
        '--workers',
        '1',
      ],
      batch === null ? [] : ['--batch', String(batch)],
    ),
    { encoding: 'utf8', env: { ...process.env, HOST_BENCH_TIMES: join(out, 'times.json') } },
  );
  invariant(status === 0, `${main} ends with exit code 0, not ${String(status)}:\n${stderr}`);
  return JSON.parse(readFileSync(join(out, 'times.json'), 'utf8')) as Times;
}

/** False in version 0.1. */
function hasDrawKernel(root: string): boolean {
  return existsSync(join(root, 'dist', 'kernels', 'errorDraws.wasm'));
}

/** Measures the study with the build of a checkout, with the profiler and without. */
function measure(root: string, study: string, batch: number | null, folder: string): Measurement {
  const out = mkdtempSync(join(folder, 'run-'));
  const plain = run(root, study, batch, out, []);
  const cpu = run(root, study, batch, out, [
    '--cpu-prof',
    `--cpu-prof-dir=${join(out, 'profile')}`,
    `--cpu-prof-interval=${1000 * INTERVAL}`,
  ]);
  const [file] = readdirSync(join(out, 'profile'));
  invariant(file, 'a profile was written');
  const profile = JSON.parse(readFileSync(join(out, 'profile', file), 'utf8')) as CpuProfile;
  const moduleOf = joinedModules();
  const sampled = timeByClass(profile, INTERVAL, moduleOf);
  const waiting = sampled.get('waiting') ?? 0;
  const busy = [...sampled.values()].reduce((a, b) => a + b, 0) - waiting;
  // samples are of wall-clock time: on a machine with other work they add up to more than the processor gave
  const scale = cpu.main / busy / DESIGNS;
  const classes = new Map(HOST_CLASSES.map((c) => [c, (sampled.get(c) ?? 0) * scale] as const));
  const of = (c: HostClass): number => classes.get(c) ?? 0;
  const device = of('kernel') + of('errorDraws');
  // the studies stay until the end: ext4 makes new files slowly after many were removed
  return {
    classes,
    host: HOST_CLASSES.reduce((sum, c) => sum + (WORK.has(c) ? 0 : of(c)), 0),
    mainThread: cpu.main / DESIGNS - device,
    withoutStart: cpu.main / DESIGNS - device - of('startAndOther'),
    // version 0.1 draws CSI errors without a kernel
    whole: (plain.process - plain.kernels) / DESIGNS - (hasDrawKernel(root) ? 0 : of('errorDraws')),
    otherThreads: (cpu.process - cpu.main) / DESIGNS,
    waiting: waiting / DESIGNS,
  };
}

/** Medians over repeated runs, by name. */
function summary(list: readonly Measurement[]): Record<string, number> {
  const of = (get: (m: Measurement) => number): number => Number(median(list.map(get)).toPrecision(3));
  return {
    ...Object.fromEntries(HOST_CLASSES.map((c) => [c, of((m) => m.classes.get(c) ?? 0)])),
    host: of((m) => m.host),
    mainThread: of((m) => m.mainThread),
    withoutStart: of((m) => m.withoutStart),
    whole: of((m) => m.whole),
    otherThreads: of((m) => m.otherThreads),
    waiting: of((m) => m.waiting),
  };
}

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    pairs: { type: 'string', default: '3' },
    channels: { type: 'string', default: '100' },
    bounds: { type: 'boolean', default: false },
  },
});
const count = (name: 'pairs' | 'channels'): number => {
  const value = Number(options[name]);
  invariant(Number.isInteger(value) && value > 0, `--${name}: expected a positive integer, got ${options[name]}`);
  return value;
};
const [pairs, channels] = [count('pairs'), count('channels')];
const DESIGNS = 2 * channels;
const commit = (root: string): string =>
  execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const trees = options.against === undefined ? [ROOT] : [resolve(options.against), ROOT];
/** Version 0.1 has neither lower bounds nor their table: without `--bounds` no tree has them, so that all do the same work. */
const extras = (root: string): string => {
  if (options.bounds) return '';
  const tables = 'output: { tables: [designs, errors, precoders, convergence] }\n';
  return `${hasDrawKernel(root) ? 'solver: { lowerBounds: false }\n' : ''}${tables}`;
};
const folder = mkdtempSync(join(tmpdir(), 'isac-mc-host-'));
try {
  const results = CASES.map(({ radius, robustness, batch }) => {
    const studyOf = (root: string): string => {
      const study = join(folder, `study-${trees.indexOf(root)}.yaml`);
      writeFileSync(
        study,
        `title: processor time of the host
seed: '1'
scenario: { csiErrorRadius: ${radius} }
schemes: [BLP-CBF, BLP-CoMP]
design: joint
robustness: ${robustness}
sweep: { thresholdDb: [10] }
realizations: { channels: ${channels}, errors: ${ERRORS} }
${extras(root)}`,
      );
      return study;
    };
    const runs = trees.map((): Measurement[] => []);
    for (let i = 0; i < pairs; i++)
      trees.forEach((root, t) => runs[t]?.push(measure(root, studyOf(root), batch, folder)));
    const tables = runs.map(summary);
    const [first = {}, second] = tables;
    process.stdout.write(
      `d = ${radius}, ${batch === null ? 'default batch' : `--batch ${batch}`}, ms per design${second ? ': before, after, ratio' : ''}\n`,
    );
    for (const [name, value] of Object.entries(first)) {
      const after = second?.[name];
      const more =
        after === undefined ? '' : `${after.toFixed(2).padStart(9)}${(value / after).toFixed(2).padStart(8)}`;
      process.stdout.write(`  ${name.padEnd(16)}${value.toFixed(2).padStart(9)}${more}\n`);
    }
    const ratios = (runs[0] ?? []).map((b, i) => b.whole / (runs[1]?.[i]?.whole ?? Number.NaN));
    return { csiErrorRadius: radius, batch, runs: tables, ratios };
  });
  if (trees.length > 1) {
    const result = {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      load: Number((loadavg()[0] ?? Number.NaN).toFixed(1)),
      node: process.version,
      designs: DESIGNS,
      errors: ERRORS,
      before: commit(trees[0] ?? ROOT),
      after: commit(ROOT),
      cases: results.map(({ csiErrorRadius, batch, runs: [before, after], ratios }) => ({
        csiErrorRadius,
        batch,
        wholeRatio: Number(median(ratios).toPrecision(3)),
        pairs: ratios.map((r) => r.toPrecision(3)).join(', '),
        before,
        after,
      })),
    };
    writeFileSync(join(ROOT, 'bench', 'results', 'host.json'), `${JSON.stringify(result, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
