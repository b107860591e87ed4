import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportParquet } from '../../src/analysis/exportParquet.ts';
import { plotStudy } from '../../src/analysis/figures/plotStudy.ts';
import { writeReport } from '../../src/analysis/report/writeReport.ts';
import { InputError, IsacError, ResumableError } from '../../src/errors.ts';
import { extractDesign } from '../../src/study/extractDesign.ts';
import { finishStudy } from '../../src/study/finishStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { summarize } from '../../src/study/summary.ts';
import type { TableName } from '../../src/study/tables/tableNames.ts';
import type { CellValue } from '../../src/study/tables/column.ts';
import { tableLayout, tableMetadata } from '../../src/study/tables/studyTables.ts';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import { studyHash } from '../../src/study/hash.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { chunkFiles, temporaryFolder, tinyStudy } from './tinyStudy.ts';
import { copyOf, forge, forgeRows } from './verify/tamper.ts';

const study = tinyStudy(
  (t) => `${t}stop: { metric: error_sinr_db, statistic: proportion, below: 5, halfWidth: 0.4, minimum: 3 }\n`,
);
const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(study, { out });
});

const OPTIONS = { formats: ['json'], select: [], band: 'confidence', medians: 'all' } as const;

/** Everything that reads the values of a study directory, with the tables of which it needs every file. */
const READERS: readonly [string, readonly string[], (root: string) => unknown][] = [
  ['plot', ['designs', 'sinr_distribution', 'convergence', 'precoders'], (root) => plotStudy(root, OPTIONS)],
  ['report', ['designs', 'sinr_distribution', 'convergence', 'precoders'], (root) => writeReport(root)],
  ['export', ['designs', 'errors', 'convergence', 'precoders', 'sinr_distribution'], (root) => exportParquet(root)],
  ['extract', ['designs', 'precoders'], (root) => extractDesign(root, 0n)],
  ['summary', ['designs'], (root) => summarize(root)],
  ['finish', ['designs', 'errors', 'convergence', 'precoders', 'sinr_distribution'], (root) => finishStudy(root)],
];

const refused = async (read: () => unknown): Promise<unknown> => {
  try {
    await read();
  } catch (error) {
    return error;
  }
  return null;
};

describe.each(READERS)('%s', (_name, needed, read) => {
  it.each(needed)('names a file of %s of which a bit was turned round', async (table) => {
    const copy = copyOf(out);
    const [file = ''] = chunkFiles(copy, table);
    const bytes = readFileSync(file);
    for (const at of [12, Math.floor(bytes.length / 2), bytes.length - 40]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 4;
      writeFileSync(file, changed);
      const error = await refused(() => read(copy));
      expect(error).toBeInstanceOf(ResumableError);
      expect((error as Error).message).toBe(
        `${file}: expected the checksum listed in ${join(copy, 'manifest')}, got another one: the file is damaged`,
      );
    }
  });

  it('does not wait for a pipe in the place of a file', async () => {
    const copy = copyOf(out);
    const [file = ''] = chunkFiles(copy, 'designs');
    rmSync(file);
    execFileSync('mkfifo', [file]);
    const error = await refused(() => read(copy));
    expect(error).toBeInstanceOf(ResumableError);
    expect((error as Error).message).toBe(`${file}: cannot be read (expected a file, got a named pipe)`);
  });
});

describe.each(READERS.filter(([name]) => name !== 'finish'))(
  '%s of files with forged checksums',
  (_name, _needed, read) => {
    it.each<[string, (root: string) => void, RegExp]>([
      ['no Arrow file', (root) => forge(root, 'designs', Buffer.from('ARROW1 and no more')), /\(not an Arrow file\)$/],
      [
        'another table',
        (root) => forge(root, 'designs', readFileSync(chunkFiles(root, 'errors')[0] ?? '')),
        /\(isac_mc\.table: expected designs, got errors\)$/,
      ],
      [
        'another chunk',
        (root) => forge(root, 'designs', readFileSync(chunkFiles(root, 'designs')[1] ?? '')),
        /\(isac_mc\.chunk: expected 0, got 1\)$/,
      ],
      [
        'other columns',
        (root) => {
          const columns = [{ name: 'x', type: 'int32', description: 'x', get: (r: number) => r }] as const;
          forge(root, 'designs', arrowFile(columns, [1], tableMetadata('designs', studyHash(study), 0)));
        },
        /\(column design_id: expected type "int64", got no such column\)$/,
      ],
    ])('names a file that holds %s', async (_what, change, message) => {
      const copy = copyOf(out);
      change(copy);
      const error = await refused(() => read(copy));
      expect(error).toBeInstanceOf(ResumableError);
      expect((error as Error).message).toMatch(
        /data\/designs\/part-00000\.arrow: expected table designs of this study, got/,
      );
      expect((error as Error).message).toMatch(message);
    });
  },
);

