/**
 * Checks the solver on this machine's GPU, then measures it: bench/gpu/README.md. Writes one JSON file after every kind, so that a run that is
 * cut short leaves what it has.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend, BackendName } from '../../src/device/backend.ts';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { InputError, ResumableError } from '../../src/errors.ts';
import type { WebgpuBackend } from '../../src/device/webgpuBackend.ts';
import { type BenchCase, CASES, type Draw, feasibleDraws } from '../../src/problems/benchmark/cases.ts';
import { median } from '../../src/model/median.ts';
import { runPipeline } from '../../src/problems/benchmark/pipeline.ts';
import { type Ceilings, measureCeilings } from './ceilings.ts';
import { checkCorrectness, type Correctness } from './correctness.ts';
import { describeMachine, deviceName, type Machine } from './machine.ts';
import { measure, type Measured, PRECISIONS, type Precision } from './measure.ts';
import { measureStudy, type StudyMeasured } from './studies.ts';
import { describeSweep, type Sweep, sweepThreads, workgroupSizes } from './sweep.ts';
import { bytesPerProgram, type GpuCase, gpuCases, type RecordedBatch, tile } from './recordPrograms.ts';

const HELP = `usage: main.js [options]
  --backend webgpu|tensorflow   what is measured (default webgpu)
  --device NAME                 part of the adapter's name, or number of the CUDA device
  --allow-software              accept a driver that computes on the CPU: a rehearsal, its numbers mean nothing
  --batches 64,1024,16384,65536 batch sizes
  --antennas 6,12,16            N of the block-level kinds (symbol level: 6)
  --kinds SUBSTRING             only kinds whose name has it
  --distinct 128                different programs; larger batches repeat them
  --repeats 5                   timed runs, the median counts
  --seconds 540                 no further measurement begins after so long
  --max-gib 24                  largest batch by its size in host memory
  --workgroup 16,32,64,128,256  first time the kernel of each kind with so many threads of a workgroup
  --studies 8192                then whole studies of so many designs with some numbers of workers; "--kinds none" for nothing else
  --workers 1,2,4,8,16          worker threads of these studies, as far as there are cores
  --study-batch N               designs that a worker computes together (default: as isac-mc run)
  --no-checks                   skip the solver and reference suites
  --checks-only                 nothing but the suites and the probe
  --out FILE                    default bench/results/<device>.json`;

const { values: args } = parseArgs({
  options: {
    backend: { type: 'string', default: 'webgpu' },
    device: { type: 'string' },
    'allow-software': { type: 'boolean', default: false },
    batches: { type: 'string', default: '64,1024,16384,65536' },
    antennas: { type: 'string', default: '6,12,16' },
    kinds: { type: 'string', default: '' },
    distinct: { type: 'string', default: '128' },
    repeats: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '540' },
    'max-gib': { type: 'string', default: '24' },
    workgroup: { type: 'string' },
    studies: { type: 'string' },
    workers: { type: 'string', default: '1,2,4,8,16' },
    'study-batch': { type: 'string' },
    'no-checks': { type: 'boolean', default: false },
    'checks-only': { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

interface KindResult {
  readonly case: string;
  readonly antennas: number;
  /** The same programs on the cpu backend, one core. */
  readonly cpu: Measured;
  /** With `--workgroup`: how many threads of a workgroup are best. */
  sweeps?: readonly Sweep[];
  readonly measured: Measured[];
  readonly skipped: string[];
}

