import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { intervalText } from '../../../src/analysis/report/html.ts';
import { writeReport } from '../../../src/analysis/report/writeReport.ts';
import { MEDIAN_RULE } from '../../../src/study/countedDraws.ts';
import type { Study } from '../../../src/study/schema.ts';
import { studyWords } from '../../../src/analysis/report/studyWords.ts';
import { studyFields } from '../../../src/study/studyFields.ts';
import { designsTable } from '../../../src/study/tables/designsTable.ts';
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

/** Designs that ignore the CSI error, at a threshold that binds. */
function nominalStudy(): Study {
  return tinyStudy((t) => t.replace('robustness: guaranteed', 'robustness: none').replace('[5, 60]', '[25, 60]'));
}

function weightedStudy(): Study {
  return tinyStudy((t) =>
    t.replace('robustness: guaranteed', 'robustness: none').replace('thresholdDb: [5, 60]', 'rho: [0, 0.5]'),
  );
}

/** What a reader reads of HTML: without tags, scripts and styles. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)[^]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** Lines of a table of a page, their texts by the titles of the columns. */
function tableOf(html: string, id: string): Record<string, string>[] {
  const table = new RegExp(`<table id="${id}">([^]*?)</table>`).exec(html)?.[1] ?? '';
  const [head = '', body = ''] = table.split('</thead>');
  const cells = (row: string): string[] =>
    [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map((m) => textOf(m[1] ?? ''));
  const titles = cells(head);
  return [...body.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)]
    .map((m) => cells(m[1] ?? ''))
    .filter((row) => row.length === titles.length)
    .map((row) => Object.fromEntries(row.map((text, i) => [titles[i], text])) as Record<string, string>);
}

