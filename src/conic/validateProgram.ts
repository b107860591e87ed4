import { InputError } from '../errors.ts';
import { requireFewRows, requireSmallBlocks } from './memoryLimits.ts';
import { scalarColumns, type ConicProgram, type ProgramShape, type PsdData, type PsdGroup } from './program.ts';
import type { ConicSettings } from './solution.ts';
import { validateRowBlocks } from './validateRowBlocks.ts';

function integer(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new InputError(`${name}: expected an integer of at least ${least}, got ${value}`);
}

function length(name: string, actual: number, expected: number, meaning: string): void {
  if (actual !== expected) throw new InputError(`${name}: expected ${expected} elements (${meaning}), got ${actual}`);
}

/** Every number of a batch passes here. */
function finite(name: string, values: Float64Array): void {
  for (let at = 0; at < values.length; at++)
    if (!Number.isFinite(values[at]))
      throw new InputError(`${name}: expected finite numbers, got ${values[at]} at index ${at}`);
}

/** Every element in from .. below-1. */
function indices(name: string, values: Int32Array, from: number, below: number): void {
  const at = values.findIndex((v) => v < from || v >= below);
  if (at >= 0)
    throw new InputError(`${name}: expected indices from ${from} to ${below - 1}, got ${values[at]} at index ${at}`);
}

function validateGroup(name: string, group: PsdGroup, rows: number): void {
  const { size, count, vectors, terms, denseCount, denseRow, coupled } = group;
  integer(`${name}.size`, size, 1);
  integer(`${name}.count`, count, 1);
  integer(`${name}.vectors`, vectors, 0);
  integer(`${name}.denseCount`, denseCount, 0);
  length(`${name}.terms.right`, terms.right.length, terms.left.length, 'as many as terms.left');
  length(`${name}.terms.row`, terms.row.length, count * terms.left.length, 'count * terms');
  length(`${name}.denseRow`, denseRow.length, count * denseCount, 'count * denseCount');
  indices(`${name}.terms.left`, terms.left, 0, vectors);
  indices(`${name}.terms.right`, terms.right, 0, vectors);
  indices(`${name}.terms.row`, terms.row, -1, rows + 1);
  indices(`${name}.denseRow`, denseRow, -1, rows + 1);
  if (!coupled) return;
  if (coupled.inputs.length === 0 || coupled.axes.length === 0)
    throw new InputError(`${name}.coupled: expected at least one input and one axis, got an empty list`);
  indices(`${name}.coupled.inputs`, coupled.inputs, 0, vectors);
  indices(`${name}.coupled.axes`, coupled.axes, 0, vectors);
}

function validateShape(shape: ProgramShape): void {
  integer('shape.rows', shape.rows, 1);
  integer('shape.nonneg', shape.nonneg, 0);
  shape.secondOrder.forEach((g, i) => {
    integer(`shape.secondOrder[${i}].size`, g.size, 1);
    integer(`shape.secondOrder[${i}].count`, g.count, 1);
  });
  shape.psd.forEach((g, i) => {
    validateGroup(`shape.psd[${i}]`, g, shape.rows);
  });
  const columns = scalarColumns(shape);
  if (columns === 0 && shape.psd.length === 0) throw new InputError('shape: expected at least one variable, got none');
  length('shape.entryColumn', shape.entryColumn.length, shape.entryRow.length, 'as many as entryRow');
  indices('shape.entryRow', shape.entryRow, 0, shape.rows + 1);
  indices('shape.entryColumn', shape.entryColumn, 0, columns);
  const seen = new Set<number>();
  shape.entryRow.forEach((row, e) => {
    const column = shape.entryColumn[e] as number;
    const key = row * columns + column;
    if (seen.has(key))
      throw new InputError(`shape.entryRow: expected one entry per place, got row ${row}, column ${column} twice`);
    seen.add(key);
  });
  validateRowBlocks(shape);
  requireFewRows('shape.rows', shape.rowBlock ? shape.rowBlock.filter((block) => block < 0).length : shape.rows);
  requireSmallBlocks('shape', shape);
}

/** Hermitian to rounding: the solver reads the Hermitian part, so a plainly different matrix is a mistake of the caller. */
function hermitian(name: string, values: Float64Array, n: number): void {
  const block = 2 * n * n;
  for (let o = 0; o < values.length; o += block) {
    if (isHermitian(values, o, n)) continue; // to the last bit, as most are: there is nothing to measure
    let size = 0;
    let skew = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const p = o + 2 * (i * n + j);
        const q = o + 2 * (j * n + i);
        size = Math.max(size, Math.abs(values[p] as number), Math.abs(values[p + 1] as number));
        skew = Math.max(
          skew,
          Math.abs((values[p] as number) - (values[q] as number)),
          Math.abs((values[p + 1] as number) + (values[q + 1] as number)),
        );
      }
    if (skew > 1e-9 * size)
      throw new InputError(`${name}: expected Hermitian matrices, got one that differs from its adjoint by ${skew}`);
  }
}

/** True where the matrix at `start` equals its adjoint. */
function isHermitian(values: Float64Array, start: number, n: number): boolean {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const p = start + 2 * (i * n + j);
      const q = start + 2 * (j * n + i);
      if (values[p] !== values[q] || values[p + 1] !== -(values[q + 1] as number)) return false;
    }
  return true;
}

const checkedShapes = new WeakSet<ProgramShape>();

/**
 * Refuses a program whose arrays do not fit its shape, whose indices are out of range or whose numbers are not finite.
 *
 * @throws InputError naming the field, what was expected and what came.
 */
export function validateProgram(program: ConicProgram): void {
  const { shape, data } = program;
  if (!checkedShapes.has(shape)) {
    validateShape(shape);
    checkedShapes.add(shape);
  }
  const { batch } = data;
  integer('data.batch', batch, 1);
  const array = (name: string, values: Float64Array, expected: number, meaning: string): void => {
    length(name, values.length, expected, meaning);
    finite(name, values);
  };
  array('data.rhs', data.rhs, batch * shape.rows, 'batch * rows');
  array('data.entries', data.entries, batch * shape.entryRow.length, 'batch * entries');
  length('data.psd', data.psd.length, shape.psd.length, 'one per PSD group of the shape');
  shape.psd.forEach((group, g) => {
    const { vectors, weights, dense } = data.psd[g] as PsdData;
    const { size } = group;
    const blocks = batch * group.count;
    array(`data.psd[${g}].vectors`, vectors, blocks * group.vectors * size * 2, 'batch * count * vectors * size * 2');
    array(`data.psd[${g}].weights`, weights, blocks * group.terms.left.length * 2, 'batch * count * terms * 2');
    const expected = blocks * group.denseCount * size * size * 2;
    array(`data.psd[${g}].dense`, dense, expected, 'batch * count * denseCount * size * size * 2');
    hermitian(`data.psd[${g}].dense`, dense, size);
  });
}

/**
 * Refuses settings that make no sense.
 *
 * @param stateSize length of one program's warm-start state.
 * @throws InputError naming the field.
 */
export function validateSettings(settings: ConicSettings, batch: number, stateSize: number): void {
  const { tolerance, maxIterations, warmStart } = settings;
  if (tolerance !== undefined && !(tolerance > 0 && tolerance < 1))
    throw new InputError(`settings.tolerance: expected a number between 0 and 1, got ${tolerance}`);
  if (maxIterations !== undefined) integer('settings.maxIterations', maxIterations, 1);
  if (warmStart) length('settings.warmStart', warmStart.length, batch * stateSize, 'batch * state size');
}
