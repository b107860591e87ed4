import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/analysis/report/writeReport.ts';
import { readRows, temporaryFolder } from '../../study/tinyStudy.ts';
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
      output: { tables: ['designs', 'errors', 'convergence'] },
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
      expect(value('Certified')).toBe(own.filter((r) => r['certified'] === true).length);
      const worst = own.filter((r) => r['worst_exact_sinr_db'] !== null);
      if (worst.length > 0)
        expect(value('Worst case − threshold (dB)')).toBeCloseTo(
          Math.min(...worst.map((r) => Number(r['worst_exact_sinr_db']) - Number(r['threshold_db']))),
          12,
        );
      // where every draw is feasible along the curve's compared points, the median is that of the column
      const points = [5, 20, 35].map(
        (t) => curve.filter((r) => r['threshold_db'] === t && r['rcrb_deg'] !== null).length,
      );
      if (own.every((r) => r['rcrb_deg'] !== null) && points.every((n) => n === 9 || n < 4.5)) {
        const sorted = own.map((r) => Number(r['rcrb_deg'])).sort((a, b) => a - b);
        expect(value('Median RCRB (deg)')).toBe(sorted[4]);
      }
    }
    const key = (id: string): Promise<string | null> => page.locator(`#key-${id}`).textContent();
    expect(await key('designs')).toBe(String(designs.length));
    expect(await key('certified')).toBe(String(designs.filter((r) => r['certified'] === true).length));
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
    expect(await blocks.count()).toBe(2);
    await page.locator('#filters [data-field="scheme"][data-value=\'"BLP-CoMP"\']').uncheck();
    await expect.poll(() => blocks.count()).toBe(1);
    expect(await page.locator('#points tbody tr:visible').count()).toBe(6);
    await page.locator('#filters [data-field="threshold_db"][data-value="20"]').uncheck();
    expect(await page.locator('#points tbody tr:visible').count()).toBe(4);
    expect(await page.locator('#points-shown').textContent()).toBe('4 of 12 lines pass the filter.');
    await page.locator('#filters [data-field="scheme"][data-value=\'"BLP-CBF"\']').uncheck();
    await expect.poll(() => page.locator('.empty:visible').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => blocks.count()).toBe(2);
    expect(await page.locator('#points tbody tr:visible').count()).toBe(12);
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
