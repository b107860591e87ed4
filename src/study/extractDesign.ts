import { InputError, ResumableError, VerificationError, invariant } from '../errors.ts';
import { type Evaluation, evaluatePrecoders } from '../problems/evaluatePrecoders.ts';
import { readInstance } from '../problems/instance.ts';
import { instanceOfDesign } from '../problems/instanceOfDesign.ts';
import { ChunkLedger } from './chunkLedger.ts';
import { studyChunks } from './chunks.ts';
import { type GridTask, chunkTasks } from './chunkTasks.ts';
import { FAILED } from './designOutcome.ts';
import { studyGrid } from './grid.ts';
import { extractErrorDraw } from './extractErrorDraw.ts';
import { extractWorstErrors } from './extractWorstErrors.ts';
import type { Study } from './schema.ts';
import type { TableName } from './tables/tableNames.ts';
import { readStored } from './storedTables.ts';
import { type StudyDirectory, openStudyDirectory } from './studyDirectory.ts';
import type { CellValue } from './tables/column.ts';
import { rcrbDeg } from './tables/designRow.ts';
import { decibel } from './decibel.ts';
import { type StoredColumns, columnsOf, rowsOf } from './tables/readColumns.ts';
import { tableLayout, tablesOf } from './tables/studyTables.ts';
import { rowsByDesign, storedDesign, storedPrecoders, storedTransmit } from './verify/storedDesigns.ts';

/** Largest deviation of a stored metric from that of the instance: relative, or in dB. */
const AGREEMENT = 1e-9;

/**
 * One design of a study as an instance file (format isac-mc-instance/1, test/reference/golden/README.md) with its vectors, the
 * convex programs that they are feasible for, their metrics under `evaluation`, and the stored row under `row`. The thresholds
 * are those that the solver was given (`solver.tighten` above the study's).
 *
 * @param id `design_id`.
 * @param options `channelFile`: where the study's channel file is, if it was moved; `draw`: also make this CSI error draw again, under `errorDraw`.
 * @throws InputError when there is no such design in the study, its draw failed, or its vectors are not stored.
 * @throws ResumableError when it was not computed yet, or a file is damaged.
 * @throws VerificationError when the row does not agree with its vectors to 1e-9.
 */
export function extractDesign(
  root: string,
  id: bigint,
  { channelFile, draw }: { readonly channelFile?: string; readonly draw?: number } = {},
): Record<string, unknown> {
  const directory = openStudyDirectory(root, channelFile);
  const { study, hash } = directory;
  const points = studyGrid(study);
  const size = BigInt(points.length);
  const last = BigInt(study.realizations.channels) * size - 1n;
  if (id < 0n || id > last) throw new InputError(`--row: expected a design_id from 0 to ${last}, got ${id}`);
  const realization = Number(id / size);
  const grid = chunkTasks(study, points, { first: realization, end: realization + 1 })[Number(id % size)];
  invariant(grid && grid.id === id, 'the tasks of a realization stand in the order of the grid');
  const table = grid.task.symbols === undefined ? 'precoders' : 'transmit';
  if (!tablesOf(study).includes(table))
    throw new InputError(
      `${root}: expected a study with stored precoders, got one without table ${table}`,
      'add precoders to output.tables of the study',
    );
  const read = tableReader(directory, realization);
  const designs = read('designs');
  const row = rowsByDesign(designs).get(id)?.[0];
  if (row === undefined) throw new VerificationError(`${root}: no row ${id} in its chunk`, 'isac-mc verify tells more');
  const record = rowsOf(tableLayout('designs', study).columns, designs)[row] ?? {};
  if (record['status'] === FAILED)
    throw new InputError(
      `--row ${id}: expected a design, got a draw that cannot be computed: ${String(record['failure'])}`,
      'isac-mc run --retry-failed computes it again',
    );
  const vectors = storedVectors(grid, read(table), record);
  const design = storedDesign(grid, designs, row, vectors, study.solver.tighten);
  const { sinrBound } = design;
  const { form } = grid.task;
  const threshold = form.kind === 'threshold' ? form.threshold * (1 + study.solver.tighten) : sinrBound;
  const instance = instanceOfDesign(grid.task, threshold, vectors, `design ${id} of ${hash.slice(0, 12)}`);
  const evaluation = vectors && evaluatePrecoders(readInstance(instance));
  if (evaluation) requireAgreement(record, evaluation, root);
  const worst = vectors && extractWorstErrors(grid, vectors);
  return {
    ...instance,
    study: { hash, title: study.title, design: grid.task.design },
    row: Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plain(value)])),
    ...(worst ? { worstErrors: worst } : {}),
    ...(draw === undefined
      ? {}
      : { errorDraw: extractErrorDraw(study, grid, design, draw, readDistributions(study, read)) }),
    ...(evaluation ? { evaluation: { ...(instance['evaluation'] as object), ...evaluation } } : {}),
  };
}

