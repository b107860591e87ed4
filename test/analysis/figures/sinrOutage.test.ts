import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import { grouped } from '../../../src/grouped.ts';
import { readStudy } from '../../../src/study/parseStudy.ts';
import type { Study } from '../../../src/study/schema.ts';
import { shippedFile } from '../../../src/cli/shippedStudies.ts';
import { forgeRows } from '../../study/verify/tamper.ts';
import { readRows, temporaryFolder, tinyStudy } from '../../study/tinyStudy.ts';
import { figuresOf, rowsOf, runInto } from './runs.ts';

type Row = Record<string, unknown>;

const ERRORS = 10_000;
/** Width of a bin by default. */
const STEP_DB = 0.01;

/** Draws with and without a design, of two kinds of robustness, with rows of single users beside those of the designs. */
function outageStudy(): Study {
  return tinyStudy((text) =>
    `${text}output: { perUser: true }\n`
      .replace('robustness: guaranteed', 'robustness: [none, guaranteedSum]')
      .replace('csiErrorRadius: 0.01', 'csiErrorRadius: 0.05')
      .replace('[5, 60]', '[5, 25]')
      .replace('channels: 3, errors: 4', `channels: 4, errors: ${ERRORS}`),
  );
}

/** SINRs in dB of the errors of some designs from table `errors`, ascending; -Infinity for each one of a draw without a design. */
function sampled(designs: readonly Row[], errors: ReadonlyMap<unknown, readonly number[]>, draws: number): number[] {
  return designs
    .flatMap((r) =>
      r['meets_claim'] === true ? (errors.get(r['design_id']) ?? []) : Array.from({ length: draws }, () => -Infinity),
    )
    .sort((a, b) => a - b);
}

function samplesOf(out: string): Map<unknown, number[]> {
  const samples = new Map<unknown, number[]>();
  for (const e of readRows(out, 'errors')) {
    const list = samples.get(e['design_id']) ?? [];
    list.push(e['sinr_db'] === null ? -Infinity : Number(e['sinr_db']));
    samples.set(e['design_id'], list);
  }
  return samples;
}

/** Every point of a curve stands where plain sorting has a value of its share, within a bin and half of the last digit shown. */
function expectSorted(curve: readonly PanelRow[], field: string, values: readonly number[], exactShare: number): void {
  for (const row of curve.slice(1)) {
    const rank = Math.round(Number(row['share']) * values.length);
    const difference = Math.abs(Number(row[field]) - (values[rank - 1] as number));
    expect(difference).toBeLessThan((rank <= exactShare * values.length ? 0 : STEP_DB) + 6e-5);
  }
}