describe('figures of files with forged checksums', () => {
  it.each<[TableName, string, CellValue]>([
    ['designs', 'design_id', 5n],
    ['designs', 'point', 7],
    ['designs', 'realization', 2 ** 31 - 1],
    ['designs', 'scheme', '<script>'],
    ['designs', 'robustness', 'none'],
    ['designs', 'cells', 2 ** 31 - 1],
    ['designs', 'users_per_cell', -1],
    ['designs', 'tx_antennas', 2 ** 31 - 1],
    ['designs', 'threshold_db', 1e300],
    ['designs', 'csi_error_radius', Number.NaN],
    ['precoders', 'bs', 2 ** 31 - 1],
  ])('are refused where %s.%s is %s, which no row of the study has', async (table, column, value) => {
    const copy = copyOf(out);
    forgeRows(copy, study, table, (rows) => rows.map((r, i) => (i === 0 ? { ...r, [column]: value } : r)));
    const error = await refused(() => plotStudy(copy, OPTIONS));
    expect(error).toBeInstanceOf(ResumableError);
    expect((error as Error).message).toMatch(new RegExp(`: table ${table}: expected [^\\n]+, got [^\\n]+$`));
  });

  it.each([1e300, 1e-300, 0, -1e300, Infinity, Number.NaN])(
    'are drawn or refused where every metric is %s',
    async (value) => {
      for (const table of ['designs', 'errors', 'convergence'] as const) {
        const copy = copyOf(out);
        const metrics = tableLayout(table, study).columns.filter((c) => c.type === 'float64' && !c.given);
        const forged = Object.fromEntries(metrics.map((c) => [c.name, value]));
        forgeRows(copy, study, table, (rows) => rows.map((r) => ({ ...r, ...forged })));
        const error = await refused(() => plotStudy(copy, OPTIONS));
        if (error !== null) expect(error).toBeInstanceOf(IsacError);
      }
    },
  );
});

describe('export', () => {
  it('replaces a pipe in the place of a file, and waits for nobody', () => {
    const folder = join(temporaryFolder(), 'parquet');
    const pipe = join(folder, 'designs', 'chunk=0', 'part.parquet');
    mkdirSync(join(pipe, '..'), { recursive: true });
    execFileSync('mkfifo', [pipe]);
    expect(exportParquet(out, { out: folder })).toMatchObject({ unchanged: 0 });
    expect(exportParquet(out, { out: folder })).toMatchObject({ unchanged: 18 });
  });
});