/** Value and text of the tiles of a page, by their ids. */
function tilesOf(html: string): Map<string, [value: string, text: string]> {
  const tiles = html.matchAll(/<strong id="key-([\w-]+)">([^<]*)<\/strong> <span>([^<]*)</g);
  return new Map([...tiles].map(([, id = '', value = '', text = '']) => [id, [value, text]]));
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

  it('counts statuses and both words as the table designs does', () => {
    const html = report(study, 'counts.html');
    const rows = readRows(study, 'designs');
    const count = (name: string, value: unknown): number => rows.filter((r) => r[name] === value).length;
    expect(count('status', 'infeasible')).toBeGreaterThan(0);
    const [line = {}] = tableOf(html, 'statuses');
    for (const status of ['optimal', 'infeasible']) expect(line[status]).toBe(String(count('status', status)));
    expect(line['Meets its claim']).toBe(String(count('meets_claim', true)));
    expect(line['Holds over the error ball']).toBe(String(count('holds_over_ball', true)));
    expect(line['Failed checks']).toBe('–');
  });

  it('has a tile for each of the two words, beside the weakest worst case and whose it is', async () => {
    const none = await runInto(folder, 'none', nominalStudy());
    const rows = readRows(none, 'designs');
    const feasible = rows.filter((r) => r['status'] === 'optimal');
    const margin = (r: Record<string, unknown>): number => Number(r['worst_exact_sinr_db']) - Number(r['threshold_db']);
    const [weakest = {}] = feasible.toSorted((a, b) => margin(a) - margin(b));
    // designs that ignore the error meet their claim and fall short within the ball
    expect(feasible.filter((r) => r['meets_claim'] === true)).toHaveLength(3);
    expect(feasible.filter((r) => r['holds_over_ball'] === true)).toHaveLength(0);
    const tiles = tilesOf(report(none, 'none.html'));
    expect(tiles.get('meets-claim')).toEqual(['3 of 3', 'meets its claim: 100.0% of the feasible designs']);
    expect(tiles.get('holds-over-ball')).toEqual(['0 of 3', 'holds over the error ball: 0.0% of the feasible designs']);
    expect(tiles.get('margin')).toEqual([
      `${margin(weakest).toFixed(3).replace('-', '−')} dB`,
      `smallest exact worst-case SINR over the error ball less its threshold: BLP-CBF, design joint, robustness none, threshold 25 dB, channel draw ${String(weakest['realization'])}`,
    ]);
    const names = [...tiles.keys()];
    expect(names.indexOf('margin')).toBe(names.indexOf('holds-over-ball') + 1);
  });

  it('names scheme, design, robustness and sweep point of the lowest and highest median RCRB', () => {
    const tiles = tilesOf(report(study, 'extremes.html'));
    const point = 'BLP-CBF, design joint, robustness guaranteed, threshold 5 dB';
    expect(tiles.get('lowest')?.[1]).toBe(`lowest median RCRB: ${point}`);
    expect(tiles.get('highest')?.[1]).toBe(`highest finite median RCRB (infinite at 1 of 2 points): ${point}`);
  });

  it('says what both words mean as the columns of table designs do', () => {
    const html = report(study, 'meaning.html');
    const columns = designsTable(2, []);
    for (const [word, name] of [
      ['Meets its claim', 'meets_claim'],
      ['Holds over the error ball', 'holds_over_ball'],
    ]) {
      const description = columns.find((c) => c.name === name)?.description ?? '';
      expect(description.length).toBeGreaterThan(50);
      expect(html).toContain(`<dt>${word}</dt><dd>${description}</dd>`);
    }
  });

  it('never says that a design is certified', () => {
    expect(textOf(report(study, 'word.html'))).not.toMatch(/certified/i);
  });

  it('shows a median and an interval that are infinite as such, and says what that means', () => {
    const html = report(study, 'infinite.html');
    const [, line = {}] = tableOf(html, 'points');
    expect(line).toMatchObject({ Draws: '3', Feasible: '0', 'Median RCRB (deg)': '∞' });
    expect(html).toContain('<dt>∞</dt><dd>too many draws have no design that meets its claim');
    expect(html).toContain(MEDIAN_RULE);
    expect([intervalText(2.1, Infinity, 1), intervalText(Infinity, Infinity, 1), intervalText(-1, 2, 0)]).toEqual([
      '2.1 to ∞',
      '∞',
      '−1 to 2',
    ]);
    expect(intervalText(Number.NaN, Number.NaN, 1)).toBe('–');
  });

  it('has the mean outage with its interval where the study draws CSI errors, and says what it is the mean of', async () => {
    const [reached = {}, missed = {}] = tableOf(report(study, 'outage.html'), 'points');
    expect(reached).toMatchObject({ 'Draws with a design': '3', 'Mean outage': '0' });
    // no hit in 3 x 4 draws
    expect(reached['95% interval of the outage']).toBe(`0 to ${(1 - 0.025 ** (1 / 12)).toPrecision(3)}`);
    expect(missed).toMatchObject({ 'Draws with a design': '0', 'Mean outage': '–', '95% interval of the outage': '–' });
    expect(report(study, 'outage.html')).toContain('share of the drawn CSI errors that the smallest SINR');
    const exact = await runInto(
      folder,
      'exact',
      tinyStudy((t) => t.replace('errors: 4', 'errorLaw: gaussian, outage: exact')),
    );
    const html = report(exact, 'exact.html');
    const outages = readRows(exact, 'designs').flatMap((r) =>
      r['outage_exact'] === null ? [] : [Number(r['outage_exact'])],
    );
    const mean = outages.reduce((a, b) => a + b, 0) / outages.length;
    const text = tableOf(html, 'points')[0]?.['Mean exact outage'] ?? '';
    expect(Number(text.replaceAll('−', '-')) / mean).toBeCloseTo(1, 2);
    expect(html).toContain('<dt>Mean outage</dt><dd>probability, by an integral, that');
    const none = await runInto(
      folder,
      'no-errors',
      tinyStudy((t) => t.replace(', errors: 4', '')),
    );
    expect(report(none, 'no-errors.html')).not.toContain('Mean outage');
  });

  it('has the SINR in place of the margin in the weighted form, which has no threshold', async () => {
    const weighted = await runInto(folder, 'rho', weightedStudy());
    const html = report(weighted, 'rho.html');
    const lines = tableOf(html, 'points');
    expect(lines.map((l) => l['Weight ρ of sensing'])).toEqual(['0', '0.5']);
    const rows = readRows(weighted, 'designs');
    for (const [i, line] of lines.entries()) {
      expect(Object.keys(line).filter((name) => /threshold/i.test(name))).toEqual([]);
      const sinrs = rows.filter((r) => r['point'] === i).map((r) => Number(r['sinr_db']));
      const [, middle = Number.NaN] = sinrs.sort((a, b) => a - b);
      expect(line['Median SINR (dB)']).toBe(middle.toFixed(3).replace('-', '−'));
    }
    expect(lines[0]?.['Median RCRB (deg)']).toBe('–');
    expect(tilesOf(html).has('margin')).toBe(false);
    const [, threshold = {}] = tableOf(report(study, 'threshold.html'), 'points');
    expect(Object.keys(threshold)).toContain('Worst case − threshold (dB)');
    expect(Object.keys(threshold)).not.toContain('Median SINR (dB)');
  });

  it('shows the notes of a study as paragraphs, their markup as text', async () => {
    const notes = 'notes: "One & two\\nlines of <b>text</b>.\\n\\n  \\nThe design `joint`.\\n"\n';
    const noted = await runInto(
      folder,
      'noted',
      tinyStudy((t) => `${notes}${t}`),
      1,
    );
    const html = report(noted, 'noted.html');
    const about = /<section id="about">([^]*?)<\/section>/.exec(html)?.[1] ?? '';
    expect(about).toContain('<h2>About this study</h2>');
    expect([...about.matchAll(/<p>([^]*?)<\/p>/g)].map((m) => m[1])).toEqual([
      'One &amp; two lines of &lt;b&gt;text&lt;/b&gt;.',
      'The design <code>joint</code>.',
    ]);
    expect(report(study, 'silent.html')).not.toContain('About this study');
  });

  it('shows every field of the resolved study with its default, and marks what differs', () => {
    const html = report(study, 'resolved.html');
    const lines = new Map(tableOf(html, 'resolved').map((line) => [line['Field'], line]));
    const { study: resolved } = JSON.parse(readFileSync(join(study, 'study.json'), 'utf8')) as {
      study: Record<string, Record<string, unknown> | string>;
    };
    for (const [name, value] of Object.entries(resolved))
      for (const field of typeof value === 'string' || Array.isArray(value) ? [name] : Object.keys(value))
        if (field !== 'title') expect([...lines.keys()]).toContain(field);
    expect(lines.get('targetAnglesDeg')).toMatchObject({
      Value: '[−50, 60], [−60, 50]',
      Unit: 'degrees',
      Default: '[−50, 60], [−60, 50]',
    });
    expect(lines.get('maxLeakage')?.['Value']).toBe(String(4 * Math.PI * 1e4));
    expect(lines.get('powerBudgetDb')).toMatchObject({ Value: '40', Unit: 'dB', Default: '40' });
    expect(lines.get('usersPerCell')).toMatchObject({ Value: '1 set', Default: '3' });
    expect(lines.get('thresholdDb')).toMatchObject({ Value: '5, 60 set', Default: 'required' });
    expect(lines.get('tables')?.['Value']).toBe(lines.get('tables')?.['Default']);
    const described = studyFields().find((f) => f.path.join('.') === 'scenario.maxLeakage');
    expect(lines.get('maxLeakage')?.['What it is']).toBe(described?.description);
  });

  it('says by which law CSI errors are drawn, and how many', () => {
    const change =
      (law: string) =>
      (text: string): string =>
        text.replace('errors: 4', `errors: 100000, errorLaw: ${law}`);
    const words = (law: string): string => new Map(studyWords(tinyStudy(change(law)))).get('CSI error') ?? '';
    expect(words('ball')).toBe(
      'Radius d = 0.01 of the error ball of each link; 100,000 error draws for each design: uniformly in the error ball of radius d, norm(e) <= d.',
    );
    expect(words('gaussian')).toContain('complex normal, e ~ CN(0, (d^2/N) I) with a mean square norm of d^2');
    const plain = tinyStudy();
    const shaped = { ...plain, scenario: { ...plain.scenario, errorShape: 'file' } } as const;
    expect(new Map(studyWords(shaped)).get('CSI error')).toMatch(
      /norm\(e\) <= d; the error of a link is S e with its matrix S of the channel file\.$/,
    );
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
