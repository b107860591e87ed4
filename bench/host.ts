/**
 * Processor time of a study on one thread, by what it is spent on: `npm run bench:host` (README.md says what the classes hold). With
 * `-- --against DIR` another checkout of this repository runs in turn with this one, and the ratio of the two is
 * written to bench/results/host.json. Both are built by `npm run build:ts` alone: the classes go by the names of files.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { invariant } from '../src/errors.ts';
import { median } from '../src/model/median.ts';
import { type CpuProfile, HOST_CLASSES, type SampleClass, timeByClass, WORK } from './host/hostClasses.ts';

const CHANNELS = 100;
const DESIGNS = 2 * CHANNELS;
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
/** Processor time of the main thread in ns, as Linux counts it, when the process ends. */
const COUNTER = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeFileSync } from 'node:fs';
  process.on('exit', () => {
    const [main] = readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ');
    const { user, system } = process.cpuUsage();
    writeFileSync(process.env.HOST_BENCH_TIMES, JSON.stringify({ main: main / 1e6, process: (user + system) / 1e3 }));
  });
`)}`;

/** Milliseconds of processor time per design. */
interface Measurement {
  readonly classes: ReadonlyMap<SampleClass, number>;
  /** All but the kernel, the error draws and the exact worst case. */
  readonly host: number;
  /** Of the other threads: concurrent garbage collection, the compiler, and the profiler itself. */
  readonly otherThreads: number;
  /** Time that the thread waited for the disk or for work. */
  readonly waiting: number;
}

/** Runs the study with the build of a checkout. */
function measure(root: string, study: string, batch: number | null, folder: string): Measurement {
  const out = mkdtempSync(join(folder, 'run-'));
  const main = join(root, 'dist', 'cli', 'main.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--cpu-prof',
      `--cpu-prof-dir=${join(out, 'profile')}`,
      `--cpu-prof-interval=${1000 * INTERVAL}`,
      '--import',
      COUNTER,
      main,
    ].concat(
      ['run', study, '--out', join(out, 'study'), '--backend', 'cpu', '--workers', '1'],
      batch === null ? [] : ['--batch', String(batch)],
    ),
    { encoding: 'utf8', env: { ...process.env, HOST_BENCH_TIMES: join(out, 'times.json') } },
  );
  invariant(status === 0, `${main} ends with exit code 0, not ${String(status)}:\n${stderr}`);
  const [file] = readdirSync(join(out, 'profile'));
  invariant(file, 'a profile was written');
  const profile = JSON.parse(readFileSync(join(out, 'profile', file), 'utf8')) as CpuProfile;
  const cpu = JSON.parse(readFileSync(join(out, 'times.json'), 'utf8')) as { main: number; process: number };
  const sampled = timeByClass(profile, INTERVAL);
  const waiting = sampled.get('waiting') ?? 0;
  const busy = [...sampled.values()].reduce((a, b) => a + b, 0) - waiting;
  // samples are of wall-clock time: on a machine with other work they add up to more than the processor gave
  const scale = cpu.main / busy / DESIGNS;
  const classes = new Map(HOST_CLASSES.map((c) => [c, (sampled.get(c) ?? 0) * scale] as const));
  rmSync(out, { recursive: true });
  return {
    classes,
    host: HOST_CLASSES.reduce((sum, c) => sum + (WORK.has(c) ? 0 : (classes.get(c) ?? 0)), 0),
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
    otherThreads: of((m) => m.otherThreads),
    waiting: of((m) => m.waiting),
  };
}

const { values: options } = parseArgs({
  options: { against: { type: 'string' }, pairs: { type: 'string', default: '3' } },
});
const pairs = Number(options.pairs);
invariant(Number.isInteger(pairs) && pairs > 0, `--pairs: expected a positive integer, got ${options.pairs}`);
const commit = (root: string): string =>
  execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const trees = options.against === undefined ? [ROOT] : [resolve(options.against), ROOT];
for (const root of trees) {
  const own = join(root, 'dist', 'study', 'runner.js');
  invariant(existsSync(own), `${own}: the modules are there one by one (npm run build:ts)`);
}
const folder = mkdtempSync(join(tmpdir(), 'isac-mc-host-'));
try {
  const results = CASES.map(({ radius, robustness, batch }) => {
    const study = join(folder, `radius-${radius}.yaml`);
    writeFileSync(
      study,
      `title: processor time of the host
seed: '1'
scenario: { csiErrorRadius: ${radius} }
schemes: [BLP-CBF, BLP-CoMP]
design: joint
robustness: ${robustness}
sweep: { thresholdDb: [10] }
realizations: { channels: ${CHANNELS}, errors: ${ERRORS} }
`,
    );
    const runs = trees.map((): Measurement[] => []);
    for (let i = 0; i < pairs; i++) trees.forEach((root, t) => runs[t]?.push(measure(root, study, batch, folder)));
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
    const ratios = (runs[0] ?? []).map((b, i) => b.host / (runs[1]?.[i]?.host ?? Number.NaN));
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
        hostRatio: Number(median(ratios).toPrecision(3)),
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