describe('a study directory', () => {
  it('has no results but those that are listed', async () => {
    const copy = copyOf(out);
    rmSync(join(copy, '_SUCCESS'));
    for (const name of readdirSync(join(copy, 'manifest'))) {
      const file = join(copy, 'manifest', name);
      const lines = readFileSync(file, 'utf8').split('\n');
      writeFileSync(file, lines.filter((line) => !line.startsWith('{"chunk":1,')).join('\n'));
    }
    // as a writer leaves it that is killed between the last file and its line
    writeFileSync(chunkFiles(copy, 'designs')[1] ?? '', 'unlisted');
    expect(studyStatus(copy).missing).toEqual([1]);
    expect(summarize(copy).map((line) => line.draws)).toEqual([2, 2]);
    expect(await plotStudy(copy, OPTIONS)).toMatchObject({ draws: 2, plannedDraws: 3 });
    expect(exportParquet(copy, { partial: true })).toMatchObject({ chunks: 2, missing: [1] });
    expect(() => extractDesign(copy, 2n)).toThrow(/part-00001\.arrow: not computed yet/);
    expect(verifyStudy(copy)).toMatchObject({ missing: [1], findings: [] });
  });

  it('shows what is there where a file of a listed chunk is gone', async () => {
    const copy = copyOf(out);
    rmSync(chunkFiles(copy, 'errors')[2] ?? '');
    expect(summarize(copy).map((line) => line.draws)).toEqual([2, 2]);
    expect(await plotStudy(copy, OPTIONS)).toMatchObject({ draws: 2, plannedDraws: 3 });
    expect(() => finishStudy(copy)).toThrow(/1 of 3 chunks are not done/);
  });

  it.each<[string, string]>([
    ['half a line', '{"chunk":0,"files":[{"table":"desi'],
    ['bytes that are no text', '\u0000\ufffd\u0001{{{'],
    ['a number', '7'],
    ['a chunk that is a text', '{"chunk":"0","files":[],"seconds":1,"host":"h"}'],
    ['files that are none', '{"chunk":0,"files":[null,3,{"table":1}],"seconds":1,"host":"h"}'],
    ['a time that is none', '{"chunk":0,"files":[],"seconds":"1","host":"h"}'],
    [
      'a checksum that is none',
      '{"chunk":0,"files":[{"table":"designs","rows":2,"sha256":{}}],"seconds":1,"host":"h"}',
    ],
    ['a failure without a reason', '{"chunk":0,"error":{},"host":"h"}'],
    ['a huge line', `{"chunk":0,"error":"${'x'.repeat(2 ** 21)}","host":"h"}`],
    ['a deep line', '['.repeat(200_000)],
  ])('passes over %s in a manifest', (_what, line) => {
    const copy = copyOf(out);
    const [name = ''] = readdirSync(join(copy, 'manifest'));
    appendFileSync(join(copy, 'manifest', name), `${line}\n`);
    writeFileSync(join(copy, 'manifest', 'another.jsonl'), line);
    expect(studyStatus(copy)).toMatchObject({ done: 3, complete: true, failed: [] });
    expect(summarize(copy)).toHaveLength(2);
  });

  it.each(['1', -1, 0.5, null])('does not count a chunk with %j failed rows as listed', (failed) => {
    const copy = copyOf(out);
    for (const name of readdirSync(join(copy, 'manifest'))) {
      const file = join(copy, 'manifest', name);
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace('{"chunk":1,', `{"chunk":1,"failed":${JSON.stringify(failed)},`));
    }
    expect(studyStatus(copy)).toMatchObject({ missing: [1], failedRows: 0 });
  });

  it.each<[string, (root: string) => void, RegExp]>([
    [
      'a manifest that is a file',
      (root) => {
        rmSync(join(root, 'manifest'), { recursive: true });
        writeFileSync(join(root, 'manifest'), '');
      },
      /manifest: expected a folder of the study, got a file/,
    ],
    [
      'a folder among the manifests',
      (root) => mkdirSync(join(root, 'manifest', 'x.jsonl')),
      /manifest\/x\.jsonl: cannot be read \(expected a file, got a folder\)/,
    ],
    [
      'a pipe among the manifests',
      (root) => execFileSync('mkfifo', [join(root, 'manifest', 'x.jsonl')]),
      /manifest\/x\.jsonl: cannot be read \(expected a file, got a named pipe\)/,
    ],
  ])('is refused in one line with %s', (_what, change, message) => {
    const copy = copyOf(out);
    change(copy);
    for (const read of [studyStatus, summarize, verifyStudy, exportParquet, finishStudy]) {
      expect(() => read(copy)).toThrow(InputError);
      expect(() => read(copy)).toThrow(message);
    }
  });

  it.each([
    ['', /_SUCCESS: cannot be read \(Unexpected end of JSON input\)$/],
    ['[]', /_SUCCESS: [^\n]+$/],
    ['{"hash":"x","chunks":3,"realizations":"all"}', /_SUCCESS: realizations: /],
    [
      '{"hash":"x","chunks":3,"realizations":3,"failed":0,"end":"2026-01-02"}',
      /_SUCCESS: expected hash [0-9a-f]{64}, got x$/,
    ],
  ])('is plotted only with a _SUCCESS of its own: %j', async (text, message) => {
    const copy = copyOf(out);
    writeFileSync(join(copy, '_SUCCESS'), text);
    const error = await refused(() => plotStudy(copy, OPTIONS));
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
  });
});
