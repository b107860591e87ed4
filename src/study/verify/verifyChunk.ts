import { join } from 'node:path';
import { type Chunk, chunkFile } from '../chunks.ts';
import { type GridTask, chunkTasks } from '../chunkTasks.ts';
import { designOutcome } from '../designOutcome.ts';
import type { GridPoint } from '../grid.ts';
import type { ManifestLine } from '../manifest.ts';
import type { Study } from '../schema.ts';
import type { TableName } from '../tables/tableNames.ts';
import type { StudyDirectory } from '../studyDirectory.ts';
import type { CellValue } from '../tables/column.ts';
import type { DesignRow } from '../tables/designRow.ts';
import { tableLayout, tableMetadata, tablesOf } from '../tables/studyTables.ts';
import { checkCertificates } from './checkCertificates.ts';
import { checkClaims } from './checkClaims.ts';
import { checkDistribution } from './checkDistribution.ts';
import { checkConvergence } from './checkConvergence.ts';
import { checkFailedRow } from './checkFailedRow.ts';
import { checkFeasibility } from './checkFeasibility.ts';
import { checkFile } from './checkFile.ts';
import { judgedDesign } from './judgedDesign.ts';
import { checkLowerBounds } from './checkLowerBounds.ts';
import { checkMetrics } from './checkMetrics.ts';
import { checkOutage } from './checkOutage.ts';
import { type OpenTable, checkOrder, checkRows } from './checkRows.ts';
import { checkBeampattern, checkErrors, checkSer } from './checkRowsOfDesign.ts';
import type { Comparison } from './compareCells.ts';
import type { Findings } from './findings.ts';
import { checkAgainstDraws, redrawErrors, redrawsAll } from './redrawErrors.ts';
import { recomputeMetrics } from './recomputeMetrics.ts';
import { rowsByDesign, storedDesign, storedPrecoders, storedTransmit, withUnknownVectors } from './storedDesigns.ts';

/** What the rows that a design has in a table must agree on with one another and with the design. */
const OWN_ROWS = [
  ['errors', checkErrors],
  ['sinr_distribution', checkDistribution],
  ['ser', checkSer],
  ['beampatterns', checkBeampattern],
] as const;

/** What was looked at in a chunk. */
export interface ChunkCount {
  readonly rows: Readonly<Partial<Record<TableName, number>>>;
  /** Designs with vectors. */
  readonly designed: number;
  /** Designs whose metrics were recomputed. */
  readonly recomputed: number;
  /** Designs that certificates prove infeasible. */
  readonly infeasible: number;
  /** Designs with lower bounds that certificates prove. */
  readonly bounded: number;
  /** Designs without vectors whose status is neither solved nor infeasible: no certificate says why. */
  readonly undecided: number;
  /** Rows of draws that could not be computed. */
  readonly failed: number;
}

/** What a whole study shares. */
export interface VerifyContext {
  readonly directory: StudyDirectory;
  readonly points: readonly GridPoint[];
  readonly comparison: Comparison;
  readonly findings: Findings;
  /** True when the metrics of this design are to be recomputed. */
  readonly isSampled: (id: bigint) => boolean;
}

