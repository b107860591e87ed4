import { InputError } from '../../errors.ts';
import {
  blockCoordinates,
  type BlockGroup,
  type BlockRows,
  type ConeGroup,
  type ConeRows,
  type ConicInput,
  type ConicRows,
  type ParsedInput,
  type ParsedRows,
} from './conicInput.ts';
import { requireFewVariables } from '../memoryLimits.ts';
import { flatten, nestedDims, type BatchedNumbers } from './numbers.ts';

function count(name: string, value: number | undefined, least: number): number {
  const v = value ?? least;
  if (!Number.isInteger(v) || v < least)
    throw new InputError(`${name}: expected an integer of at least ${least}, got ${v}`);
  return v;
}

const NONE: ParsedRows = {
  count: 0,
  matrix: { values: new Float64Array(0), perProgram: false },
  rhs: { values: new Float64Array(0), perProgram: false },
};

/** @param mostRhs magnitude that a right-hand side may have; default that of every number. */
function parseRows(name: string, rows: ConicRows | undefined, n: number, batch: number, mostRhs?: number): ParsedRows {
  if (!rows) return NONE;
  const nested = nestedDims(rows.matrix);
  let m = rows.rows;
  if (m === undefined && nested) m = nested.length === 3 ? nested[1] : nested[0];
  if (m === undefined && batch === 1) m = rows.matrix.length / n;
  if (m === undefined)
    throw new InputError(
      `${name}.rows: expected the number of rows beside a flat matrix in a batch of ${batch}, got none`,
    );
  if (!Number.isInteger(m) || m < 1)
    throw new InputError(
      `${name}.matrix: expected at least one row of ${n} numbers, got ${rows.matrix.length} numbers`,
    );
  const matrix = flatten(`${name}.matrix`, rows.matrix, [m, n], batch);
  return { count: m, matrix, rhs: flatten(`${name}.rhs`, rows.rhs, [m], batch, mostRhs) };
}

function coneGroup(name: string, g: ConeGroup): ConeGroup {
  return { size: count(`${name}.size`, g.size, 1), count: count(`${name}.count`, g.count, 1) };
}

function blockGroup(name: string, g: BlockGroup): Required<BlockGroup> {
  return { ...coneGroup(name, g), real: g.real ?? false };
}

/** The rows of all groups one after the other; per program where those of one group are. */
function stackRows(parts: readonly ParsedRows[], n: number, batch: number): ParsedRows {
  const [first] = parts;
  if (!first) return NONE;
  const stack = (field: 'matrix' | 'rhs', width: number): BatchedNumbers => {
    const perProgram = parts.some((p) => p[field].perProgram);
    const programs = perProgram ? batch : 1;
    const total = parts.reduce((s, p) => s + p.count * width, 0);
    const values = new Float64Array(programs * total);
    for (let i = 0, at = 0; i < programs; i++)
      for (const part of parts) {
        const size = part.count * width;
        const from = part[field].perProgram ? i * size : 0;
        values.set(part[field].values.subarray(from, from + size), at);
        at += size;
      }
    return { values, perProgram };
  };
  return { count: parts.reduce((s, p) => s + p.count, 0), matrix: stack('matrix', n), rhs: stack('rhs', 1) };
}

/**
 * Checks the shapes and numbers of an input and flattens it.
 *
 * @throws InputError naming the field, what was expected and what came.
 */
export function parseConicInput(input: ConicInput): ParsedInput {
  const batch = count('batch', input.batch ?? 1, 1);
  const { cones } = input;
  const free = count('cones.free', cones.free, 0);
  const nonneg = count('cones.nonneg', cones.nonneg, 0);
  const secondOrder = (cones.secondOrder ?? []).map((g, i) => coneGroup(`cones.secondOrder[${i}]`, g));
  const psd = (cones.psd ?? []).map((g, i) => blockGroup(`cones.psd[${i}]`, g));
  let n = free + nonneg;
  for (const g of secondOrder) n += g.size * g.count;
  for (const g of psd) n += g.count * blockCoordinates(g.size, g.real);
  if (n === 0) throw new InputError('cones: expected at least one variable, got none');
  requireFewVariables('batch', batch * n);
  const equality = parseRows('equality', input.equality, n, batch);
  const inequality = parseRows('inequality', input.inequality, n, batch, Infinity); // no bound from 1e20 on
  const parts: ParsedRows[] = [];
  const addRows = (name: string, rows: ConeRows | BlockRows, m: number): void => {
    const matrix = flatten(`${name}.matrix`, rows.matrix, [m, n], batch);
    parts.push({ count: m, matrix, rhs: flatten(`${name}.rhs`, rows.rhs, [m], batch) });
  };
  const constraintSecondOrder = (input.constraints?.secondOrder ?? []).map((g, i) => {
    const name = `constraints.secondOrder[${i}]`;
    const group = coneGroup(name, g);
    addRows(name, g, group.size * group.count);
    return group;
  });
  const constraintPsd = (input.constraints?.psd ?? []).map((g, i) => {
    const name = `constraints.psd[${i}]`;
    const group = blockGroup(name, g);
    addRows(name, g, group.count * blockCoordinates(group.size, group.real));
    return group;
  });
  return {
    batch,
    n,
    free,
    nonneg,
    secondOrder,
    psd,
    cost: flatten('cost', input.cost, [n], batch),
    equality,
    inequality,
    constraints: stackRows(parts, n, batch),
    constraintSecondOrder,
    constraintPsd,
  };
}
