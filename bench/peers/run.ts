/**
 * Our solver against Clarabel, SCS and CVXOPT in one run (bench/README.md): `npm run bench:peers`, with
 * `-- --json` for one JSON line on stdout, `--all` for harder cases too, `--symbol-level` for the symbol-level programs alone. Without the Python packages only our own times are measured.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchCase, CASES, feasibleDraws, programsOf } from '../../src/problems/benchmark/cases.ts';
import { median } from '../../src/model/median.ts';
import { type PipelineRun, runPipeline } from '../../src/problems/benchmark/pipeline.ts';
import { type PeerFiles, writePeerFiles } from './instances.ts';
import { type PeerRun, peerVersions, peersMissing, runPeer } from './python.ts';
import { probeScsSolver } from './scsSolver.ts';
import { measureSymbolLevel, type SymbolLevelRow } from './symbolLevel.ts';

/** Thresholds that some draws cannot reach, and the design that holds over the whole error ball. */
const HARDER_CASES: readonly BenchCase[] = [
  { name: 'BLP-CBF 20 dB', scheme: 'BLP-CBF', csiErrorRadius: 0, robustness: 'none', thresholdDb: 20 },
  { name: 'BLP-CoMP 30 dB', scheme: 'BLP-CoMP', csiErrorRadius: 0, robustness: 'none', thresholdDb: 30 },
  { name: 'd=0.01 paper', scheme: 'BLP-CoMP', csiErrorRadius: 0.01, robustness: 'paper', thresholdDb: 30 },
  { name: 'd=0.01 guaranteed', scheme: 'BLP-CoMP', csiErrorRadius: 0.01, robustness: 'guaranteed', thresholdDb: 30 },
];

const BATCH = 64;
const REPEATS = 5;
const INSTANCES = 12;
const TOLERANCE = 1e-6;

const log = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

interface Prepared {
  readonly benchCase: BenchCase;
  readonly objectives: ReadonlyMap<string, number>;
  readonly files: readonly PeerFiles[];
  readonly ours: OurTimes;
}

interface OurTimes {
  /** Per program, merit 1e-8 (our default) and the peers' 1e-6. */
  readonly oursMs: number;
  readonly oursMsAt1e6: number;
  readonly split: PipelineRun['split'];
  readonly certified: string;
  readonly iterations: number;
}

async function prepare(benchCase: BenchCase, folder: string, place: number): Promise<Prepared> {
  const draws = await feasibleDraws(benchCase, BATCH);
  await runPipeline(benchCase, draws);
  const runs: PipelineRun[] = [];
  const loose: PipelineRun[] = [];
  for (let i = 0; i < REPEATS; i++) {
    runs.push(await runPipeline(benchCase, draws));
    loose.push(await runPipeline(benchCase, draws, { tolerance: TOLERANCE }));
  }
  const part = (name: keyof PipelineRun['split']): number => median(runs.map((r) => r.split[name])) / BATCH;
  const [run] = runs;
  if (run === undefined) throw new Error('no run');
  const programs = draws.flatMap((draw) => programsOf(draw, benchCase)).slice(0, INSTANCES);
  const objectives = new Map<string, number>();
  const files: PeerFiles[] = [];
  for (const [i, program] of programs.entries()) {
    const written = await writePeerFiles(folder, `case${place}-${i}`, program);
    const objective = run.solutions[i]?.objective ?? Number.NaN;
    objectives.set(written.instance, objective);
    objectives.set(written.reduced, objective);
    files.push(written);
  }
  const ours = {
    oursMs: median(runs.map((r) => r.totalMs)) / BATCH,
    oursMsAt1e6: median(loose.map((r) => r.totalMs)) / BATCH,
    split: {
      build: part('build'),
      solve: part('solve'),
      extract: part('extract'),
      check: part('check'),
      finish: part('finish'),
    },
    certified: `${run.meetsClaim}/${run.draws} draws`,
    iterations: run.solutions.reduce((sum, s) => sum + s.iterations, 0) / run.solutions.length,
  };
  return { benchCase, objectives, files, ours };
}

interface PeerSummary {
  readonly ms: number | null;
  readonly compileMs: number | null;
  readonly statuses: Record<string, number>;
  /** Largest relative difference of the objective from ours; null without a solution. */
  readonly maxObjectiveError: number | null;
  readonly problems: number;
  readonly failure: string | null;
}

function summarise({ lines, failure }: PeerRun, objectives: ReadonlyMap<string, number>): PeerSummary {
  const statuses: Record<string, number> = {};
  const errors: number[] = [];
  for (const line of lines) {
    statuses[line.status] = (statuses[line.status] ?? 0) + 1;
    const ours = objectives.get(line.file);
    if (line.objective !== null && ours !== undefined) errors.push(Math.abs(line.objective - ours) / ours);
  }
  const middle = (values: number[]): number | null => (values.length > 0 ? 1000 * median(values) : null);
  return {
    ms: middle(lines.map((l) => l.solveSeconds)),
    compileMs: middle(lines.map((l) => l.compileSeconds)),
    statuses,
    maxObjectiveError: errors.length > 0 ? Math.max(...errors) : null,
    problems: lines.length,
    failure,
  };
}

