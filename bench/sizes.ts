/**
 * What a design takes as the system grows, one size after the other along each axis: `npm run bench:sizes` prints the table of README.md and writes
 * bench/results/sizes.json. A size that takes longer than its limit ends its axis; `-- --seconds 600` bounds the whole, `--only "BLP-CoMP guaranteed"` prints these alone.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type SizeCase, type SizeSeries, type SizeTimes, sizeSeries } from './sizes/sizeCases.ts';

/** Wall seconds of one size, and GiB that its process may hold; `ulimit -v` says nothing, as WebAssembly reserves 10 GiB of addresses. */
const LIMIT = 300;
const MOST_GIB = 6;

interface SizeRow extends SizeTimes {
  readonly value: number;
}
interface MeasuredSeries extends Omit<SizeSeries, 'cases'> {
  readonly rows: readonly SizeRow[];
  /** Exponents of the axis in processor time and in time per iteration, from the last two sizes. */
  readonly slope: number | null;
  readonly slopePerIteration: number | null;
  /** First size that did not end, and why. */
  readonly ended: string | null;
}

const { values } = parseArgs({ options: { seconds: { type: 'string' }, only: { type: 'string' } } });
const deadline = performance.now() + 1000 * Number(values.seconds ?? 3600);
const child = fileURLToPath(new URL('sizes/oneSize.ts', import.meta.url));

/** Runs one size in a process of its own; what it took, or why it did not end. */
async function runSize(one: SizeCase, seconds: number): Promise<SizeTimes | string> {
  const run = spawn(process.execPath, ['--import', 'tsx', child, JSON.stringify(one)]);
  let [out, errors, why] = ['', '', ''];
  run.stdout.on('data', (text) => (out += String(text)));
  run.stderr.on('data', (text) => (errors += String(text)));
  const stop = (reason: string): void => {
    why = reason;
    run.kill('SIGKILL');
  };
  const clock = setTimeout(() => stop(`longer than ${seconds.toFixed(0)} s`), 1000 * seconds);
  const watch = setInterval(() => {
    if (residentGib(run.pid) > MOST_GIB) stop(`more than ${MOST_GIB} GiB`);
  }, 200);
  const code = await new Promise<number | null>((resolve) => run.on('close', resolve));
  clearTimeout(clock);
  clearInterval(watch);
  if (code === 0) return JSON.parse(out) as SizeTimes;
  return why || (/^.*Error: .*$/m.exec(errors)?.[0] ?? `exit code ${code}`);
}

function residentGib(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 2 ** 20;
  } catch {
    return 0; // ended
  }
}

async function measure({ cases, ...kind }: SizeSeries): Promise<MeasuredSeries> {
  const rows: SizeRow[] = [];
  let ended: string | null = null;
  for (const one of cases) {
    const value = one[kind.axis];
    const left = Math.min(LIMIT, (deadline - performance.now()) / 1000);
    const took = left < 1 ? 'no time left' : await runSize(one, left);
    const name = `${kind.scheme} ${kind.robustness} ${kind.axis} ${value}`;
    process.stderr.write(`${name}: ${typeof took === 'string' ? took : JSON.stringify(took)}\n`);
    if (typeof took === 'string') {
      ended = `${value}: ${took}`;
      break;
    }
    rows.push({ value, ...took });
  }
  return {
    ...kind,
    rows,
    slope: slopeOf(rows, (r) => r.seconds),
    slopePerIteration: slopeOf(rows, perIteration),
    ended,
  };
}

const isWanted = ({ scheme, robustness, name }: SizeSeries): boolean =>
  `${scheme} ${robustness} ${name ?? ''}`.includes(values.only ?? '');

const perIteration = (row: SizeRow): number => row.seconds / row.iterations;

function slopeOf(rows: readonly SizeRow[], of: (row: SizeRow) => number): number | null {
  const [before, last] = rows.slice(-2);
  if (!before || !last) return null;
  const slope = Math.log(of(last) / of(before)) / Math.log(last.value / before.value);
  return Number(slope.toFixed(1));
}

const AXIS = { txAntennas: 'N', usersPerCell: 'K', cells: 'J', frameLength: 'L' };
const round = (x: number): number => Number(x.toPrecision(3));

const measured: MeasuredSeries[] = [];
for (const series of sizeSeries()) if (isWanted(series)) measured.push(await measure(series));
const lines = [
  '| scheme | robustness | axis | size: seconds (iterations, MiB) | exponent, per iteration | ended at |',
  `|${' --- |'.repeat(6)}`,
  ...measured.map(({ scheme, robustness, axis, name, rows, slope, slopePerIteration, ended }) => {
    const cells = rows.map(
      (r) =>
        `${r.value}: ${round(r.seconds)} (${Math.round(r.iterations)}, ${Math.round(r.peakMib)})${r.status === 'optimal' ? '' : ` ${r.status}`}`,
    );
    return `| ${[scheme, robustness, name ?? AXIS[axis], cells.join('; '), `${slope ?? '-'}, ${slopePerIteration ?? '-'}`, ended ?? ''].join(' | ')} |`;
  }),
];
process.stdout.write(`${lines.join('\n')}\n`);
const result = {
  cpu: cpus()[0]?.model,
  node: process.version,
  load: round(loadavg()[0] ?? Number.NaN),
  series: measured.map((s) => ({
    ...s,
    rows: s.rows.map((r) => ({
      ...r,
      seconds: round(r.seconds),
      iterations: round(r.iterations),
      peakMib: Math.round(r.peakMib),
    })),
  })),
};
if (values.only === undefined)
  writeFileSync(fileURLToPath(new URL('results/sizes.json', import.meta.url)), `${JSON.stringify(result, null, 2)}\n`);
