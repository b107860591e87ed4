import { ResumableError } from '../../errors.ts';
import { ChunkLedger } from '../chunkLedger.ts';
import type { Chunk } from '../chunks.ts';
import { readManifests } from '../manifest.ts';
import type { TableName } from '../tables/tableNames.ts';
import { neededChunks } from '../stopping/stopMonitor.ts';
import { openStudyDirectory } from '../studyDirectory.ts';
import { planStudy, type StudyPlan } from '../studyPlan.ts';
import { tableLayout, tablesOf } from '../tables/studyTables.ts';
import { checkFolders, checkManifests, checkSuccess } from './checkDirectory.ts';
import { type Finding, Findings } from './findings.ts';
import { isClaim } from './checkRows.ts';
import { REDRAWN, redrawsAll } from './redrawErrors.ts';
import { verifyChunk } from './verifyChunk.ts';

/** Across versions of Node and processors Math.sin and its like may differ in their last digits. */
const ELSEWHERE = 1e-9;
/** Claims that table `certificates` proves. */
const PROVEN = new Set(['rcrb_lower_deg', 'rcrb_lower_bs_deg']);
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export interface VerifyOptions {
  /** Recompute the metrics of about so many designs, evenly spread; default all. */
  readonly designs?: number;
  /** Largest deviation of a recomputed number (relative; in dB for values in dB), 0: bit for bit. Default: see `VerifyReport`. */
  readonly tolerance?: number;
  /** Where the channel file of the study is, if it was moved since. */
  readonly channelFile?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What `verifyStudy` looked at and found. */
export interface VerifyReport {
  readonly directory: string;
  /** Of the study. */
  readonly hash: string;
  /** True when every chunk is there. */
  readonly complete: boolean;
  readonly chunks: number;
  /** Chunks that are not there, or not all of their files, by id. */
  readonly missing: readonly number[];
  /** Rows checked, by table. */
  readonly rows: Readonly<Partial<Record<TableName, number>>>;
  /** Designs with stored precoders or transmit vectors. */
  readonly designed: number;
  /** Those of them whose metrics were recomputed. */
  readonly recomputed: number;
  /** Designs that certificates prove infeasible, and designs whose lower bounds they prove; null where the study has no table `certificates`. */
  readonly proven: { readonly infeasible: number; readonly bounded: number } | null;
  /** Designs without precoders whose status is neither solved nor `infeasible` (`numericalError`, `iterationLimit`): no certificate says why, and only `--solve` computes them again. */
  readonly undecided: number;
  /** Rows with status `failed`: they hold a message and no number. */
  readonly failedRows: number;
  /**
   * What was made again of the CSI errors of a design, where that is not all: the first ones, and those of its smallest SINRs. Only with these were the counts, outages, quantiles,
   * means and variances of table sinr_distribution compared. Null where all errors were made again, or none is drawn.
   */
  readonly redrawn: { readonly draws: number; readonly first: number; readonly smallest: number } | null;
  /** 0: bit for bit, as it is where the same version of Node wrote study.json on the same kind of machine; else 1e-9. */
  readonly tolerance: number;
  /** Largest deviation within the tolerance. */
  readonly largestDeviation: number;
  /** Columns that only the solver knows: checked for consistency, not recomputed. */
  readonly claims: readonly string[];
  /** Findings in all; the first 1000 of them. */
  readonly findingCount: number;
  readonly findings: readonly Finding[];
}

/**
 * Checks everything that a study directory claims: checksums, schema and encoding of every file, the rows of the grid, and every
 * metric, recomputed in float64 from the stored precoders, transmit vectors and seeds by the model alone.
 *
 * @throws InputError when there is no readable study, or its channel file cannot be used.
 */
export function verifyStudy(root: string, options: VerifyOptions = {}): VerifyReport {
  const directory = openStudyDirectory(root, options.channelFile);
  const { study } = directory;
  const plan = planStudy(study);
  const { points } = plan;
  const ledger = new ChunkLedger(root, tablesOf(study));
  const chunks = chunksOf(plan, ledger);
  // a runner would not compute it again
  const present = chunks.filter((c) => ledger.isListed(c));
  const missing = chunks.filter((c) => !ledger.isListed(c)).map((c) => c.id);
  const findings = new Findings();
  checkFolders(directory, chunks, findings);
  checkManifests(directory, readManifests(root), plan.chunks, findings);

  const here = directory.node === process.version && directory.platform === `${process.platform}-${process.arch}`;
  const comparison = { tolerance: options.tolerance ?? (here ? 0 : ELSEWHERE), largest: 0 };
  const all = present.reduce((n, c) => n + (c.end - c.first) * points.length, 0);
  const share = (options.designs ?? all) / all;
  // multiples of the golden ratio modulo 1 are evenly spread and out of step with any grid
  const isSampled = (id: bigint): boolean => share >= 1 || (Number(id) * GOLDEN) % 1 < share;
  const context = { directory, points, comparison, findings, isSampled };
  const rows: Partial<Record<TableName, number>> = {};
  const proven = { infeasible: 0, bounded: 0 };
  const stores = tablesOf(study).includes('certificates');
  const count = { designed: 0, recomputed: 0, undecided: 0, failedRows: 0 };
  options.onProgress?.(0, present.length);
  present.forEach((chunk, i) => {
    const seen = verifyChunk(context, chunk, ledger.lines(chunk));
    for (const [table, n] of Object.entries(seen.rows) as [TableName, number][]) rows[table] = (rows[table] ?? 0) + n;
    count.designed += seen.designed;
    count.recomputed += seen.recomputed;
    proven.infeasible += seen.infeasible;
    proven.bounded += seen.bounded;
    count.undecided += seen.undecided;
    count.failedRows += seen.failed;
    options.onProgress?.(i + 1, present.length);
  });
  checkSuccess(directory, chunks, missing, count.failedRows, findings);
  return {
    directory: root,
    hash: directory.hash,
    complete: missing.length === 0,
    chunks: chunks.length,
    missing,
    rows,
    ...count,
    proven: stores ? proven : null,
    redrawn: redrawsAll(study)
      ? null
      : {
          draws: study.realizations.errors,
          first: REDRAWN,
          smallest: Math.min(study.output.smallest, study.realizations.errors),
        },
    tolerance: comparison.tolerance,
    largestDeviation: comparison.largest,
    claims: tablesOf(study).flatMap((t) =>
      tableLayout(t, study).columns.flatMap((c) => {
        const checked = t === 'certificates' || (stores && PROVEN.has(c.name));
        return isClaim(c, study.sweep.rho !== undefined) && !checked ? [`${t}.${c.name}`] : [];
      }),
    ),
    findingCount: findings.count,
    findings: findings.kept,
  };
}

/** The chunks that the study consists of; all where a file that its rule needs cannot be read, which is a finding of its own. */
function chunksOf(plan: StudyPlan, ledger: ChunkLedger): readonly Chunk[] {
  try {
    return neededChunks(plan, ledger);
  } catch (error) {
    if (error instanceof ResumableError) return plan.chunks;
    throw error;
  }
}