describe('figure sinr-outage', () => {
  const folder = temporaryFolder();
  const study = outageStudy();
  let out = '';
  let designs: Row[];
  let errors: Map<unknown, number[]>;
  let figure: Figure;

  beforeAll(async () => {
    out = await runInto(folder, 'outage', study);
    designs = readRows(out, 'designs');
    errors = samplesOf(out);
    figure = figuresOf(out).find((f) => f.name === 'sinr-outage') as Figure;
  });

  const ownDesigns = (row: PanelRow): Row[] =>
    designs.filter((r) => r['threshold_db'] === row['threshold_db'] && r['robustness'] === row['robustness']);

  it('has a curve of every kind of robustness in the panel of each threshold, over all errors of all draws', () => {
    expect(figure.table).toBe('sinr_distribution');
    expect(figure.blocks).toHaveLength(2);
    for (const { panels } of figure.blocks) {
      const rows = panels[0]?.rows.filter((r) => r['curve'] === 'sampled') ?? [];
      const kinds = [...new Set(rows.map((r) => r['robustness']))];
      expect(new Set(kinds)).toEqual(new Set(['none', 'guaranteedSum']));
      for (const kind of kinds) {
        const curve = rows.filter((r) => r['robustness'] === kind);
        expect(curve.length).toBeLessThan(250);
        const [first = {}] = curve;
        const values = sampled(ownDesigns(first), errors, ERRORS).map((x) => x - Number(first['threshold_db']));
        expect(values).toHaveLength(4 * ERRORS);
        const missing = values.filter((x) => x === -Infinity).length / values.length;
        expect(first['share']).toBeCloseTo(Math.max(missing, 1e-4), 6);
        expectSorted(missing < 1 ? curve : [], 'margin_db', values, missing + 256 / values.length);
      }
    }
  });

  it('tells the outage above each panel, that of infeasible draws in it', () => {
    for (const { title, panels } of figure.blocks) {
      const own = panels[0]?.rows ?? [];
      for (const kind of ['guaranteedSum', 'none']) {
        const row = own.find((r) => r['robustness'] === kind) as PanelRow;
        const values = sampled(ownDesigns(row), errors, ERRORS);
        const below = values.filter((x) => x < Number(row['threshold_db']) - 1e-6).length / values.length;
        const told = new RegExp(`${kind}\\u00a0([\\d.e-]+)`).exec(title)?.[1];
        expect(Math.abs(Number(told) - below)).toBeLessThanOrEqual(0.05 * below + 1e-12);
      }
    }
  });

  it('marks the least exact worst case on the axis', () => {
    for (const row of rowsOf([figure], 'sinr-outage').filter((r) => r['curve'] === 'exact')) {
      const worst = ownDesigns(row)
        .filter((r) => r['meets_claim'] === true)
        .map((r) => Number(r['worst_exact_sinr_db']));
      expect(row['margin_db']).toBeCloseTo(Math.min(...worst) - Number(row['threshold_db']), 3);
      expect(row['worst_share']).toBe(1e-4);
    }
  });

  it('has a logarithmic axis of whole decades', () => {
    const axis = figure.blocks[0]?.panels[0]?.y;
    expect(axis).toMatchObject({ scale: 'log', domain: [1e-4, 1], ticks: [1e-4, 1e-3, 1e-2, 1e-1, 1] });
  });

  it('comes with many errors alone', async () => {
    const few = await runInto(folder, 'few', { ...study, realizations: { ...study.realizations, errors: 50 } }, 1);
    expect(figuresOf(few).map((f) => f.name)).toContain('sinr-distribution');
    expect(figuresOf(few).map((f) => f.name)).not.toContain('sinr-outage');
  });

  it.each([
    ['another number of draws', { draws: 9n }, /expected 10000 draws of design 0, got 9/],
    ['counts of other draws', { bin_counts: Float64Array.of(3, 4) }, /expected bin_counts that add up to 10000 draws/],
    ['another threshold', { reference_db: 7 }, /expected reference_db 5 of design 0, got 7/],
    ['another order', { tail_sinr: Float64Array.of(3, 2) }, /expected ascending SINRs of design 0, got 2/],
    ['bins that are not there', { first_bin: 5999 }, /expected bins from -1 to 6000 of design 0, got 5999/],
  ])('refuses a row with %s, well listed', async (name, change, message) => {
    const forged = await runInto(folder, name, study, 1);
    forgeRows(forged, study, 'sinr_distribution', (rows) => rows.map((r, i) => (i === 0 ? { ...r, ...change } : r)));
    expect(() => figuresOf(forged)).toThrow(message);
  });

  it('refuses a study without the row of a design', async () => {
    const forged = await runInto(folder, 'lost', study, 1);
    forgeRows(forged, study, 'sinr_distribution', (rows) => rows.slice(1));
    expect(() => figuresOf(forged)).toThrow(/table sinr_distribution: expected a row of design 0, got none/);
  });
});

it('of the study of Fig. 7, the distribution is that of the rows of table errors within a bin, and in the tail exactly', async () => {
  const shipped = readStudy(shippedFile('fig7'));
  const study: Study = {
    ...shipped,
    schemes: ['BLP-CBF', 'BLP-CoMP'],
    design: ['joint'],
    output: { ...shipped.output, smallest: 12, tables: ['designs', 'errors'] },
  };
  const out = await runInto(temporaryFolder(), 'fig7', study, 2);
  const [designs, errors] = [readRows(out, 'designs'), samplesOf(out)];
  const rows = rowsOf(figuresOf(out), 'sinr-distribution').filter((r) => r['curve'] === 'sampled');
  const key = (r: Row): string => [r['scheme'], r['robustness']].join(' ');
  const curves = grouped(rows, key);
  expect(curves.size).toBe(4);
  for (const [name, curve] of curves) {
    const values = sampled(
      designs.filter((r) => key(r) === name),
      errors,
      100,
    );
    expect(values).toHaveLength(200);
    const infinite = values.filter((x) => x === -Infinity).length;
    expectSorted(curve, 'sinr_db', values, (infinite + 12) / 200);
  }
});
