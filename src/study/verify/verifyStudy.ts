import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChunkLedger } from '../chunkLedger.ts';
import { type Chunk, chunkFile } from '../chunks.ts';
import { type ManifestLine, readManifests } from '../manifest.ts';
import type { TableName } from '../schema.ts';
import { neededChunks } from '../stopping/stopMonitor.ts';
import { type Success, successOf } from '../success.ts';
import { type StudyDirectory, openStudyDirectory } from '../studyDirectory.ts';
import { planStudy } from '../studyPlan.ts';
import { tableLayout, tablesOf } from '../tables/studyTables.ts';
import { type Finding, Findings } from './findings.ts';
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
  /** Rows with status `failed`: they hold a message and no number. */
  readonly failedRows: number;
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
  const chunks = neededChunks(plan, new ChunkLedger(root, tablesOf(study)));
  const listed = new Map<number, ManifestLine[]>();
  for (const line of readManifests(root).finished) listed.set(line.chunk, [...(listed.get(line.chunk) ?? []), line]);
  const present = chunks.filter((c) => isPresent(directory, c, listed));
  const missing = chunks.filter((c) => !present.includes(c)).map((c) => c.id);
  const findings = new Findings();
  checkFolders(directory, chunks, missing, findings);

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
  const count = { designed: 0, recomputed: 0, failedRows: 0 };
  options.onProgress?.(0, present.length);
  present.forEach((chunk, i) => {
    const seen = verifyChunk(context, chunk, listed.get(chunk.id) ?? []);
    for (const [table, n] of Object.entries(seen.rows) as [TableName, number][]) rows[table] = (rows[table] ?? 0) + n;
    count.designed += seen.designed;
    count.recomputed += seen.recomputed;
    proven.infeasible += seen.infeasible;
    proven.bounded += seen.bounded;
    count.failedRows += seen.failed;
    options.onProgress?.(i + 1, present.length);
  });
  if (directory.complete && missing.length === 0) checkSuccess(root, count.failedRows, findings);
  return {
    directory: root,
    hash: directory.hash,
    complete: missing.length === 0,
    chunks: chunks.length,
    missing,
    rows,
    ...count,
    proven: stores ? proven : null,
    tolerance: comparison.tolerance,
    largestDeviation: comparison.largest,
    claims: tablesOf(study).flatMap((t) =>
      tableLayout(t, study).columns.flatMap((c) => {
        const checked = t === 'certificates' || (stores && PROVEN.has(c.name));
        return c.claim && !checked ? [`${t}.${c.name}`] : [];
      }),
    ),
    findingCount: findings.count,
    findings: findings.kept,
  };
}

/** A chunk counts as there once it is listed and has every file: a runner would not compute it again. */
function isPresent({ root, study }: StudyDirectory, chunk: Chunk, listed: ReadonlyMap<number, unknown>): boolean {
  return listed.has(chunk.id) && tablesOf(study).every((t) => existsSync(join(root, 'data', t, chunkFile(chunk))));
}

/** Nothing but the files of the study may stand in data/, and _SUCCESS only over all of them. */
function checkFolders(
  { root, study, hash, complete }: StudyDirectory,
  chunks: readonly Chunk[],
  missing: readonly number[],
  findings: Findings,
): void {
  const stray = (file: string): void =>
    findings.add({ file, row: null, column: null, expected: 'a file of this study', found: 'another one' });
  const tables: readonly string[] = tablesOf(study);
  const names = new Set(chunks.map(chunkFile));
  for (const folder of readdirOrEmpty(join(root, 'data'))) {
    if (!tables.includes(folder)) stray(join('data', folder));
    else
      for (const name of readdirOrEmpty(join(root, 'data', folder)))
        if (!names.has(name)) stray(join('data', folder, name));
  }
  if (!complete) return;
  const finding = { file: '_SUCCESS', row: null, column: null };
  if (missing.length > 0)
    findings.add({ ...finding, expected: 'every chunk beside it', found: `none of ${missing.join(', ')}` });
  const claimed = readSuccess(root)?.hash;
  if (claimed !== hash) findings.add({ ...finding, expected: `hash ${hash}`, found: `hash ${String(claimed)}` });
}

/** _SUCCESS must count the failed rows. */
function checkSuccess(root: string, failed: number, findings: Findings): void {
  const claimed = readSuccess(root)?.failed;
  if (claimed === failed) return;
  const finding = { file: '_SUCCESS', row: null, column: null };
  findings.add({ ...finding, expected: `${failed} failed rows`, found: String(claimed) });
}

function readSuccess(root: string): Partial<Success> | null {
  try {
    return successOf(readFileSync(join(root, '_SUCCESS'), 'utf8'));
  } catch {
    return null; // found as one without a hash
  }
}

function readdirOrEmpty(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
