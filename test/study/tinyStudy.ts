import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { afterAll } from 'vitest';
import { parseStudy } from '../../src/study/parseStudy.ts';
import type { Study } from '../../src/study/schema.ts';

/** Two cells with one user and two antennas each; every draw reaches 5 dB and none reaches 60 dB, which fills the null columns. */
export const TINY = `title: tiny
seed: '3'
scenario: { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 }
schemes: BLP-CBF
design: joint
robustness: guaranteed
sweep: { thresholdDb: [5, 60] }
realizations: { channels: 3, errors: 4 }
`;

export function tinyStudy(change: (text: string) => string = (t) => t): Study {
  return parseStudy(change(TINY), 'tiny.yaml');
}

/** A new directory, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isac-mc-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function chunkFiles(out: string, table: string): string[] {
  const folder = join(out, 'data', table);
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

export function readTables(out: string, table: string): Table[] {
  return chunkFiles(out, table).map((file) => tableFromIPC(readFileSync(file)));
}

/** Rows of a table of a study directory, in the order of its files. */
export function readRows(out: string, table: string): Record<string, unknown>[] {
  return readTables(out, table).flatMap((t) =>
    Array.from({ length: t.numRows }, (_, i) => (t.get(i) as { toJSON(): Record<string, unknown> }).toJSON()),
  );
}

/** Every file under data/ with its bytes, as hex. */
export function dataBytes(out: string): Map<string, string> {
  return new Map(
    readdirSync(join(out, 'data'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.arrow'))
      .sort()
      .map((name) => [name, readFileSync(join(out, 'data', name)).toString('hex')]),
  );
}
