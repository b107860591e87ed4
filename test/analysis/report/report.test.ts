import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/analysis/report/writeReport.ts';
import { readRows, temporaryFolder, tinyStudy } from '../../study/tinyStudy.ts';
import { runInto } from '../figures/runs.ts';

const folder = temporaryFolder();
let study: string;
beforeAll(async () => {
  study = await runInto(folder, 'tiny', tinyStudy());
});

function report(path: string, name: string): string {
  const { file } = writeReport(path, join(folder, name));
  return readFileSync(file, 'utf8');
}

describe('writeReport', () => {
  it('writes report.html into the study directory, the same bytes every time', () => {
    const { file, draws, plannedDraws } = writeReport(study);
    expect(file).toBe(join(study, 'report.html'));
    expect([draws, plannedDraws]).toEqual([3, 3]);
    expect(report(study, 'again.html')).toBe(readFileSync(file, 'utf8'));
    rmSync(file);
  });

  it('refers to nothing outside itself', () => {
    const html = report(study, 'self.html');
    const own = html.replace(/<script>[^]*?<\/script>/g, '').replace(/<style>[^]*?<\/style>/g, '');
    expect(own).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(html).toContain(`content="default-src 'none';`);
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(style.length).toBeGreaterThan(1000);
    expect(style).not.toMatch(/@import|url\(/);
  });

  it('tells how the run was made and how to cite it', () => {
    const html = report(study, 'told.html');
    const record = JSON.parse(readFileSync(join(study, 'study.json'), 'utf8')) as Record<string, unknown>;
    for (const name of ['hash', 'backend', 'device', 'start']) expect(html).toContain(String(record[name]));
    const { versions } = record as { versions: Record<string, string> };
    expect(html).toContain(`isac-mc ${versions['isac-mc']}`);
    expect(html).toContain('@software{isac_mc,');
    expect(html).toContain('3 chunks on 1 host');
  });

  it('counts statuses and certificates as the table designs does', () => {
    const html = report(study, 'counts.html');
    const rows = readRows(study, 'designs');
    const count = (name: string, value: unknown): number => rows.filter((r) => r[name] === value).length;
    expect(count('status', 'infeasible')).toBeGreaterThan(0);
    const table = /<table id="statuses">[^]*?<\/table>/.exec(html)?.[0] ?? '';
    const head = [...table.matchAll(/<th scope="col">([^<]*)/g)].map((m) => m[1] ?? '');
    const line = /<tbody>([^]*?)<\/tbody>/.exec(table)?.[1] ?? '';
    const cells = [...line.matchAll(/<(?:td|th)[^>]*>([^<]*)</g)].map((m) => m[1] ?? '');
    const cell = (name: string): number => Number(cells[head.indexOf(name)]);
    for (const status of ['optimal', 'infeasible']) expect(cell(status)).toBe(count('status', status));
    expect(cell('Certified')).toBe(count('certified', true));
  });

  it('says what is missing of an incomplete study', async () => {
    const part = await runInto(folder, 'part', tinyStudy(), 1);
    expect(report(part, 'part.html')).toContain('Incomplete: 1 of 3 channel draws.');
    expect(report(study, 'whole.html')).not.toContain('Incomplete');
  });

  it('shows a title with markup as text', async () => {
    const odd = await runInto(
      folder,
      'odd',
      tinyStudy((t) => t.replace('title: tiny', `title: 'a </script><b>&"'`)),
      1,
    );
    const html = report(odd, 'odd.html');
    expect(html).toContain('<h1>a &lt;/script&gt;&lt;b&gt;&amp;&quot;</h1>');
    expect(html.match(/<script/g)).toHaveLength(html.match(/<\/script>/g)?.length ?? 0);
  });

  it('refuses what is no study and a file that cannot be written', () => {
    expect(() => writeReport(folder)).toThrow(/expected a study directory, got one without study\.json/);
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeReport(study, join(folder, 'file', 'report.html'))).toThrow(/--out .*: cannot write there/);
  });
});