/** @throws InputError where no CSI errors are drawn. */
function readDistributions(study: Study, read: (table: TableName) => StoredColumns): StoredColumns {
  if (study.realizations.errors > 0) return read('sinr_distribution');
  throw new InputError('--draw: expected a study with realizations.errors above 0, got 0');
}

/** Reads tables of the chunk of a realization. */
function tableReader(directory: StudyDirectory, realization: number): (table: TableName) => StoredColumns {
  const { root, study } = directory;
  const chunk = studyChunks(study).find((c) => c.first <= realization && realization < c.end);
  invariant(chunk, 'every realization has a chunk');
  const ledger = new ChunkLedger(root, tablesOf(study));
  return (table) => {
    const content = ledger.isListed(chunk) ? readStored(directory, ledger, table, chunk) : null;
    if (content) return columnsOf(content);
    throw new ResumableError(
      `${ledger.path(table, chunk)}: not computed yet`,
      'run the study again to continue, then extract the design',
    );
  };
}

function storedVectors(grid: GridTask, stored: StoredColumns, record: Record<string, CellValue>): Float64Array | null {
  const rows = rowsByDesign(stored).get(grid.id) ?? [];
  if (rows.length === 0 && record['leakage_used'] === null) return null;
  const vectors = (grid.task.symbols ? storedTransmit : storedPrecoders)(grid, stored, rows);
  if (!vectors)
    throw new VerificationError(`the vectors of design ${grid.id} are not whole`, 'isac-mc verify tells more');
  return vectors;
}

/** The metrics of the instance must be those of the row: what is handed to others is what the study says. */
function requireAgreement(record: Record<string, CellValue>, evaluation: Evaluation, root: string): void {
  const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(numbers) : [value as number]);
  const weakest = (value: unknown): number | null => decibel(Math.min(...numbers(value)));
  const expected: [string, number | null, number][] = [
    ['sinr_db', weakest(evaluation.sinr), 1],
    ['worst_exact_sinr_db', weakest(evaluation.exactWorstCase.sinr), 1],
  ];
  // not defined in the weighted form at rho = 0
  if (record['rho'] !== 0) {
    const degrees = rcrbDeg(Float64Array.from(numbers(evaluation.crb)));
    expected.push(['rcrb_deg', degrees, degrees ?? 1]);
  }
  for (const [name, value, scale] of expected) {
    const stored = record[name] as number | null;
    const agrees = value === null || stored === null ? value === stored : Math.abs(value - stored) <= AGREEMENT * scale;
    if (!agrees)
      throw new VerificationError(
        `${root}: design ${String(record['design_id'])}: ${name}: expected ${value} of its vectors, found ${stored}`,
        'isac-mc verify tells more',
      );
  }
}

/** A value as JSON has it; 64-bit integers that fit a double as numbers. */
function plain(value: CellValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Float64Array ? [...value] : value;
}
