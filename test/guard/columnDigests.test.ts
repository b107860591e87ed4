import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESIGNS, ROBUSTNESS, SCHEMES, startBackend, stopBackend, studyJsonSchema } from '../../src/index.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { type Cell, readTables } from './columns.ts';
import { arithmeticDigest, changedColumns, digestsOf, numericsVersion, readDigests } from './digests.ts';
import { OUTPUT_NAMES, writeOutput } from './outputs.ts';

const folder = temporaryFolder();
const stored = readDigests();

beforeAll(async () => {
  await startBackend('cpu');
});
afterAll(stopBackend);

/** Tables that a study can have. */
function tableNames(): string[] {
  const schema = studyJsonSchema() as {
    properties: { output: { properties: { tables: { anyOf: [{ enum: string[] }] } } } };
  };
  return schema.properties.output.properties.tables.anyOf[0].enum;
}

const comparable = arithmeticDigest() === stored.arithmetic;
const reason = comparable ? '' : `: skipped, because Math gives other last digits than in Node ${stored.node}`;

describe.runIf(comparable)(`no number of the cpu backend has changed${reason}`, () => {
  it.each(OUTPUT_NAMES)('%s', async (name) => {
    await writeOutput(folder, name);
    expect(changedColumns(stored.outputs[name] ?? {}, digestsOf(readTables(folder, name)))).toEqual([]);
  });

  it('the digests are those of all outputs and of this numerics version (npm run guard:write after a raise)', () => {
    expect(Object.keys(stored.outputs)).toEqual(OUTPUT_NAMES);
    expect(numericsVersion(folder, OUTPUT_NAMES[0] ?? '')).toBe(stored.numerics);
  });

  it('the studies have every table, scheme, design, robustness and status', () => {
    const tables = OUTPUT_NAMES.map((name) => readTables(folder, name));
    const values = (column: string): Cell[] => tables.flatMap((t) => t['designs']?.[column] ?? []);
    expect(tables.flatMap((t) => Object.keys(t))).toEqual(expect.arrayContaining(tableNames()));
    expect(values('scheme')).toEqual(expect.arrayContaining([...SCHEMES]));
    expect(values('design')).toEqual(expect.arrayContaining([...DESIGNS]));
    expect(values('robustness')).toEqual(expect.arrayContaining([...ROBUSTNESS]));
    expect(values('status')).toEqual(expect.arrayContaining(['optimal', 'infeasible', 'failed']));
  });
});
