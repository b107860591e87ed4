import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/analysis/report/writeReport.ts';
import { readRows, temporaryFolder, tinyStudy } from '../../study/tinyStudy.ts';
import { runInto, sweepStudy } from '../figures/runs.ts';
import { findChromium, launchChromium } from './chromium.ts';

const executable = findChromium();
const name =
  executable === undefined
    ? 'the report in a browser (skipped: no Chromium on this machine)'
    : 'the report in a browser';

describe.skipIf(executable === undefined)(name, () => {
  const folder = temporaryFolder();
  let browser: Browser;
  /** Page of the tests that leave it as they found it. */
  let page: Page;
  let url: string;
  let designs: Record<string, unknown>[];
  /** Console messages, exceptions and requests other than of the page itself. */
  const complaints: string[] = [];

  beforeAll(async () => {
    const study = await runInto(folder, 'sweep', {
      ...sweepStudy(),
      output: { ...sweepStudy().output, tables: ['designs', 'errors', 'convergence'] },
    });
    designs = readRows(study, 'designs');
    url = pathToFileURL(writeReport(study, join(folder, 'report.html')).file).href;
    browser = await launchChromium(executable ?? '');
    page = await open();
  });
  afterAll(() => browser?.close());

  async function open(width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const opened = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    opened.on('console', (message) => complaints.push(message.text()));
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await opened.goto(url);
    await opened.waitForSelector('html[data-ready]');
    return opened;
  }

  const curvePaths = (figure: string): Promise<number> => page.locator(`${figure} .mark-line path[d^="M"]`).count();

  it.each([
    [1280, 'light'],
    [420, 'light'],
    [1280, 'dark'],
  ] as const)(
    'renders at %d pixels, %s, without a complaint, an overflow or a clipped legend',
    async (width, scheme) => {
      const opened = await open(width, scheme);
      const faults = await opened.evaluate(() => {
        const list: string[] = [];
        if (document.documentElement.scrollWidth > innerWidth) list.push('the page scrolls sideways');
        for (const entry of document.querySelectorAll('.legend .entry, fieldset, .tools button')) {
          const box = entry.getBoundingClientRect();
          if (box.width === 0 || box.left < 0 || box.right > innerWidth) list.push(`cut: ${entry.textContent}`);
        }
        for (const chart of document.querySelectorAll('.chart')) {
          const [box, svg] = [chart.getBoundingClientRect(), chart.querySelector('svg')?.getBoundingClientRect()];
          if (!svg || svg.width < 200 || svg.right > box.right + 1) list.push(`chart of ${svg?.width} in ${box.width}`);
          for (const text of chart.querySelectorAll('text')) {
            const place = text.getBoundingClientRect();
            if (place.left < box.left - 1 || place.right > box.right + 1) list.push(`cut: ${text.textContent}`);
          }
        }
        return list;
      });
      expect(faults).toEqual([]);
      expect(complaints).toEqual([]);
      await opened.close();
    },
  );

  it('shows the numbers of the Arrow files', async () => {
    const head = await page.locator('#points thead th').allTextContents();
    const lines = await page.locator('#points tbody tr').evaluateAll((rows) =>
      rows.map((row) => ({
        keys: JSON.parse((row as HTMLElement).dataset['keys'] ?? '{}') as Record<string, unknown>,
        cells: [...row.children].map((c) => (c as HTMLElement).dataset['value'] ?? null),
      })),
    );
    expect(lines).toHaveLength(12);
    for (const { keys, cells } of lines) {
      const curve = designs.filter((r) => r['scheme'] === keys['scheme'] && r['design'] === keys['design']);
      const own = curve.filter((r) => r['threshold_db'] === keys['threshold_db']);
      const value = (column: string): number => Number(cells[head.indexOf(column)] ?? Number.NaN);
      expect(value('Draws')).toBe(own.length);
      expect(value('Feasible')).toBe(own.filter((r) => r['status'] !== 'infeasible').length);
      expect(value('Meets its claim')).toBe(own.filter((r) => r['meets_claim'] === true).length);
      expect(value('Holds over the error ball')).toBe(own.filter((r) => r['holds_over_ball'] === true).length);
      const worst = own.filter((r) => r['worst_exact_sinr_db'] !== null);
      if (worst.length > 0)
        expect(value('Worst case − threshold (dB)')).toBeCloseTo(
          Math.min(...worst.map((r) => Number(r['worst_exact_sinr_db']) - Number(r['threshold_db']))),
          12,
        );
      // the fifth of nine draws, those without a design that meets its claim behind all others
      const sorted = own
        .map((r) => (r['meets_claim'] === true ? Number(r['rcrb_deg']) : Infinity))
        .sort((a, b) => a - b);
      expect(value('Median RCRB (deg)')).toBe(sorted[4]);
    }
    const key = (id: string): Promise<string | null> => page.locator(`#key-${id}`).textContent();
    expect(await key('designs')).toBe(String(designs.length));
    const feasible = designs.filter((r) => r['status'] !== 'infeasible').length;
    const count = (word: string): number => designs.filter((r) => r[word] === true).length;
    expect(await key('meets-claim')).toBe(`${count('meets_claim')} of ${feasible}`);
    expect(await key('holds-over-ball')).toBe(`${count('holds_over_ball')} of ${feasible}`);
  });

  it('compares the designs draw by draw, as the Arrow files do', async () => {
    const lines = await page
      .locator('#pairs tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((c) => (c as HTMLElement).dataset['value'] ?? c.textContent ?? '')),
      );
    expect(lines).toHaveLength(6);
    for (const [scheme, first, second, threshold, ratio, , pairs, firstOnly, secondOnly, neither] of lines) {
      const rcrb = (design: string | undefined, draw: number): number => {
        const row = designs.find(
          (r) =>
            r['scheme'] === scheme &&
            r['design'] === design &&
            r['threshold_db'] === Number(threshold) &&
            r['realization'] === draw,
        );
        return row?.['meets_claim'] === true ? Number(row['rcrb_deg']) : Infinity;
      };
      const draws = Array.from({ length: 9 }, (_, draw) => [rcrb(first, draw), rcrb(second, draw)] as const);
      const ratios = draws.filter(([a, b]) => a < Infinity || b < Infinity).map(([a, b]) => b / a);
      const sorted = ratios.sort((a, b) => a - b);
      const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
      if (ratios.length === 0) expect(ratio).toBe('–');
      else if (low === high) expect(ratio === '∞' ? Infinity : Number(ratio)).toBe(low);
      else expect(Number(ratio)).toBeCloseTo(Math.sqrt(Number(low) * Number(high)), 14);
      const finite = (a: boolean, b: boolean): number =>
        draws.filter((d) => d[0] < Infinity === a && d[1] < Infinity === b).length;
      const counts = [ratios.length, finite(true, false), finite(false, true), finite(false, false)];
      expect([pairs, firstOnly, secondOnly, neither].map(Number)).toEqual(counts);
    }
  });

  it('cues a table that is too wide, and only that', async () => {
    const cues = (opened: Page): Promise<[boolean, boolean][]> =>
      opened
        .locator('.scroll')
        .evaluateAll((areas) =>
          areas
            .filter((area) => area.checkVisibility())
            .map((area) => [
              area.scrollWidth > area.clientWidth + 1,
              area.previousElementSibling?.checkVisibility() ?? false,
            ]),
        );
    const narrow = await open(420);
    await expect.poll(() => cues(narrow).then((list) => list.map(([wide, cue]) => wide === cue))).not.toContain(false);
    expect(await cues(narrow)).toContainEqual([true, true]);
    await narrow.setViewportSize({ width: 2000, height: 900 });
    await narrow.locator('body').evaluate((body) => body.style.setProperty('max-width', 'none'));
    await expect.poll(() => cues(narrow).then((list) => list.flat())).not.toContain(true);
    await narrow.close();
  });

  it('keeps every fold within the page at 420 pixels, and unfolds what a link leads to', async () => {
    const narrow = await open(420);
    await narrow.locator('details').evaluateAll((all) => all.forEach((d) => d.setAttribute('open', '')));
    const width = (): Promise<number> => narrow.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBe(420);
    const figure = narrow.locator('#figure-sinr-distribution');
    await figure.locator('> summary').click();
    await figure.locator('.panels').waitFor({ state: 'hidden' });
    await narrow.locator('nav[aria-label="Figures"] a[href="#figure-sinr-distribution"]').click();
    await figure.locator('.panels').waitFor({ state: 'visible' });
    await narrow.close();
  });

  it('limits the height of a long table until all of it is wanted', async () => {
    const thresholds = Array.from({ length: 30 }, (_, i) => i);
    const study = await runInto(
      folder,
      'long',
      tinyStudy((t) => t.replace('[5, 60]', `[${thresholds.join()}]`)),
      1,
    );
    const long = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await long.goto(pathToFileURL(writeReport(study, join(folder, 'long.html')).file).href);
    const area = long.locator('.area', { has: long.locator('#points') });
    const heights = (): Promise<[number, number]> =>
      area.locator('.scroll').evaluate((scroll) => [scroll.clientHeight, scroll.scrollHeight]);
    const [limited, all] = await heights();
    expect(limited).toBeLessThan(500);
    expect(all).toBeGreaterThan(900);
    await area.getByRole('checkbox', { name: 'Show all 30 lines at full height' }).check();
    expect(await heights()).toEqual([all, all]);
    await long.close();
    // few lines need no such choice
    expect(
      await page
        .locator('.area', { has: page.locator('#pairs') })
        .locator('.whole')
        .count(),
    ).toBe(0);
  });

  it('answers the pointer and the arrow keys with the values of a point', async () => {
    const chart = page.locator('#figure-rcrb-threshold .chart').first();
    const symbol = page.locator('#figure-rcrb-threshold .chart').first().locator('.mark-symbol path').first();
    await symbol.scrollIntoViewIfNeeded();
    const box = await symbol.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    const tooltip = page.locator('#tooltip');
    await tooltip.waitFor({ state: 'visible' });
    const text = (await tooltip.textContent()) ?? '';
    const [, scheme = '', design = ''] = /^(BLP-CBF|BLP-CoMP), (paper|joint), paper/.exec(text) ?? [];
    expect(scheme).not.toBe('');
    const median = Number(/median RCRB \(deg\)([\d.]+?)(?=[a-z])/.exec(text)?.[1]);
    const threshold = Number(/SINR threshold \(dB\)(\d+)(?=median)/.exec(text)?.[1]);
    const values = designs
      .filter((r) => r['scheme'] === scheme && r['design'] === design && r['threshold_db'] === threshold)
      .map((r) => Number(r['rcrb_deg']));
    expect(median).toBeGreaterThanOrEqual(Math.min(...values) - 1e-4);
    expect(median).toBeLessThanOrEqual(Math.max(...values) + 1e-4);

    await page.mouse.move(2, 2);
    await tooltip.waitFor({ state: 'hidden' });
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    const first = await tooltip.textContent();
    await page.keyboard.press('ArrowRight');
    expect(await tooltip.textContent()).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    expect(await tooltip.textContent()).toBe(first);
    await page.keyboard.press('Escape');
    await tooltip.waitFor({ state: 'hidden' });
  });

  it('switches curves on and off in the legend, by keyboard too', async () => {
    const figure = '#figure-rcrb-threshold';
    const all = await curvePaths(figure);
    await page.locator(`${figure} [data-legend="scheme"][data-value="BLP-CBF"]`).uncheck();
    await expect.poll(() => curvePaths(figure)).toBeLessThan(all);
    await page.locator(`${figure} [data-legend="scheme"][data-value="BLP-CBF"]`).focus();
    await page.keyboard.press('Space');
    await expect.poll(() => curvePaths(figure)).toBe(all);
  });

  it('filters charts and tables by scheme and sweep value, and shows everything again', async () => {
    const blocks = page.locator('#figure-sinr-distribution .block:visible');
    // one for each scheme and threshold
    expect(await blocks.count()).toBe(6);
    await page.locator('#filters [data-field="scheme"][data-value=\'"BLP-CoMP"\']').uncheck();
    await expect.poll(() => blocks.count()).toBe(3);
    expect(await page.locator('#points tbody tr:visible').count()).toBe(6);
    expect(await page.locator('#pairs tbody tr:visible').count()).toBe(3);
    await page.locator('#filters [data-field="threshold_db"][data-value="20"]').uncheck();
    expect(await page.locator('#points tbody tr:visible').count()).toBe(4);
    expect(await page.locator('#points-shown').textContent()).toBe('4 of 12 lines pass the filter.');
    await page.locator('#filters [data-field="scheme"][data-value=\'"BLP-CBF"\']').uncheck();
    await expect.poll(() => page.locator('.empty:visible').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => blocks.count()).toBe(6);
    expect(await page.locator('#points tbody tr:visible').count()).toBe(12);
    // a comparison needs both of its designs
    await page.locator('#filters [data-field="design"][data-value=\'"paper"\']').uncheck();
    expect(await page.locator('#pairs tbody tr:visible').count()).toBe(0);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => page.locator('#pairs tbody tr:visible').count()).toBe(6);
    expect(complaints).toEqual([]);
  });

  it('zooms by button and by dragging, and goes back', async () => {
    const chart = page.locator('#figure-rcrb-threshold .chart').first();
    const labels = (): Promise<string> =>
      chart
        .locator('.role-axis-label text')
        .allTextContents()
        .then((t) => t.sort().join());
    await chart.scrollIntoViewIfNeeded();
    const before = await labels();
    await page.locator('#figure-rcrb-threshold [data-zoom="in"]').click();
    await expect.poll(labels).not.toBe(before);
    await page.locator('#figure-rcrb-threshold [data-zoom="reset"]').click();
    await expect.poll(labels).toBe(before);
    const box = await chart.boundingBox();
    const [x, y] = [box?.x ?? 0, box?.y ?? 0];
    await page.mouse.move(x + 120, y + 40);
    await page.mouse.down();
    await page.mouse.move(x + 260, y + 120, { steps: 4 });
    await page.mouse.up();
    await expect.poll(labels).not.toBe(before);
    await chart.dblclick({ position: { x: 150, y: 80 } });
    await expect.poll(labels).toBe(before);
    expect(complaints).toEqual([]);
  });

  it('names every control and chart for readers of the page by ear', async () => {
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, a, .chart, [role="region"]')]
        .filter((e) => {
          const label = e.getAttribute('aria-label') ?? e.textContent ?? '';
          return label.trim() === '' && !e.closest('label')?.textContent?.trim();
        })
        .map((e) => e.outerHTML),
    );
    expect(nameless).toEqual([]);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it.each(['light', 'dark'] as const)(
    'has a text contrast of at least 4.5 in %s colours, also after a change of them',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      const worst = (): Promise<number> =>
        page.evaluate(() => {
          const channel = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          const luminance = (colour: string): number => {
            const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((v) => channel(Number(v) / 255));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const paper = (e: Element | null): string => {
            for (let at = e; at; at = at.parentElement) {
              const { backgroundColor } = getComputedStyle(at);
              if (backgroundColor !== 'rgba(0, 0, 0, 0)') return backgroundColor;
            }
            return 'rgb(255, 255, 255)';
          };
          let lowest = 21;
          for (const e of document.querySelectorAll(
            'p, td, th, dt, dd, a, h1, h2, h3, span, strong, label, .chart text, figcaption',
          )) {
            const style = getComputedStyle(e);
            const ink = luminance(e instanceof SVGElement ? style.fill : style.color);
            const back = luminance(paper(e));
            lowest = Math.min(lowest, (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05));
          }
          return lowest;
        });
      await expect.poll(worst).toBeGreaterThanOrEqual(4.5);
    },
  );
});
