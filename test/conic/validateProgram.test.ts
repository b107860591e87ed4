import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { ConicProgram, ProgramData, ProgramShape, PsdGroup } from '../../src/conic/program.ts';
import { validateProgram, validateSettings } from '../../src/conic/validateProgram.ts';
import { randomProgram } from './randomProgram.ts';

const { program } = randomProgram({
  seed: 61,
  batch: 2,
  rows: 3,
  nonneg: 2,
  secondOrder: [{ size: 3, count: 1 }],
  psd: [{ size: 3, count: 2, vectors: 4, termsPerRow: 1, coupled: { inputs: 1, axes: 3 } }],
});

const withShape = (change: Partial<ProgramShape>): ConicProgram => ({
  ...program,
  shape: { ...program.shape, ...change },
});
const withData = (change: Partial<ProgramData>): ConicProgram => ({ ...program, data: { ...program.data, ...change } });
const withGroup = (change: Partial<PsdGroup>): ConicProgram =>
  withShape({ psd: program.shape.psd.map((g) => ({ ...g, ...change })) });
const withPsd = (change: Partial<ProgramData['psd'][number]>): ConicProgram =>
  withData({ psd: program.data.psd.map((d) => ({ ...d, ...change })) });
function replaced<T extends Float64Array | Int32Array>(values: T, at: number, value: number): T {
  const out = values.slice() as T;
  out[at] = value;
  return out;
}
const first = program.shape.psd[0];
const firstData = program.data.psd[0];
if (!first || !firstData) throw new Error('the program has a group');

describe('validateProgram', () => {
  it('accepts a valid program', () => {
    expect(() => validateProgram(program)).not.toThrow();
  });

  const cases: Record<string, [ConicProgram, RegExp]> = {
    'no rows': [withShape({ rows: 0 }), /^shape\.rows: expected an integer of at least 1, got 0$/],
    'blocks that no memory holds': [
      withShape({ rows: 30_004, rowBlock: new Int32Array(30_004).fill(2).fill(-1, 0, 4) }),
      /^shape: expected normal equations of at most 3 GiB, got 6\.7 GiB: 3 blocks of up to 30000 rows, coupled cones included, and 4 others$/,
    ],
    'half a variable': [withShape({ nonneg: 1.5 }), /^shape\.nonneg: .* got 1\.5$/],
    'an empty cone': [withShape({ secondOrder: [{ size: 0, count: 1 }] }), /^shape\.secondOrder\[0\]\.size: /],
    'a row out of range': [
      withShape({ entryRow: replaced(program.shape.entryRow, 0, 4) }),
      /^shape\.entryRow: expected indices from 0 to 3, got 4 at index 0$/,
    ],
    'a column out of range': [
      withShape({ entryColumn: replaced(program.shape.entryColumn, 0, -1) }),
      /^shape\.entryColumn: /,
    ],
    'two entries in one place': [
      withShape({
        entryRow: replaced(program.shape.entryRow, 1, program.shape.entryRow[0] ?? 0),
        entryColumn: replaced(program.shape.entryColumn, 1, program.shape.entryColumn[0] ?? 0),
      }),
      /^shape\.entryRow: expected one entry per place/,
    ],
    'a vector slot out of range': [
      withGroup({ terms: { ...first.terms, left: replaced(first.terms.left, 0, 4) } }),
      /^shape\.psd\[0\]\.terms\.left: expected indices from 0 to 3, got 4 at index 0$/,
    ],
    'a term row out of range': [
      withGroup({ terms: { ...first.terms, row: replaced(first.terms.row, 0, -2) } }),
      /^shape\.psd\[0\]\.terms\.row: expected indices from -1 to 3, got -2/,
    ],
    'a coupled axis out of range': [
      withGroup({ coupled: { inputs: Int32Array.of(3), axes: Int32Array.of(0, 1, 9) } }),
      /^shape\.psd\[0\]\.coupled\.axes: /,
    ],
    'coupled cones without axes': [
      withGroup({ coupled: { inputs: Int32Array.of(3), axes: new Int32Array(0) } }),
      /^shape\.psd\[0\]\.coupled: /,
    ],
    'a right-hand side that is too short': [
      withData({ rhs: program.data.rhs.subarray(1) }),
      /^data\.rhs: expected 6 elements \(batch \* rows\), got 5$/,
    ],
    'an infinite right-hand side': [
      withData({ rhs: replaced(program.data.rhs, 2, Infinity) }),
      /^data\.rhs: expected finite numbers, got Infinity at index 2$/,
    ],
    'a NaN entry': [
      withData({ entries: replaced(program.data.entries, 3, NaN) }),
      /^data\.entries: .* NaN at index 3$/,
    ],
    'a batch that does not fit': [withData({ batch: 3 }), /^data\.rhs: expected 9 elements/],
    'data of a group missing': [withData({ psd: [] }), /^data\.psd: expected 1 elements/],
    'a NaN vector': [withPsd({ vectors: replaced(firstData.vectors, 0, NaN) }), /^data\.psd\[0\]\.vectors: /],
    'weights that are too long': [
      withPsd({ weights: new Float64Array(100) }),
      /^data\.psd\[0\]\.weights: expected 32 elements/,
    ],
    'a dense row that is not Hermitian': [
      withPsd({ dense: replaced(firstData.dense, 2, 100) }),
      /^data\.psd\[0\]\.dense: expected Hermitian matrices/,
    ],
  };
  for (const [what, [bad, message]] of Object.entries(cases))
    it(`refuses ${what}`, () => {
      expect(() => validateProgram(bad)).toThrow(InputError);
      expect(() => validateProgram(bad)).toThrow(message);
    });
});

describe('validateSettings', () => {
  it('accepts defaults and sensible numbers', () => {
    expect(() => validateSettings({}, 2, 5)).not.toThrow();
    expect(() =>
      validateSettings({ tolerance: 1e-6, maxIterations: 10, warmStart: new Float64Array(10) }, 2, 5),
    ).not.toThrow();
  });
  it.each([
    [{ tolerance: 0 }, /^settings\.tolerance: /],
    [{ tolerance: NaN }, /^settings\.tolerance: /],
    [{ maxIterations: 0 }, /^settings\.maxIterations: /],
    [{ maxIterations: 2.5 }, /^settings\.maxIterations: /],
    [{ warmStart: new Float64Array(9) }, /^settings\.warmStart: expected 10 elements/],
  ])('refuses %o', (settings, message) => {
    expect(() => validateSettings(settings, 2, 5)).toThrow(message);
  });
});
