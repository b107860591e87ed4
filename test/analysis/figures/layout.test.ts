import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallMultiples } from '../../../src/analysis/figures/axes.ts';
import { withLoneBands } from '../../../src/analysis/figures/curves.ts';
import { composeFigure } from '../../../src/analysis/figures/compose.ts';
import type { Axis, Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import { openBandLayers } from '../../../src/analysis/figures/layers.ts';
import { schemeLegend } from '../../../src/analysis/figures/palette.ts';
import { renderSvg } from '../../../src/analysis/figures/render.ts';
import { seriesLayout } from '../../../src/analysis/figures/seriesLayout.ts';
import type { DesignRecord } from '../../../src/analysis/readDesigns.ts';
import { designsOf, record } from './records.ts';

describe('small multiples', () => {
  it('fill their rows whenever the count of panels has a divisor of 2 to 4', () => {
    for (let count = 1; count <= 60; count++) {
      const { columns } = smallMultiples(count);
      if (count <= 4 || [2, 3, 4].some((d) => count % d === 0)) expect(count % columns, String(count)).toBe(0);
      expect(columns).toBeLessThanOrEqual(4);
    }
    expect([4, 5, 6, 8, 9, 12].map((n) => smallMultiples(n).columns)).toEqual([2, 3, 3, 4, 3, 3]);
  });

  it('hold the values of the innermost field in one row where they fit', () => {
    expect(smallMultiples(6, 2).columns).toBe(2);
    expect(smallMultiples(6, 3).columns).toBe(3);
    expect(smallMultiples(10, 5).columns).toBe(5);
    expect(smallMultiples(8, 4).columns).toBe(4);
  });

  it('make rows of about one width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), (count) => {
        const { columns, blockWidth } = smallMultiples(count);
        const width = columns * blockWidth + (columns - 1) * 50;
        expect(width).toBeGreaterThan(750);
        expect(width).toBeLessThan(900);
      }),
    );
  });
});

/** A design for each combination. */
function grid(designs: string[], robustness: string[], radii: number[]): DesignRecord[] {
  return designs.flatMap((design) =>
    robustness.flatMap((kind) =>
      radii.flatMap((csi_error_radius) =>
        [5, 10].map((threshold_db) => record({ design, robustness: kind, sweep: { csi_error_radius, threshold_db } })),
      ),
    ),
  );
}

const layoutOf = (rows: DesignRecord[]) => seriesLayout({ designs: designsOf(rows) }, rows, 'threshold_db');

describe('the layout of curves', () => {
  it('has designs of different robustness in one panel, told apart by dash, and panels by design and radius', () => {
    const { facets, looks, legend } = layoutOf(grid(['paper', 'joint'], ['none', 'paper', 'guaranteed'], [0.01, 0.02]));
    expect(facets.map((f) => f.title)).toEqual([
      'design paper, d = 0.01',
      'design paper, d = 0.02',
      'design joint, d = 0.01',
      'design joint, d = 0.02',
    ]);
    expect(looks.dash?.items.map((i) => i.value)).toEqual(['guaranteed', 'paper', 'none']);
    expect(legend.map((g) => g.field)).toEqual(['scheme', 'robustness']);
  });

  it('gives every robustness the same dash whatever else a study has', () => {
    const dashes = (kinds: string[]): Map<string, unknown> =>
      new Map(layoutOf(grid(['joint'], kinds, [0.01])).looks.dash?.items.map((i) => [i.value, i.dash]));
    const all = dashes(['none', 'paper', 'guaranteed', 'guaranteedSum', 'exact']);
    expect(new Set([...all.values()].map((d) => JSON.stringify(d))).size).toBe(5);
    expect(all.get('guaranteed')).toEqual([1, 0]);
    for (const [kind, dash] of dashes(['none', 'paper'])) expect(dash).toEqual(all.get(kind));
  });

  it('tells radii of the error ball apart by dash where all designs have one robustness', () => {
    const { facets, legend, keys } = layoutOf(grid(['joint'], ['guaranteed'], [0, 0.01]));
    expect(facets).toHaveLength(1);
    expect(legend.at(-1)?.items.map((i) => i.label)).toEqual(['d = 0', 'd = 0.01']);
    expect(keys(record({ sweep: { csi_error_radius: 0.01 } }))['csi_error']).toBe('d = 0.01');
  });

  it('has no legend of the designs that the titles of the panels name, and none of one robustness', () => {
    const { facets, legend } = layoutOf(grid(['paper', 'joint'], ['guaranteed'], [0.01]));
    expect(facets.map((f) => f.title)).toEqual(['design paper', 'design joint']);
    expect(legend.map((g) => g.field)).toEqual(['scheme']);
  });
});

/** Vertices of the areas and rules of a printed panel with some bands, in pixels of the panel: [x, y]. */
async function drawnBands(rows: readonly PanelRow[], y: Axis): Promise<{ area: number[][]; rules: number[] }> {
  const looks = { colour: schemeLegend(['BLP-CBF']) };
  const layers = openBandLayers('threshold_db', 'lower', 'upper', looks, y);
  const x: Axis = { title: 'x', domain: [0, 30], nice: false };
  const panel = { height: 100, x, y, rows: withLoneBands(rows), layers, tooltip: [], about: 'bands' };
  const figure: Figure = {
    name: 'bands',
    table: 'designs',
    title: 'bands',
    heading: 'bands',
    notes: [],
    alternative: 'Bands.',
    legend: [],
    columns: 1,
    blockWidth: 300,
    blocks: [{ title: '', panels: [panel] }],
  };
  const svg = await renderSvg(composeFigure(figure));
  const paths = [...svg.matchAll(/<path[^>]* fill-opacity="0\.16"[^>]*>/g)].map(
    (m) => / d="([^"]*)"/.exec(m[0])?.[1] ?? '',
  );
  const rules = [...svg.matchAll(/<line[^>]* transform="translate\((\S+),[^>]* stroke-opacity="0\.16"/g)];
  const area = paths.flatMap((d) => [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]));
  return { area, rules: rules.map((m) => Number(m[1])) };
}

const row = (threshold_db: number, lower: number | null, upper: number | null): PanelRow => ({
  scheme: 'BLP-CBF',
  threshold_db,
  lower,
  upper,
});

describe.each<[string, Axis]>([
  ['a linear axis', { title: 'y', domain: [1, 11], nice: false }],
  ['a logarithmic axis', { title: 'y', scale: 'log', domain: [1, 100], nice: false }],
])('bands on %s', (_name, axis) => {
  it('run far above the panel where the upper edge is infinite, and below it where the lower one is', async () => {
    const up = await drawnBands([row(0, 2, 3), row(10, 2, null)], axis);
    const at = (points: number[][], x: number): number[] => points.filter((p) => p[0] === x).map((p) => p[1] as number);
    expect(Math.min(...at(up.area, 0))).toBeGreaterThan(0);
    expect(Math.min(...at(up.area, 100))).toBeLessThan(-1000);
    expect(Math.max(...at(up.area, 100))).toBeLessThan(100);
    const down = await drawnBands([row(0, 2, 3), row(10, null, 3)], axis);
    expect(Math.max(...at(down.area, 100))).toBeGreaterThan(1000);
  });

  it('have a gap where there is no band, and are a bar where neither neighbour has one', async () => {
    const { area, rules } = await drawnBands([row(0, 2, 3), row(10, null, null), row(20, 2, 3), row(30, 2, 3)], axis);
    expect(area.filter(([x]) => x === 100)).toEqual([]);
    expect(area.filter(([x]) => x === 200)).toHaveLength(2);
    expect(rules).toEqual([0]);
  });
});