interface Report {
  readonly machine: Machine;
  /** True for a driver that computes on the CPU: not a result. */
  readonly software: boolean;
  correctness?: Correctness;
  /** Whether double-single is exact there, by the backend's own probe. */
  probe?: WebgpuBackend['probe'];
  ceilings?: Ceilings;
  readonly kinds: KindResult[];
  /**
   * From channels to checked results, rank one and certificate included, on one thread of the host, as `isac-mc bench` measures it; it shows
   * its numbers beside the first row of a kind.
   */
  readonly results: {
    readonly case: string;
    readonly batch: number;
    readonly precision: Precision;
    readonly programsPerSecond: number;
    readonly certified: number;
    readonly draws: number;
  }[];
  /** With `--studies`: whole studies, the first one on every core of the cpu backend. */
  readonly studies: StudyMeasured[];
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const numbers = (list: string): number[] => list.split(',').map(Number);
const deadline = performance.now() + 1000 * Number(args.seconds);
/** Largest batch of a sweep over the threads: it fills a GPU, and is over soon. */
const SWEEP_BATCH = 16384;
const late = (): boolean => performance.now() > deadline;
const name = args.backend as BackendName;
const options = {
  ...(args.device === undefined ? {} : { device: args.device }),
  allowSoftware: args['allow-software'],
};

const startMeasured = async (): Promise<Backend> => (await startBackend(name, options)).backend;
const gpuOf = (backend: object): WebgpuBackend['gpu'] | null =>
  'gpu' in backend ? (backend as WebgpuBackend).gpu : null;

function save(report: Report): void {
  const file = resolve(args.out ?? join(packageRoot(), 'bench', 'results', `${deviceName(report.machine)}.json`));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify(report, (_, v: unknown) => (typeof v === 'number' ? Number(v.toPrecision(5)) : v), 2)}\n`,
  );
  log(`written: ${file}`);
}

/** A kind with its programs, recorded and measured on the cpu backend before the GPU starts: it compiles its kernel once. */
interface Prepared {
  readonly kind: GpuCase;
  readonly recorded: RecordedBatch;
  readonly cpu: Measured;
}

async function prepareKinds(): Promise<Prepared[]> {
  const { backend } = await startBackend('cpu');
  const prepared: Prepared[] = [];
  for (const kind of gpuCases(numbers(args.antennas)).filter((k) => k.name.includes(args.kinds))) {
    const recorded = await kind.record(Number(args.distinct));
    const few = repeat(recorded, Math.min(64, recorded.programs));
    const cpu = await measure(backend, null, few, 'precise', 1, null);
    log(`${kind.name} N=${kind.antennas}: ${recorded.programs} programs, cpu ${cpu.programsPerSecond.toFixed(0)}/s`);
    prepared.push({ kind, recorded, cpu });
  }
  return prepared;
}

/** Programs per second of the kernel from its submission on, and by the device's clock. */
function kernelRate({ kernel, batch }: Measured): string {
  if (!kernel) return '-';
  const own = kernel.deviceMilliseconds;
  const device = own === null ? 'no timestamps' : `device ${((1000 * batch) / own).toFixed(0)}/s`;
  return `${kernel.programsPerSecond.toFixed(0)}/s (${device})`;
}

/** A batch of any size. */
const repeat = (recorded: RecordedBatch, programs: number): RecordedBatch =>
  tile(
    recorded,
    Array.from({ length: programs }, (_, i) => i % recorded.programs),
  );

async function measureKind(
  backend: Backend,
  { kind, recorded, cpu }: Prepared,
  report: Report,
  threads: readonly number[],
): Promise<void> {
  const result: KindResult = { case: kind.name, antennas: kind.antennas, cpu, measured: [], skipped: [] };
  report.kinds.push(result);
  const gpu = gpuOf(backend);
  if (gpu && threads.length > 0) {
    const fitting = numbers(args.batches).filter((n) => n <= SWEEP_BATCH);
    const size = fitting.length > 0 ? Math.max(...fitting) : Math.min(...numbers(args.batches));
    result.sweeps = await sweepThreads(backend, gpu, repeat(recorded, size), threads, Number(args.repeats));
    for (const sweep of result.sweeps) log(`${kind.name.padEnd(17)} N=${kind.antennas} ${describeSweep(sweep)}`);
  }
  for (const batch of numbers(args.batches)) {
    const gib = (bytesPerProgram(recorded) * batch) / 2 ** 30;
    if (late() || gib > Number(args['max-gib'])) {
      result.skipped.push(`batch ${batch}: ${late() ? 'out of time' : `${gib.toFixed(0)} GiB on the host`}`);
      continue;
    }
    const tiled = repeat(recorded, batch);
    for (const precision of Object.keys(PRECISIONS) as Precision[]) {
      const row = await measure(backend, gpu, tiled, precision, Number(args.repeats), report.ceilings ?? null);
      result.measured.push(row);
      log(
        `${kind.name.padEnd(17)} N=${String(kind.antennas).padEnd(3)}${String(batch).padStart(6)} ${precision.padEnd(8)}` +
          `${row.programsPerSecond.toFixed(0).padStart(8)}/s, kernel ${kernelRate(row)}, ` +
          `${row.meanIterations.toFixed(1)} iterations, ${(100 * row.solvedShare).toFixed(1)} % solved, ` +
          `objective within ${row.largestObjectiveError.toExponential(1)}`,
      );
    }
  }
}

async function prepareDraws(): Promise<{ benchCase: BenchCase; draws: readonly Draw[] }[]> {
  const prepared = [];
  for (const benchCase of CASES.filter((c) => c.name.includes(args.kinds)))
    prepared.push({ benchCase, draws: await feasibleDraws(benchCase, Number(args.distinct)) });
  return prepared;
}

async function endToEnd(benchCase: BenchCase, draws: readonly Draw[], report: Report): Promise<void> {
  for (const precision of ['precise', 'fast'] as const) {
    const settings = { tolerance: PRECISIONS[precision] };
    await runPipeline(benchCase, draws, settings);
    const runs = [];
    for (let i = 0; i < Number(args.repeats); i++) runs.push(await runPipeline(benchCase, draws, settings));
    const [first] = runs;
    if (!first) return;
    const batch = first.solutions.length;
    const programsPerSecond = (1000 * batch) / median(runs.map((r) => r.totalMs));
    const { certified, draws: of } = first;
    report.results.push({ case: benchCase.name, batch, precision, programsPerSecond, certified, draws: of });
    log(
      `${benchCase.name.padEnd(17)} ${precision}, from channels to checked results: ${programsPerSecond.toFixed(0)}/s, ` +
        `${certified} of ${of} certified`,
    );
  }
}

async function measureStudies(designs: number, cores: number, report: Report): Promise<void> {
  const batch = args['study-batch'] === undefined ? undefined : Number(args['study-batch']);
  const add = (row: StudyMeasured): void => {
    report.studies.push(row);
    log(
      `study on ${row.backend}, ${row.workers} workers: ${row.designsPerSecond.toFixed(0)} designs/s (${row.designs} in ` +
        `${row.seconds.toFixed(1)} s, ${row.writeSeconds.toFixed(1)} s of writing, ${row.together} together, ready after ${row.startSeconds.toFixed(1)} s), ` +
        `${row.certified} certified`,
    );
    save(report);
  };
  add(await measureStudy(await startBackend('cpu'), designs, cores, undefined));
  const started = await startBackend(name, options);
  for (const workers of numbers(args.workers).filter((n) => n <= cores))
    if (!late())
      try {
        add(await measureStudy(started, designs, workers, batch));
      } catch (error) {
        // the device has no room for so many workers: the other rows count all the same
        if (!(error instanceof ResumableError)) throw error;
        log(`study on ${name}, ${workers} workers: ${error.message}`);
        process.exitCode = 1;
      }
  const digests = new Set(report.studies.slice(1).map((row) => row.digest));
  if (digests.size > 1) {
    log('studies: their bytes differ with the number of workers');
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  if (args.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (args.studies !== undefined && !/^[1-9]\d*$/.test(args.studies))
    throw new InputError(`--studies: expected a number of designs, got ${args.studies}`);
  const threads = args.workgroup === undefined ? [] : workgroupSizes(args.workgroup);
  const machine = describeMachine(await startMeasured());
  const software = / \(software\)|on the CPU/.test(machine.device);
  if (software && args.out === undefined)
    throw new InputError(`--out: expected a file, got none: ${machine.device} is no GPU, and its numbers no result`);
  log(`${machine.device}; ${machine.cpu}, ${machine.cores} cores; Node ${machine.node}`);
  const report: Report = { machine, software, kinds: [], results: [], studies: [] };
  const prepared = args['checks-only'] ? [] : await prepareKinds();
  const draws = args['checks-only'] ? [] : await prepareDraws();

  const backend = await startMeasured();
  const gpu = gpuOf(backend);
  if (gpu) {
    report.probe = (backend as WebgpuBackend).probe;
    log(`double-single: ${JSON.stringify(report.probe)}`);
  }
  if (!args['no-checks']) {
    report.correctness = await checkCorrectness(log);
    log(`${report.correctness.passed} checks passed, ${report.correctness.failed.length} failed`);
    save(report);
  }
  if (gpu && !args['checks-only']) {
    report.ceilings = await measureCeilings(gpu.device, software);
    log(`ceilings: ${JSON.stringify(report.ceilings)}`);
  }
  for (const kind of prepared) {
    if (late()) break;
    await measureKind(backend, kind, report, threads);
    save(report);
  }
  for (const { benchCase, draws: own } of draws) if (!late()) await endToEnd(benchCase, own, report);
  save(report);
  if (args.studies !== undefined) await measureStudies(Number(args.studies), machine.cores, report);
  await stopBackend();
  if (report.correctness && report.correctness.failed.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  log(`${error.message}\n  ${error.hint ?? ''}`);
  process.exitCode = error.exitCode;
}