/** Verifies the files of one chunk. */
export function verifyChunk(context: VerifyContext, chunk: Chunk, listed: readonly ManifestLine[]): ChunkCount {
  const { directory, points, findings, comparison, isSampled } = context;
  const { study, hash, root } = directory;
  const tables = new Map<TableName, OpenTable>();
  const rows: Partial<Record<TableName, number>> = {};
  for (const table of tablesOf(study)) {
    const file = join('data', table, chunkFile(chunk));
    const layout = tableLayout(table, study);
    const stored = checkFile(
      { root, file, table, layout, metadata: tableMetadata(table, hash, chunk.id), listed },
      findings,
    );
    rows[table] = stored?.rows ?? 0;
    if (stored) tables.set(table, { file, layout, stored });
  }
  const size = BigInt(points.length);
  const [first, end] = [BigInt(chunk.first) * size, BigInt(chunk.end) * size];
  for (const table of tables.values()) checkOrder(table, first, end, findings);

  const designs = tables.get('designs');
  const count = { designed: 0, recomputed: 0, infeasible: 0, bounded: 0, undecided: 0, failed: 0 };
  if (!designs) return { rows, ...count };
  const byDesign = new Map([...tables].map(([name, table]) => [name, rowsByDesign(table.stored)]));
  const rowsOf = (name: TableName, id: bigint): readonly number[] => byDesign.get(name)?.get(id) ?? [];
  const rebuilt: DesignRow[] = [];
  const unknown: DesignRow[] = [];
  const grids = chunkTasks(study, points, chunk);
  checkLowerBounds(designs, grids, byDesign.get('designs') ?? new Map(), findings);
  checkFeasibility(designs, grids, byDesign.get('designs') ?? new Map(), findings);
  for (const grid of grids) {
    const own = rowsOf('designs', grid.id);
    const [row] = own;
    if (row === undefined || own.length !== 1) {
      const found = `${own.length} rows`;
      findings.add({
        file: designs.file,
        row: row ?? null,
        column: 'design_id',
        expected: `one row ${grid.id}`,
        found,
      });
      continue;
    }
    if (checkFailedRow(designs, grid, row, findings)) {
      count.failed++;
      for (const [name, { file }] of tables) {
        const [other] = rowsOf(name, grid.id);
        if (name === 'designs' || other === undefined) continue;
        findings.add({
          file,
          row: other,
          column: null,
          expected: `no rows of design ${grid.id}, which failed`,
          found: 'some',
        });
      }
      continue;
    }
    const cell = (column: string): CellValue => designs.stored.columns.get(column)?.[row] ?? null;
    const vectors = vectorsOf(grid, tables, byDesign, study, findings);
    if (vectors) count.designed++;
    if (designOutcome(cell('status') as string).undecided) count.undecided++;
    // every design with vectors has a leakage
    const has = vectors === undefined ? cell('leakage_used') !== null : vectors !== null;
    const judged = judgedDesign(designs, row, { grid, has, study }, findings);
    checkClaims(judged);
    checkMetrics(judged);
    checkOutage(judged);
    const convergence = tables.get('convergence');
    if (convergence)
      checkConvergence(convergence, grid, rowsOf('convergence', grid.id), cell, has, study, comparison, findings);
    const certificates = tables.get('certificates');
    if (certificates && isSampled(grid.id)) {
      const proofs = rowsOf('certificates', grid.id);
      const { tighten } = study.solver;
      const proven = checkCertificates(designs, row, certificates, proofs, grid, tighten, comparison, findings);
      if (proven === 'infeasible') count.infeasible++;
      if (proven === 'bound') count.bounded++;
    }
    for (const [name, check] of OWN_ROWS) {
      const table = tables.get(name);
      if (table) check({ table, rows: rowsOf(name, grid.id), grid, design: cell, study, comparison, findings });
    }
    const design = storedDesign(grid, designs.stored, row, vectors ?? null, study.solver.tighten);
    if (has && (!vectors || !isSampled(grid.id))) unknown.push(withUnknownVectors(grid, design, study));
    else {
      const metrics = recomputeMetrics(designs.file, row, grid, design, study, findings);
      rebuilt.push({ ...grid, design, metrics, errors: null, failure: null });
      if (vectors) count.recomputed++;
    }
  }
  const drawn = redrawErrors(rebuilt, study);
  const distributions = tables.get('sinr_distribution');
  // without their distributions the metrics of more draws than are made again are unknown
  const lost = !redrawsAll(study) && !distributions;
  if (lost)
    unknown.push(...rebuilt.flatMap((r) => (r.metrics && r.design ? [withUnknownVectors(r, r.design, study)] : [])));
  const known = lost ? rebuilt.filter((row) => row.metrics === null) : rebuilt;
  const complete = known.map((row) => {
    const answer = drawn.get(row.id);
    if (!answer || redrawsAll(study) || !distributions) return { ...row, errors: answer ?? null };
    const own = rowsOf('sinr_distribution', row.id);
    const errors = checkAgainstDraws(distributions, own, row, answer, study, comparison, findings);
    return { ...row, errors };
  });
  for (const [name, table] of tables) {
    // distributions of more draws than are made again were compared before
    const columns = name === 'sinr_distribution' && !redrawsAll(study) ? 'given' : 'all';
    checkRows(table, complete, byDesign.get(name) ?? new Map(), columns, comparison, findings);
    // one frame is enough where no rate is compared
    const { columns: own } = table.layout;
    const layout = tableLayout(name, { ...study, realizations: { ...study.realizations, frames: 1 } });
    checkRows(
      { ...table, layout: { ...layout, columns: own } },
      unknown,
      byDesign.get(name) ?? new Map(),
      'given',
      comparison,
      findings,
    );
  }
  const counts = listed.map((line) => line.failed ?? 0);
  if (!counts.includes(count.failed)) {
    const expected = `${count.failed} failed rows of chunk ${chunk.id}`;
    findings.add({ file: 'manifest', row: null, column: null, expected, found: counts.join(' or ') });
  }
  return { rows, ...count };
}

/** Vectors of a design; null where it has none, undefined where they are not stored or not whole. */
function vectorsOf(
  grid: GridTask,
  tables: ReadonlyMap<TableName, OpenTable>,
  byDesign: ReadonlyMap<TableName, ReadonlyMap<bigint, readonly number[]>>,
  study: Study,
  findings: Findings,
): Float64Array | null | undefined {
  const name = grid.task.symbols === undefined ? 'precoders' : 'transmit';
  if (!tablesOf(study).includes(name)) return undefined;
  const table = tables.get(name);
  if (!table) return undefined; // the file has a finding already
  const rows = byDesign.get(name)?.get(grid.id) ?? [];
  const [row] = rows;
  if (row === undefined) return null;
  const vectors = (name === 'precoders' ? storedPrecoders : storedTransmit)(grid, table.stored, rows);
  if (vectors) return vectors;
  const { file } = table;
  findings.add({ file, row, column: null, expected: `one row for each vector of design ${grid.id}`, found: 'others' });
  return undefined;
}
