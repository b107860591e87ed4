/**
 * Our solver against Clarabel, SCS and CVXOPT in one run (bench/README.md): `npm run bench:peers`, with
 * `-- --json` for one JSON line on stdout, `--all` for harder cases too, `--symbol-level` for the symbol-level programs alone, `--designs` for whole designs
 * alone (`--seconds 900`: for the peer over all cases; `--only SLP`: the cases whose names contain this). Without the Python packages only our own times are measured.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchCase, CASES, feasibleDraws, programsOf } from '../../src/problems/benchmark/cases.ts';
import { median } from '../../src/model/median.ts';
import { type PipelineRun, runPipeline } from '../../src/problems/benchmark/pipeline.ts';
import { measureDesigns } from './designs/measureDesigns.ts';
import { logDesignHead, logDesignRow } from './designs/table.ts';
import { type PeerFiles, writePeerFiles } from './instances.ts';
import { log } from './log.ts';
import { type PeerRun, peerVersions, peersMissing, runPeer } from './python.ts';
import { probeScsSolver } from './scsSolver.ts';
import { measureSlowPeers } from './slowPeers.ts';
import { summarise } from './summary.ts';
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
/** Seconds for the peer's whole designs where none are asked for. */
const DESIGN_SECONDS = 900;

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

/** Machine, versions and tolerances, and why there is no peer. */
async function circumstances(missing: string | null): Promise<object> {
  return {
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version },
    versions: missing === null ? await peerVersions() : {},
    tolerance: { ours: 1e-8, peers: TOLERANCE },
    ...(missing === null ? {} : { skipped: missing }),
  };
}

/** Whole designs alone. */
async function measureWholeDesigns(folder: string, missing: string | null): Promise<void> {
  const option = (name: string): string | undefined => {
    const at = process.argv.indexOf(name);
    return at === -1 ? undefined : process.argv[at + 1];
  };
  const seconds = Number(option('--seconds') ?? DESIGN_SECONDS);
  const only = option('--only') ?? '';
  if (!(seconds > 0)) throw new Error('--seconds: expected a number above 0');
  logDesignHead();
  const designs = await measureDesigns(folder, missing, { only, seconds }, logDesignRow);
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ designs, ...(await circumstances(missing)) })}\n`);
}

async function main(): Promise<void> {
  const missing = await peersMissing();
  if (missing !== null) log(`peers are skipped: ${missing}; set ISAC_MC_PYTHON to a Python that has them`);
  const folder = await mkdtemp(join(tmpdir(), 'isac-mc-peers-'));
  try {
    if (process.argv.includes('--designs')) return await measureWholeDesigns(folder, missing);
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
    const slow = await measureSlowPeers(prepared, missing);
    const scsSolver = await probeScsSolver();
    if (!symbolAlone) log(`scs-solver (npm): ${scsSolver.status}, ${scsSolver.note}`);
    if (!process.argv.includes('--json')) return;
    process.stdout.write(
      `${JSON.stringify({ cases, symbolLevel, ...slow, scsSolver, ...(await circumstances(missing)) })}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
