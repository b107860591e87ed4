import { beforeAll, describe, expect, it } from 'vitest';
import { ListedValues } from '../../../src/analysis/pooledSinr.ts';
import type { Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import { endsAndMiddle, panelGrid } from '../../../src/analysis/figures/panelGrid.ts';
import { poolOf, sinrRows, sinrValues } from '../../../src/analysis/figures/sinrCurves.ts';
import { shareText } from '../../../src/analysis/figures/sinrWords.ts';
import { verdictCounts } from '../../../src/analysis/figures/verdictCounts.ts';
import { readRows, temporaryFolder } from '../../study/tinyStudy.ts';
import { record } from './records.ts';
import { figuresOf, rowsOf, runInto, smallStudy } from './runs.ts';

type Row = Record<string, unknown>;
let designs: Row[];
let errors: Row[];
let figures: Figure[];

beforeAll(async () => {
  const out = await runInto(temporaryFolder(), 'small', smallStudy());
  designs = readRows(out, 'designs');
  errors = readRows(out, 'errors');
  figures = figuresOf(out);
});

/** Margins of a curve of one scheme, design and threshold straight from the tables, ascending; -Infinity without precoders. */
function margins(curve: unknown, { scheme, design, threshold_db: threshold }: Row): number[] {
  const own = designs.filter(
    (r) => r['scheme'] === scheme && r['design'] === design && r['threshold_db'] === threshold,
  );
  const values = own.flatMap((r) => {
    const met = r['meets_claim'] === true;
    if (curve !== 'sampled') {
      const value = r[curve === 'exact' ? 'worst_exact_sinr_db' : 'worst_bound_sinr_db'];
      return [met && value !== null ? Number(value) - Number(threshold) : -Infinity];
    }
    const samples = errors.filter((e) => e['design_id'] === r['design_id']).map((e) => Number(e['sinr_db']));
    return met ? samples.map((x) => x - Number(threshold)) : [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity];
  });
  return values.sort((a, b) => a - b);
}

describe('figure sinr-distribution', () => {
  it('has a curve of each kind for every scheme, design and threshold, each over all 7 draws', () => {
    const rows = rowsOf(figures, 'sinr-distribution');
    const key = (r: PanelRow): string => [r['scheme'], r['design'], r['threshold_db'], r['curve']].join(' ');
    const curves = new Map(rows.map((r) => [key(r), rows.filter((other) => key(other) === key(r))]));
    expect(curves.size).toBe(2 * 2 * 3 * 3);
    for (const curve of curves.values()) {
      const first = curve[0] as PanelRow;
      const values = margins(first['curve'], first);
      expect(values).toHaveLength(first['curve'] === 'sampled' ? 35 : 7);
      const infinite = values.filter((x) => x === -Infinity).length;
      expect(first['share']).toBeCloseTo(infinite / values.length, 6);
      if (infinite === values.length) continue;
      for (const { share, margin_db: margin } of curve.slice(1)) {
        const rank = Math.round(Number(share) * values.length);
        expect(Number(margin)).toBeCloseTo(values[rank - 1] as number, 3);
      }
      expect(curve.at(-1)?.['share']).toBe(1);
    }
  });

  it('has panels of one range of abscissas below each other, and as many in each row as there are columns', () => {
    const figure = figures.find((f) => f.name === 'sinr-distribution');
    const columns = figure?.columns ?? 0;
    expect(figure?.blocks).toHaveLength(6);
    expect(columns).toBe(2);
    for (let column = 0; column < columns; column++) {
      const domains = figure?.blocks.filter((_, i) => i % columns === column).map((b) => b.panels[0]?.x.domain);
      expect(new Set(domains?.map(String)).size).toBe(1);
    }
  });

  it('tells the feasible draws of each design above each panel', () => {
    const figure = figures.find((f) => f.name === 'sinr-distribution');
    for (const { title, panels } of figure?.blocks ?? []) {
      const { scheme, threshold_db: threshold } = panels[0]?.rows[0] ?? {};
      const counts = ['joint', 'paper'].map((design) => {
        const own = designs.filter(
          (r) => r['scheme'] === scheme && r['threshold_db'] === threshold && r['design'] === design,
        );
        return `${design} ${own.filter((r) => r['rcrb_deg'] !== null).length}/7`;
      });
      expect(title).toBe(`${String(scheme)}, threshold ${String(threshold)} dB\nfeasible: ${counts.join(', ')}`);
    }
  });

  it('gives every design and every kind of curve a look of its own', () => {
    const legend = figures.find((f) => f.name === 'sinr-distribution')?.legend ?? [];
    const looks = legend.flatMap((g) => g.items.map((i) => JSON.stringify([i.colour, i.dash, i.width, i.shape])));
    expect(looks.length).toBeGreaterThan(5);
    expect(new Set(looks).size).toBe(looks.length);
  });

  it('says how many designs meet their claim and how many hold over the ball', () => {
    const met = designs.filter((r) => r['meets_claim'] === true).length;
    const held = designs.filter((r) => r['meets_claim'] === true && r['holds_over_ball'] === true).length;
    const notes = figures.find((f) => f.name === 'sinr-distribution')?.notes.join(' ') ?? '';
    expect(notes).toContain(`${met} of ${designs.length} designs meet their claim`);
    expect(notes).toContain(`${held} of these ${met} hold over the whole error ball`);
  });
});

describe('distribution of an SINR', () => {
  const draws = [
    record({ id: 0, worstExactDb: 9 }),
    record({ id: 1, worstExactDb: -Infinity }),
    record({ id: 2, designed: false, meetsClaim: false }),
    record({ id: 3, worstExactDb: 12 }),
  ];
  const none = new ListedValues([]);
  const place = { domain: [-5, 5], field: 'margin_db', threshold: 0 } as const;
  const exact = (medians: 'all' | 'perPoint', own = draws): PanelRow[] => {
    const values = sinrValues(own, none, medians);
    return values ? sinrRows(values, place, ['exact']) : [];
  };

  it('begins at the left edge with the share of draws that are infeasible or end at an SINR of 0, and marks the latter', () => {
    expect(exact('all').map((r) => [r['margin_db'], r['share']])).toEqual([
      [-5, 0.5],
      [-1, 0.75],
      [2, 1],
    ]);
    expect(exact('all').map((r) => r['zero_share'])).toEqual([0.5, undefined, undefined]);
  });

  it('leaves infeasible draws out on request', () => {
    expect(exact('perPoint')[0]).toMatchObject({ margin_db: -5, share: 0.3333333 });
  });

  it('is 1 from edge to edge where every draw ends at an SINR of 0', () => {
    const rows = exact('all', [record({ worstExactDb: -Infinity })]);
    expect(rows.map((r) => [r['margin_db'], r['share']])).toEqual([
      [-5, 1],
      [5, 1],
    ]);
  });
});

describe('errors of a design that makes a curve', () => {
  const met = record({ id: 0 });
  const unmet = record({ id: 1, meetsClaim: false });
  const infeasible = record({ id: 2, designed: false, meetsClaim: false });

  it('count as an SINR of 0 where the design does not meet its claim, or are left out on request', () => {
    expect(poolOf([met, unmet, infeasible], 'all')).toEqual({ designs: [met], missing: 2 });
    expect(poolOf([met, unmet, infeasible], 'perPoint')).toEqual({ designs: [met, unmet], missing: 0 });
  });

  it('begin on a logarithmic axis at its lower end or at the share of those of 0, each in at most some hundred steps', () => {
    const place = { domain: [-5, 5], field: 'sinr_db', threshold: 10, floor: 1e-4 } as const;
    const sampled = (missing: number): PanelRow[] => {
      const values = Array.from({ length: 20_000 }, (_, i) => (i < missing ? -Infinity : i / 20_000 - 1));
      const own = sinrValues([met], new ListedValues(values), 'all');
      return own ? sinrRows(own, place, ['sampled']) : [];
    };
    expect(
      sampled(0)
        .slice(0, 2)
        .map((r) => [r['sinr_db'], r['share']]),
    ).toEqual([
      [9, 1e-4],
      [9, 5e-5],
    ]);
    expect(sampled(0).at(-1)).toMatchObject({ share: 1 });
    expect(sampled(0).length).toBeLessThan(250);
    expect(sampled(2000)[0]).toMatchObject({ sinr_db: -5, share: 0.1 });
  });
});

describe('text of a share', () => {
  it('is short, and neither 0 nor 1 unless the share is', () => {
    expect([0, 1e-7, 0.000324, 0.01, 0.4567, 0.9996, 0.99999, 1].map(shareText)).toEqual([
      '0',
      '1.0e-7',
      '3.2e-4',
      '0.010',
      '0.46',
      '0.999',
      '0.999',
      '1',
    ]);
  });
});

describe('grid of panels', () => {
  const grid = (schemes: string[], robustness: string[], thresholds: (scheme: string) => number[]) =>
    panelGrid(
      schemes.flatMap((scheme) =>
        robustness.flatMap((r) =>
          thresholds(scheme).map((threshold_db) => record({ scheme, robustness: r, sweep: { threshold_db } })),
        ),
      ),
      ['threshold_db'],
    );

  it('has the ends and the middle of many values', () => {
    expect(endsAndMiddle([40, 0, 5, 10, 15, 20, 25, 30, 35])).toEqual([0, 20, 40]);
    expect(endsAndMiddle([5, Number.NaN, 20])).toEqual([5, 20]);
    const { panels, chosen } = grid(['A'], ['none'], () => [1, 2, 3, 4, 5]);
    expect(panels.map((p) => p.lines)).toEqual([['threshold 1 dB'], ['threshold 3 dB'], ['threshold 5 dB']]);
    expect(chosen).toEqual([{ dimension: 'threshold_db', values: [1, 3, 5], of: 5 }]);
  });

  it('has one scheme and threshold in a column where there are few, and its robustness below each other', () => {
    const { panels, columns } = grid(['A', 'B'], ['none', 'paper'], (s) => (s === 'A' ? [15] : [30]));
    expect(columns).toBe(2);
    expect(panels.map((p) => p.lines.join(', '))).toEqual([
      'A, threshold 15 dB, robustness none',
      'B, threshold 30 dB, robustness none',
      'A, threshold 15 dB, robustness paper',
      'B, threshold 30 dB, robustness paper',
    ]);
  });

  it('has its designs below each other where kinds of robustness share a panel', () => {
    const rows = ['joint', 'paper'].flatMap((design) =>
      ['none', 'paper'].map((r) => record({ design, robustness: r })),
    );
    const { panels } = panelGrid(rows, ['threshold_db'], 'design');
    expect(panels.map((p) => p.lines.join(', '))).toEqual([
      'threshold 10 dB, design joint',
      'threshold 10 dB, design paper',
    ]);
    for (const panel of panels) expect(panel.rows.map((r) => r.robustness)).toEqual(['none', 'paper']);
  });

  it('has one scheme in a column where there are many, and fills every row', () => {
    const { panels, columns } = grid(['A', 'B', 'C', 'D'], ['none', 'paper'], () => [0, 5, 10, 15]);
    expect(columns).toBe(4);
    expect(panels).toHaveLength(4 * 3 * 2);
    panels.forEach((panel, i) => {
      expect(panel.column).toBe(i % 4);
      expect(panel.rows).toHaveLength(1);
    });
  });
});

describe('verdict on designs', () => {
  const robust = record({ worstExactDb: 10 });
  const missed = record({ holdsOverBall: false, worstExactDb: 7.5 });
  const zero = record({ holdsOverBall: false, worstExactDb: -Infinity });
  const infeasible = record({ feasible: false, designed: false, meetsClaim: false, holdsOverBall: false });

  it('tells by how much designs that meet their claim fall below the threshold, and which end at an SINR of 0', () => {
    expect(verdictCounts([robust, missed, zero, infeasible])).toBe(
      '3 of 4 designs meet their claim (1 has no precoders); 1 of these 3 hold over the whole error ball. ' +
        'The exact worst case of the other 2 falls below the threshold, by up to 2.5 dB, and to an SINR of 0 (minus infinity dB) in 1.',
    );
    expect(verdictCounts([zero])).toMatch(
      /the other 1 falls below the threshold, to an SINR of 0 \(minus infinity dB\) in 1\.$/,
    );
  });

  it('is short where all hold', () => {
    expect(verdictCounts([robust, robust])).toBe(
      '2 of 2 designs meet their claim, and all of these hold over the whole error ball.',
    );
  });
});