async function clarabel({ benchCase, files, objectives, ours }: Prepared, missing: string | null): Promise<object> {
  const none: PeerRun = { lines: [], failure: missing };
  const instances = files.map((f) => f.instance);
  const programs = files.map((f) => f.reduced);
  const literal = summarise(missing === null ? await runPeer('literal.py', instances, 300) : none, objectives);
  const reduced = summarise(missing === null ? await runPeer('reduced.py', programs, 300) : none, objectives);
  const ratio = (ms: number | null): number | null => (ms === null ? null : ms / ours.oursMs);
  const show = (x: number | null): string =>
    (x === null ? '-' : x < 1e-3 ? x.toExponential(1) : x.toPrecision(3)).padStart(10);
  log(
    `${benchCase.name.padEnd(17)}${show(ours.oursMs)}${show(literal.ms)}${show(reduced.ms)}${show(ratio(literal.ms))}` +
      `${show(ratio(reduced.ms))}${show(literal.maxObjectiveError)}${show(reduced.maxObjectiveError)}   ${ours.certified}`,
  );
  const errors = [literal, reduced].flatMap((s) => s.maxObjectiveError ?? []);
  return {
    case: benchCase.name,
    thresholdDb: benchCase.thresholdDb,
    robustness: benchCase.robustness,
    ...ours,
    clarabelLiteralMs: literal.ms,
    clarabelReducedMs: reduced.ms,
    ratioLiteral: ratio(literal.ms),
    ratioLiteralAt1e6: literal.ms === null ? null : literal.ms / ours.oursMsAt1e6,
    ratioReduced: ratio(reduced.ms),
    cvxpyCompileMs: literal.compileMs,
    statuses: { literal: literal.statuses, reduced: reduced.statuses },
    maxObjectiveError: errors.length > 0 ? Math.max(...errors) : null,
    maxObjectiveErrorLiteral: literal.maxObjectiveError,
    maxObjectiveErrorReduced: reduced.maxObjectiveError,
    peerProblems: literal.problems,
    ...((literal.failure ?? reduced.failure) ? { failure: literal.failure ?? reduced.failure } : {}),
  };
}

/** A slow peer on one or two problems of a case, its time bounded. */
async function slowPeer(
  solver: 'SCS' | 'CVXOPT',
  prepared: Prepared,
  problems: number,
  seconds: number,
): Promise<object> {
  const args = [
    '--solver',
    solver,
    '--time-limit',
    String(seconds),
    ...prepared.files.slice(0, problems).map((f) => f.instance),
  ];
  const run = await runPeer('literal.py', args, 2 * problems * seconds + 30);
  const summary = summarise(run, prepared.objectives);
  const reason = summary.failure === null ? '' : `, skipped: ${summary.failure}`;
  const states = Object.entries(summary.statuses).map(([s, n]) => `${n} x ${s}`);
  log(
    `${solver.padEnd(7)}${prepared.benchCase.name.padEnd(17)}${summary.ms?.toPrecision(3) ?? '-'} ms, ${states.join(', ')}, ` +
      `objective off by ${summary.maxObjectiveError?.toPrecision(2) ?? '-'} relative${reason}`,
  );
  return { case: prepared.benchCase.name, ...summary };
}

function logSymbolLevel(row: SymbolLevelRow): void {
  const show = (x: number | null): string => (x === null ? '-' : x.toPrecision(3));
  const digits = (x: number | null): string => x?.toExponential(7) ?? '-';
  const values = row.objectives.map((o) => `${digits(o.ours)}/${digits(o.clarabel)}`);
  const peer = `literal ${show(row.clarabelLiteralMs)} ms (${row.statuses.join(', ')}), ratio ${show(row.ratioLiteral)}`;
  const skipped = row.failure === null ? '' : `, skipped: ${row.failure}`;
  log(
    `${row.case.padEnd(17)} ours ${show(row.oursMs)} ms (1e-6: ${show(row.oursMsAt1e6)}), ${peer}, objectives ours/Clarabel ${values.join(' ')}${skipped}`,
  );
}

async function main(): Promise<void> {
  const missing = await peersMissing();
  if (missing !== null) log(`peers are skipped: ${missing}; set ISAC_MC_PYTHON to a Python that has them`);
  const folder = await mkdtemp(join(tmpdir(), 'isac-mc-peers-'));
  try {
    log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, milliseconds per program, medians`);
    log('case                   ours   literal   reduced   ratio-l   ratio-r     err-l     err-r   certified');
    const prepared: Prepared[] = [];
    const cases: object[] = [];
    const symbolAlone = process.argv.includes('--symbol-level');
    const measured = symbolAlone ? [] : process.argv.includes('--all') ? [...CASES, ...HARDER_CASES] : CASES;
    for (const [i, benchCase] of measured.entries()) {
      const one = await prepare(benchCase, folder, i);
      prepared.push(one);
      cases.push(await clarabel(one, missing));
    }
    const symbolLevel = await measureSymbolLevel(folder, missing, logSymbolLevel);
    const scs: object[] = [];
    const cvxopt: object[] = [];
    if (missing === null) {
      for (const one of prepared.slice(0, 2)) scs.push(await slowPeer('SCS', one, 1, 20));
      for (const [i, one] of prepared.slice(0, 3).entries())
        cvxopt.push(await slowPeer('CVXOPT', one, i < 2 ? 2 : 1, 60));
    }
    const scsSolver = await probeScsSolver();
    if (!symbolAlone) log(`scs-solver (npm): ${scsSolver.status}, ${scsSolver.note}`);
    if (!process.argv.includes('--json')) return;
    const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
    const versions = missing === null ? await peerVersions() : {};
    const skipped = missing === null ? {} : { skipped: missing };
    process.stdout.write(
      `${JSON.stringify({ cases, symbolLevel, scs, cvxopt, scsSolver, machine, versions, tolerance: { ours: 1e-8, peers: TOLERANCE }, ...skipped })}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
