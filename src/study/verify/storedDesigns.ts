import type { Scenario } from '../../model/scenario.ts';
import { isSymbolLevel } from '../../problems/capabilities.ts';
import type { PrecoderDesign } from '../../problems/types.ts';
import type { ConicStatus } from '../../conic/status.ts';
import type { ErrorDrawsAnswer } from '../../montecarlo/kernels/errorDraws.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import { gridOf } from '../sinrGridSchema.ts';
import type { DesignRow } from '../tables/designRow.ts';
import type { StoredColumns } from '../tables/readColumns.ts';
import { precoderOffset } from '../tables/precodersTable.ts';
import { transmitOffset } from '../tables/transmitTable.ts';

/** Rows of a table by the design that they belong to. */
export function rowsByDesign(stored: StoredColumns): Map<bigint, number[]> {
  const rows = new Map<bigint, number[]>();
  (stored.columns.get('design_id') ?? []).forEach((id, row) => {
    const key = id as bigint;
    const list = rows.get(key);
    if (list) list.push(row);
    else rows.set(key, [row]);
  });
  return rows;
}

/**
 * Precoders of a block-level design from its rows of table `precoders`, in the layout of `PrecoderDesign`; null where a row is
 * missing, double or out of range.
 */
export function storedPrecoders(
  { task }: GridTask,
  stored: StoredColumns,
  rows: readonly number[],
): Float64Array | null {
  const { scenario } = task;
  const { cells, usersPerCell, txAntennas } = scenario;
  const comp = task.scheme.endsWith('CoMP');
  return gather(scenario, cells * usersPerCell * (comp ? cells : 1), stored, rows, (row) => {
    const [bs, cell, user] = ['bs', 'cell', 'user'].map((name) => stored.columns.get(name)?.[row] as number) as [
      number,
      number,
      number,
    ];
    const fits = isIndex(bs, cells) && isIndex(cell, cells) && isIndex(user, usersPerCell) && (comp || bs === cell);
    return fits ? precoderOffset(scenario, comp, bs, cell, user) / (2 * txAntennas) : null;
  });
}

/** Transmit vectors of a symbol-level design from its rows of table `transmit`, as `storedPrecoders`. */
export function storedTransmit(
  { task }: GridTask,
  stored: StoredColumns,
  rows: readonly number[],
): Float64Array | null {
  const { scenario } = task;
  const { cells, txAntennas, frameLength } = scenario;
  const comp = task.scheme.endsWith('CoMP');
  return gather(scenario, cells * frameLength, stored, rows, (row) => {
    const [bs, symbol] = ['bs', 'symbol'].map((name) => stored.columns.get(name)?.[row] as number) as [number, number];
    const fits = isIndex(bs, cells) && isIndex(symbol, frameLength);
    return fits ? transmitOffset(scenario, comp, bs, symbol) / (2 * txAntennas) : null;
  });
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}

function gather(
  { txAntennas }: Scenario,
  blocks: number,
  stored: StoredColumns,
  rows: readonly number[],
  blockOf: (row: number) => number | null,
): Float64Array | null {
  const seen = new Set<number>();
  const vectors = new Float64Array(2 * txAntennas * blocks);
  for (const row of rows) {
    const block = blockOf(row);
    const weights = stored.columns.get('weights')?.[row];
    if (block === null || !(weights instanceof Float64Array) || weights.length < 2 * txAntennas) return null;
    seen.add(block);
    vectors.set(weights.subarray(0, 2 * txAntennas), 2 * txAntennas * block);
  }
  return seen.size === blocks && rows.length === blocks ? vectors : null;
}

/**
 * A design as far as the stored tables tell it: its vectors, and what the solver claimed of it. What only the relaxation knows (its
 * covariances and their CRB) is not stored and is NaN.
 */
export function storedDesign(
  grid: GridTask,
  designs: StoredColumns,
  row: number,
  vectors: Float64Array | null,
  tighten: number,
): PrecoderDesign {
  const { form, scenario } = grid.task;
  const cell = (name: string): unknown => designs.columns.get(name)?.[row] ?? null;
  const claimed = cell('sinr_program_db');
  const symbolLevel = grid.task.symbols !== undefined;
  return {
    status: cell('status') as ConicStatus,
    iterations: cell('iterations') as number,
    solverIterations: cell('solver_iterations') as number,
    solverPath: cell('solver_path') as PrecoderDesign['solverPath'],
    merit: (cell('merit') as number | null) ?? Number.NaN,
    crbBound: new Float64Array(scenario.cells).fill(Number.NaN),
    crbLower: new Float64Array(scenario.cells).fill(Number.NaN),
    meanCrbLower: Number.NaN,
    certificates: [],
    sinrBound: form.kind === 'threshold' ? (form.threshold * (1 + tighten)) / (1 + tighten) : linear(claimed),
    precoders: symbolLevel ? null : vectors,
    ...(symbolLevel ? { transmit: vectors } : {}),
    rankRatio: (cell('rank_ratio') as number | null) ?? Number.NaN,
    extraction: cell('extraction') as PrecoderDesign['extraction'],
    convergence: [],
    normalization: null,
  };
}

/**
 * A design that has the vectors which a stored one would have, and whose metrics nobody knows: its rows have the right number, and the right values in all columns that
 * need no vectors (`ColumnInfo.given`).
 *
 * @param stored of `storedDesign` without vectors.
 */
export function withUnknownVectors(grid: GridTask, stored: PrecoderDesign, study: Study): DesignRow {
  const { cells, usersPerCell, txAntennas, frameLength } = grid.task.scenario;
  const symbolLevel = isSymbolLevel(grid.task.scheme);
  const senders = symbolLevel || !grid.task.scheme.endsWith('CoMP') ? 1 : cells;
  const vectors = new Float64Array(2 * txAntennas * cells * (symbolLevel ? frameLength : usersPerCell * senders)).fill(
    1,
  );
  return {
    ...grid,
    design: symbolLevel ? { ...stored, transmit: vectors } : { ...stored, precoders: vectors },
    metrics: {
      crb: new Float64Array(cells).fill(1),
      crbFull: new Float64Array(cells).fill(1),
      amplitudeCrb: new Float64Array(2 * cells).fill(1),
      sinr: 1,
      exact: 1,
      bound: 1,
      outage: null,
      meetsClaim: false,
      holdsOverBall: false,
      failed: [],
      powerUsed: new Float64Array(cells),
      leakageUsed: 0,
    },
    errors: study.realizations.errors > 0 ? unknownErrors(study, cells * usersPerCell) : null,
    failure: null,
  };
}

/** Distributions of which only the number of rows and of draws is known. */
function unknownErrors({ realizations, output }: Study, users: number): ErrorDrawsAnswer {
  const none = new Float64Array(0);
  const unknown = {
    draws: realizations.errors,
    grid: gridOf(output.sinrGridDb),
    reference: 1,
    firstBin: 0,
    counts: none,
    below: [],
    tail: none,
    tailDraws: none,
    mean: 1,
    squares: 0,
  };
  return {
    smallest: unknown,
    users: output.perUser ? Array.from({ length: users }, () => unknown) : [],
    rows: new Float64Array(output.tables.includes('errors') ? realizations.errors : 0).fill(1),
  };
}

function linear(db: unknown): number {
  return typeof db === 'number' ? 10 ** (db / 10) : Number.NaN;
}
