import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportParquet } from '../../src/analysis/exportParquet.ts';
import { runStudy } from '../../src/study/runner.ts';
import { summarize } from '../../src/study/summary.ts';
import { readRows, temporaryFolder, tinyStudy } from '../study/tinyStudy.ts';
import { python, whyNot } from './python.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/analytics.md', import.meta.url)), 'utf8');
/** Thresholds that some draws, most draws and no draw reach, two curves, with a worst case of 0 (null in dB) among the errors. */
const study = tinyStudy((t) =>
  t
    .replace('usersPerCell: 1', 'usersPerCell: 2')
    .replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0.1')
    .replace('BLP-CBF', '[BLP-CBF, SLP-CoMP]')
    .replace('guaranteed', 'none')
    .replace('txAntennas: 2', 'txAntennas: 4')
    .replace('[5, 60]', '[5, 25, 30, 33, 36, 60]')
    .replace('channels: 3, errors: 4', 'channels: 9, errors: 20'),
);
const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(study, { out });
  exportParquet(out);
});

/** The code below `tool:` in a section of the page, on our study. */
function recipe(section: string, tool: string): string {
  const part = PAGE.split(/^## /m).find((p) => p.startsWith(section)) ?? '';
  const code = new RegExp(`^${tool}:\\n+\`\`\`\\w+\\n([\\s\\S]*?)^\`\`\``, 'm').exec(part)?.[1];
  if (code === undefined) throw new Error(`docs/analytics.md has no recipe of ${tool} under ${section}`);
  return code.replaceAll(/output\/fig\d/g, out);
}

type Row = Record<string, unknown>;
/** Runs a Python recipe; rows of its `result` with infinities as text. */
function pythonRows(code: string, sql = false): Row[] {
  const run = sql ? `import duckdb\nresult = duckdb.sql("""${code}""").df()` : code;
  const frame = 'result = result.to_pandas() if hasattr(result, "to_pandas") else result';
  const print =
    'import json\nprint(json.dumps([{k: (v.item() if hasattr(v, "item") else v) for k, v in r.items()} for r in result.to_dict("records")]))';
  const text = python(['-c', [run, frame, print].join('\n')]);
  // JSON of Python: NaN and infinities are words
  return JSON.parse(
    text
      .replaceAll(/\bNaN\b/g, 'null')
      .replaceAll('-Infinity', '"-inf"')
      .replaceAll(/: Infinity/g, ': "inf"'),
  ) as Row[];
}

async function duckDbRows(sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  const rows = reader.getRowObjects();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const TOOLS = [
  ['DuckDB in Node', null, (section: string) => duckDbRows(recipe(section, 'DuckDB'))],
  ['DuckDB in Python', whyNot('duckdb', 'pandas'), (section: string) => pythonRows(recipe(section, 'DuckDB'), true)],
  ['Polars', whyNot('polars', 'pandas', 'pyarrow'), (section: string) => pythonRows(recipe(section, 'Polars'))],
  ['pandas', whyNot('pandas', 'pyarrow'), (section: string) => pythonRows(recipe(section, 'pandas'))],
] as const;

const number = (value: unknown): number => {
  if (value === null) return Number.NaN;
  return value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value);
};

describe.each(TOOLS)('recipes of docs/analytics.md in %s', (_tool, reason, run) => {
  it('give the RCRB curve of the summary', async ({ skip }) => {
    if (reason !== null) skip(reason);
    const rows = await run('RCRB curve');
    const lines = summarize(out);
    expect(
      rows.map((r) => [
        r['scheme'],
        r['design'],
        r['robustness'],
        `N=4 L=4 d=0.1${r['scheme'] === 'SLP-CoMP' ? ' M=4' : ''} threshold_db=${number(r['threshold_db'])}`,
      ]),
    ).toEqual(lines.map((l) => [l.scheme, l.design, l.robustness, l.point]));
    // the study has points with all, some, few and no draws
    expect(new Set(lines.map((l) => l.feasible)).size).toBeGreaterThan(1);
    expect(new Set(lines.map((l) => Number.isFinite(l.medianRcrbDeg))).size).toBe(2);
    lines.forEach((line, i) => {
      const row = rows[i] ?? {};
      expect([row['draws'], row['feasible'], row['meets_claim']].map(number)).toEqual([
        line.draws,
        line.feasible,
        line.meetsClaim,
      ]);
      const median = number(row['rcrb_deg']);
      if (Number.isFinite(line.medianRcrbDeg)) expect(median / line.medianRcrbDeg).toBeCloseTo(1, 12);
      else expect(median).toBe(line.medianRcrbDeg);
    });
  });

  it('give the mean outage of the summary', async ({ skip }) => {
    if (reason !== null) skip(reason);
    const rows = await run('Outage');
    const lines = summarize(out);
    const stored = readRows(out, 'designs');
    expect(rows).toHaveLength(lines.length);
    expect(lines.some((l) => l.outage === null)).toBe(true);
    lines.forEach((line, i) => {
      const row = rows[i] ?? {};
      expect([row['scheme'], row['design'], row['robustness']]).toEqual([line.scheme, line.design, line.robustness]);
      expect([row['draws'], row['designs']].map(number)).toEqual([line.draws, line.outage?.designs ?? 0]);
      const own = stored.filter((r) => r['point'] === i && r['outage'] !== null);
      if (!line.outage) return expect(own).toEqual([]);
      expect(number(row['outage'])).toBeCloseTo(line.outage.mean, 12);
      expect(number(row['upper'])).toBe(Math.max(...own.map((r) => Number(r['outage_upper']))));
    });
  });

  it('give the SINR distribution of the stored errors', async ({ skip }) => {
    if (reason !== null) skip(reason);
    const rows = await run('SINR distribution');
    const designs = new Map(readRows(out, 'designs').map((r) => [r['design_id'], r]));
    const curves = new Map<string, number[]>();
    for (const e of readRows(out, 'errors')) {
      const d = designs.get(e['design_id']) ?? {};
      const key = [d['scheme'], d['design'], d['robustness'], d['threshold_db']].join('/');
      curves.set(key, [...(curves.get(key) ?? []), e['sinr_db'] === null ? -Infinity : Number(e['sinr_db'])]);
    }
    expect([...curves.values()].flat()).toContain(-Infinity);
    expect(rows).toHaveLength([...curves.values()].flat().length);
    for (const [key, values] of curves) {
      const own = rows.filter(
        (r) => [r['scheme'], r['design'], r['robustness'], number(r['threshold_db'])].join('/') === key,
      );
      const sorted = values.toSorted((a, b) => a - b);
      expect(
        own.map((r) => number(r['sinr_db'])),
        key,
      ).toEqual(sorted);
      own.forEach((r, i) => {
        const share = sorted.filter((x) => x <= (sorted[i] as number)).length / sorted.length;
        expect(number(r['cdf']), key).toBeCloseTo(share, 12);
      });
    }
  });
});
