import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import { dodgeOf } from '../../../src/analysis/figures/dodge.ts';
import { pskName, whySlpCompErrs } from '../../../src/analysis/figures/serWords.ts';
import { readRows, temporaryFolder } from '../../study/tinyStudy.ts';
import { record } from './records.ts';
import { figuresOf, rowsOf, runInto, smallStudy } from './runs.ts';

let designs: Record<string, unknown>[];
let figures: Figure[];

beforeAll(async () => {
  const out = await runInto(temporaryFolder(), 'small', smallStudy());
  designs = readRows(out, 'designs');
  figures = figuresOf(out);
});

describe('figure ser', () => {
  it('has a rate where more than half of the draws meet their claim, and the feasible share everywhere', () => {
    const rows = rowsOf(figures, 'ser');
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      const at = designs.filter(
        (r) =>
          r['scheme'] === row['scheme'] && r['design'] === row['design'] && r['threshold_db'] === row['threshold_db'],
      );
      const met = at.filter((r) => r['meets_claim'] === true).length;
      expect(row['kept']).toBe(2 * met > 7 ? met : 0);
      expect(row['rate'] === null).toBe(2 * met <= 7);
      expect(row['feasible_share']).toBeCloseTo(at.filter((r) => r['rcrb_deg'] !== null).length / 7, 6);
    }
    expect(rows.some((r) => r['kept'] === 0 && Number(r['feasible_share']) > 0)).toBe(true);
  });

  it('names the modulation and what its triangles are', () => {
    const notes = figures.find((f) => f.name === 'ser')?.notes.join(' ') ?? '';
    expect(notes).toContain('3 frames of QPSK symbols through each design.');
    expect(notes).toContain('no decision was wrong');
    expect([2, 4, 8].map(pskName)).toEqual(['BPSK', 'QPSK', '8-PSK']);
  });
});

describe('dodged schemes', () => {
  it('stand around their sweep value in the order of the legend, nearer to it than to any other value', () => {
    const schemes = ['A', 'B', 'C', 'D'];
    const { at, axis, field } = dodgeOf('threshold_db', [0, 2, 4, 10], schemes, 'SINR threshold (dB)');
    for (const value of [0, 2, 4, 10]) {
      const places = schemes.map((s) => at(value, s));
      expect(places.toSorted((a, b) => a - b)).toEqual(places);
      expect(new Set(places).size).toBe(4);
      for (const place of places) {
        expect(Math.abs(place - value)).toBeLessThan(1);
        expect(place).toBeGreaterThan(axis.domain?.[0] ?? Infinity);
        expect(place).toBeLessThan(axis.domain?.[1] ?? -Infinity);
      }
    }
    expect(field).toBe('threshold_db_dodged');
  });

  it('stay at their value where there is one scheme', () => {
    expect(dodgeOf('rho', [0.1, 0.2], ['A'], 'rho').at(0.2, 'A')).toBe(0.2);
  });
});

describe('why SLP-CoMP errs most', () => {
  const point = (scheme: string, threshold_db: number, rate: number | null): PanelRow => ({
    scheme,
    threshold_db,
    rate,
  });
  const rows = [8, 10].map((threshold_db) =>
    record({ scheme: 'SLP-CoMP', sinrDb: threshold_db + 0.5, sweep: { threshold_db } }),
  );

  it('is said of the thresholds at which it does, with how far its SINR lies above them', () => {
    const panel = [8, 10].flatMap((t) => [point('SLP-CoMP', t, 1e-3), point('BLP-CBF', t, 0)]);
    const [text] = whySlpCompErrs(
      [[...panel, point('SLP-CoMP', 0, 0.1), point('BLP-CBF', 0, 0.2)]],
      rows,
      'threshold_db',
    );
    expect(text).toMatch(/^SLP-CoMP errs most at 8 and 10 dB: its SINR counts noise alone and lies 0\.5 dB above/);
  });

  it('is not said where another scheme errs as often, or stands alone', () => {
    const equal = [point('SLP-CoMP', 8, 0.1), point('BLP-CBF', 8, 0.1)];
    const alone = [point('SLP-CoMP', 8, 0.1), point('BLP-CBF', 8, null)];
    expect(whySlpCompErrs([equal, alone], rows, 'threshold_db')).toEqual([]);
  });
});
