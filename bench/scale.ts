/**
 * A study of 10,000,000 CSI error realizations (1,000 designs with 10,000 each), with one and with two worker threads in one
 * run: throughput, memory over time, the same bytes. `npm run bench:scale` writes bench/results/scale.json (bench/README.md
 * says what the numbers mean).
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '../src/errors.ts';
import { studyStatus } from '../src/study/studyStatus.ts';
import { median } from '../src/model/median.ts';

const DESIGNS = 1000;
const ERRORS = 10_000;
const studyOf = (errors: number): string => `title: ten million error realizations
seed: '1'
scenario: { csiErrorRadius: 0.01 }
schemes: BLP-CBF
design: joint
robustness: guaranteed
sweep: { thresholdDb: 10 }
realizations: { channels: ${DESIGNS}, errors: ${errors} }
output: { tables: [designs, precoders] }
`;
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const MIB = 2 ** 20;

interface Measurement {
  readonly workers: number;
  readonly seconds: number;
  /** Processor time of all threads: unlike `seconds` it hardly depends on what else the machine does. */
  readonly cpuSeconds: number;
  /** Process memory of everything the run holds, in MiB: the largest, and medians over the second and the last quarter. */
  readonly peakMib: number;
  readonly secondQuarterMib: number;
  readonly lastQuarterMib: number;
  readonly load: number;
}

function residentMib(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / MIB;
  } catch {
    return undefined; // ended
  }
}

/** Processor time in seconds, from the clock ticks of /proc (100 a second on Linux). */
function processorSeconds(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined; // ended
  }
}

async function measure(study: string, out: string, workers: number): Promise<Measurement> {
  const load = loadavg()[0] ?? Number.NaN;
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [MAIN, 'run', study, '--out', out, '--backend', 'cpu', '--workers', String(workers)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const samples: number[] = [];
  let cpuSeconds = 0;
  const timer = setInterval(() => {
    const now = child.pid === undefined ? undefined : residentMib(child.pid);
    if (now !== undefined) samples.push(now);
    cpuSeconds = (child.pid === undefined ? undefined : processorSeconds(child.pid)) ?? cpuSeconds;
  }, 100);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  invariant(code === 0, `the run ends with exit code 0, not ${String(code)}`);
  const quarter = samples.length >> 2;
  return {
    workers,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds,
    peakMib: Math.max(...samples),
    secondQuarterMib: median(samples.slice(quarter, 2 * quarter)),
    lastQuarterMib: median(samples.slice(-quarter)),
    load,
  };
}

const round = (x: number): number => Number(x.toPrecision(4));
const folder = mkdtempSync(join(tmpdir(), 'isac-mc-bench-'));
try {
  const study = (errors: number): string => {
    const file = join(folder, `errors-${errors}.yaml`);
    writeFileSync(file, studyOf(errors));
    return file;
  };
  const few = await measure(study(1), join(folder, 'few'), 1);
  const measurements: Measurement[] = [];
  for (const workers of [1, 2]) {
    const out = join(folder, `workers-${workers}`);
    const m = await measure(study(ERRORS), out, workers);
    const { rows, complete, success } = studyStatus(out);
    invariant(complete && success && rows['designs'] === DESIGNS, 'every design is there');
    // every design of this study has precoders
    invariant(rows['sinr_distribution'] === DESIGNS, `${DESIGNS} distributions, not ${rows['sinr_distribution']}`);
    measurements.push(m);
    process.stdout.write(
      `${workers} workers: ${m.seconds.toFixed(1)} s, ${m.cpuSeconds.toFixed(1)} s of processor time, ${((DESIGNS * ERRORS) / m.seconds).toFixed(0)} error realizations/s, ` +
        `${(DESIGNS / m.seconds).toFixed(1)} designs/s; memory at most ${m.peakMib.toFixed(0)} MiB, second quarter ` +
        `${m.secondQuarterMib.toFixed(0)}, last quarter ${m.lastQuarterMib.toFixed(0)} (load before: ${m.load.toFixed(1)})\n`,
    );
  }
  const [one, two] = measurements;
  invariant(one && two, 'two measurements');
  const ratio = one.seconds / two.seconds;
  // more draws of each design take more time in proportion, and no more memory or files
  const each = (one.cpuSeconds - few.cpuSeconds) / (DESIGNS * ERRORS);
  const hours = (few.cpuSeconds + 1e9 * each) / 3600;
  execFileSync('diff', ['-r', join(folder, 'workers-1', 'data'), join(folder, 'workers-2', 'data')]); // same bytes
  process.stdout.write(
    `2 workers against 1: ${ratio.toFixed(2)} times the throughput, the same bytes; ${(1e6 * each).toFixed(2)} us of processor time for an error realization: ${hours.toFixed(2)} hours of one core for 1e9 of them under as many designs\n`,
  );
  const result = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    designs: DESIGNS,
    errors: DESIGNS * ERRORS,
    designSeconds: round(few.cpuSeconds),
    microsecondsPerError: round(1e6 * each),
    hoursOf1e9: round(hours),
    ratio: round(ratio),
    measurements: measurements.map((m) =>
      Object.fromEntries(Object.entries(m).map(([name, value]) => [name, round(value as number)])),
    ),
  };
  writeFileSync(fileURLToPath(new URL('results/scale.json', import.meta.url)), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
