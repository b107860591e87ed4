import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { flatten, outputNames, readTables, type Tables, writeTables } from './columns.ts';
import { differences } from './differences.ts';
import { changedColumns, digestsOf } from './digests.ts';

const third = 1 / 3;
const before: Tables = {
  designs: {
    rcrb: [third, 2, null],
    lists: [[1, third], null],
    zero: [0],
    unknown: [Number.NaN],
    status: ['optimal', 'infeasible'],
    id: [1n],
    met: [true],
  },
};

/** The tables with other values in some columns, and what is said of them. */
function compared(columns: Tables[string]): { changed: string[]; found: object[] } {
  const after = { designs: { ...before['designs'], ...columns } };
  return {
    changed: changedColumns(digestsOf(before), digestsOf(after)),
    found: differences(before, after).map(({ column, numbers, others }) => ({ column, numbers, others })),
  };
}

describe('two builds', () => {
  it('that are alike have no differences', () => {
    expect(compared({})).toEqual({ changed: [], found: [] });
  });

  it.each([
    ['rcrb', [third + 2 ** -54, 2, null], 1, 0],
    ['lists', [[1, third + 2 ** -54], null], 1, 0],
    ['zero', [-0], 1, 0],
    ['unknown', [null], 0, 1],
    ['unknown', [1], 0, 1],
    ['rcrb', [third, 2, Number.NaN], 0, 1],
    ['rcrb', [third, 2], 0, 1],
    ['status', ['optimal', 'optimal'], 0, 1],
    ['id', [2n], 0, 1],
    ['met', ['true'], 0, 1],
  ])('differ in a single value: case %#, of %s', (column, cells, numbers, others) => {
    expect(compared({ [column]: cells })).toEqual({
      changed: [`designs.${column}: other values`],
      found: [{ column: `designs.${column}`, numbers, others }],
    });
  });

  it('differ in columns that one of them does not have', () => {
    const after: Tables = { designs: { rcrb: before['designs']?.['rcrb'] ?? [] }, errors: { sinr: [] } };
    expect(changedColumns(digestsOf(before), digestsOf(after))).toEqual([
      ...['lists', 'zero', 'unknown', 'status', 'id', 'met'].map((name) => `designs.${name}: gone`),
      'errors.sinr: new',
    ]);
  });

  it('differ by the size that is reported', () => {
    const [difference] = differences({ t: { x: [1, 4] } }, { t: { x: [1, 5] } });
    expect(difference).toMatchObject({ absolute: 1, relative: 0.2, first: { row: 1, before: 4, after: 5 } });
  });
});

it('a result in memory is read back bit for bit, by the path of each value', () => {
  const folder = temporaryFolder();
  const result = [
    { x: Float64Array.of(-0, Number.NaN, third), none: [], status: null },
    { x: [Infinity], at: { y: 'NaN' } },
  ];
  writeTables(join(folder, 'answers.json'), { table: flatten(result) });
  expect(outputNames(folder)).toEqual(['answers']);
  expect(readTables(folder, 'answers')).toEqual({
    table: {
      '[].x[]': [-0, Number.NaN, third, Infinity],
      '[].none[]': [],
      '[].status': [null],
      '[].at.y': ['NaN'],
    },
  });
});
