import { beforeAll, describe, expect, it } from 'vitest';
import { readDesigns } from '../../../src/analysis/readDesigns.ts';
import { designInterval, wilson } from '../../../src/model/clusteredInterval.ts';
import { openStudySource } from '../../../src/analysis/readStudyDirectory.ts';
import { readAntennaShares } from '../../../src/analysis/figures/kinds/antennaPower.ts';
import type { Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import { readRows, temporaryFolder } from '../../study/tinyStudy.ts';
import { copyOf, forgeRows } from '../../study/verify/tamper.ts';
import { figuresOf, rowsOf, runInto, sweepStudy } from './runs.ts';

type Row = Record<string, unknown>;
let out: string;
let designs: Row[];
let figures: Figure[];

beforeAll(async () => {
  out = await runInto(temporaryFolder(), 'sweep', sweepStudy());
  designs = readRows(out, 'designs');
  figures = figuresOf(out);
});

/** Rows of one curve straight from the Arrow files. */
function curve(scheme: unknown, design: unknown): Row[] {
  return designs.filter((r) => r['scheme'] === scheme && r['design'] === design);
}

/** Middle of a sorted list, or the mean of its two middles. */
function naiveMedian(values: number[]): number {
  const s = values.sort((a, b) => a - b);
  return s.length % 2 === 1
    ? (s[(s.length - 1) / 2] as number)
    : ((s[s.length / 2 - 1] as number) + (s[s.length / 2] as number)) / 2;
}

/** RCRBs of all draws: infinite without precoders, and for those that do not do what the design claims. */
function countedAll(rows: Row[], column: string): number[] {
  return rows.map((r) => (r['meets_claim'] === true && r[column] !== null ? Number(r[column]) : Infinity));
}

/** Draws of a curve at a threshold. */
function drawsAt(row: PanelRow): Row[] {
  return curve(row['scheme'], row['design']).filter((r) => r['threshold_db'] === row['threshold_db']);
}

function expectMedian(actual: unknown, values: number[]): void {
  const expected = naiveMedian(values);
  if (Number.isFinite(expected)) expectClose(actual, expected);
  else expect(actual).toBeNull();
}

function expectClose(actual: unknown, expected: number): void {
  expect(actual).toBeTypeOf('number');
  expect(Math.abs((actual as number) / expected - 1)).toBeLessThan(1e-6);
}

describe('figure rcrb-threshold', () => {
  it('covers a study in which hard draws vanish along a curve', () => {
    const shares = rowsOf(figures, 'rcrb-threshold').map((r) => r['feasible_share']);
    expect(shares).toContain(1);
    expect(shares.some((s) => typeof s === 'number' && s > 0 && s < 1)).toBe(true);
    expect(shares).toContain(0);
  });

  it('shows medians over all draws, infeasible ones counted as infinite', () => {
    const rows = rowsOf(figures, 'rcrb-threshold');
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      const at = drawsAt(row);
      expect(at).toHaveLength(9);
      expectMedian(row['rcrb_deg'], countedAll(at, 'rcrb_deg'));
      expectMedian(row['rcrb_relaxation_deg'], countedAll(at, 'rcrb_relaxation_deg'));
    }
    expect(rows.some((r) => r['rcrb_deg'] === null)).toBe(true);
  });

  it('takes the feasible draws of each point alone on request, and says so', () => {
    const perPoint = figuresOf(out, { band: 'none', medians: 'perPoint' });
    for (const row of rowsOf(perPoint, 'rcrb-threshold')) {
      const kept = drawsAt(row).filter((r) => r['rcrb_deg'] !== null);
      if (kept.length === 0) expect(row['rcrb_deg']).toBeNull();
      else expectClose(row['rcrb_deg'], naiveMedian(kept.map((r) => Number(r['rcrb_deg']))));
      expect(row['lower']).toBeNull();
    }
    expect(perPoint[0]?.notes.join(' ')).toContain('Per-point medians');
    expect(perPoint[0]?.blocks[0]?.panels[0]?.y.title).toContain('feasible draws');
    expect(figures[0]?.notes.join(' ')).not.toContain('Per-point medians');
    expect(figures[0]?.notes.join(' ')).toContain('n = 9 channel draws.');
  });

  it('shows the shares of draws that are feasible, meet their claim and hold over the ball', () => {
    for (const row of rowsOf(figures, 'rcrb-threshold', 1)) {
      const at = drawsAt(row);
      const feasible = at.filter((r) => ['optimal', 'almostOptimal'].includes(String(r['status'])));
      expect(row['draws']).toBe(9);
      expect(row['feasible']).toBe(feasible.length);
      expectClose(Number(row['feasible_share']) + 1, feasible.length / 9 + 1);
      expect(row['meets_claim']).toBe(at.filter((r) => r['meets_claim'] === true).length);
      expect(row['holds_over_ball']).toBe(at.filter((r) => r['holds_over_ball'] === true).length);
    }
  });

  it('bands 9 draws by their second smallest and second largest value, infinite ones included', () => {
    const rows = rowsOf(figures, 'rcrb-threshold');
    for (const row of rows) {
      const sorted = countedAll(drawsAt(row), 'rcrb_deg').sort((a, b) => a - b);
      for (const [edge, value] of [
        ['lower', sorted[1]],
        ['upper', sorted[7]],
      ] as const)
        if (Number.isFinite(value)) expectClose(row[edge], value as number);
        else expect(row[edge]).toBeNull();
    }
    expect(rows.some((r) => r['lower'] !== null && r['upper'] !== null)).toBe(true);
  });
});

describe('figure ser', () => {
  it('divides the wrong by all decisions of the users and feasible draws, with an interval over the draws', () => {
    const ser = readRows(out, 'ser');
    let checked = 0;
    for (const row of rowsOf(figures, 'ser').filter((r) => Number(r['kept']) > 0)) {
      const own = drawsAt(row)
        .filter((r) => r['leakage_used'] !== null)
        .map((r) => ser.filter((s) => s['design_id'] === r['design_id']));
      const decisions = own.flat().reduce((a, s) => a + Number(s['decisions']), 0);
      // every user of every design has as many decisions
      const rates = own.map((users) => users.reduce((a, s) => a + Number(s['ser']) / users.length, 0));
      const rate = rates.reduce((a, r) => a + r / rates.length, 0);
      expect(row['decisions']).toBe(decisions);
      expect(Number(row['rate'])).toBeCloseTo(rate, 6);
      if (rate > 0) {
        const [lower, upper] = designInterval(rates, decisions);
        expectClose(row['ser_lower'], lower);
        expectClose(row['ser_upper'], upper);
        expect(row['none_wrong']).toBeNull();
      } else {
        // three frames through each design, whose decisions share a CSI error
        expectClose(row['none_wrong'], wilson(0, 3 * own.length)[1]);
        expect([row['ser_lower'], row['ser_upper']]).toEqual([null, null]);
      }
      checked++;
    }
    expect(checked).toBeGreaterThan(4);
  });
});

describe('figure convergence', () => {
  it('keeps the last value of a settled design, counts those that still iterate, and draws without a design as infinite', () => {
    const steps = readRows(out, 'convergence');
    const rows = rowsOf(figures, 'convergence').filter((r: PanelRow) => r['scheme'] === 'BLP-CBF');
    expect(rows.length).toBeGreaterThan(4);
    for (const row of rows) {
      const at = drawsAt(row);
      const values = at.map((r) => {
        if (r['meets_claim'] !== true) return Infinity;
        const own = steps
          .filter((s) => s['design_id'] === r['design_id'] && Number(s['iteration']) <= Number(row['iteration']))
          .sort((a, b) => Number(b['iteration']) - Number(a['iteration']));
        return Number(own[0]?.['rcrb_deg']);
      });
      expectMedian(row['rcrb_deg'], values);
      const running = at.filter(
        (r) =>
          r['leakage_used'] !== null &&
          steps.some((s) => s['design_id'] === r['design_id'] && s['iteration'] === row['iteration']),
      );
      expect(row['running']).toBe(running.length);
      expectClose(Number(row['running_share']) + 1, running.length / 9 + 1);
    }
  });
});

describe('figure worst-case', () => {
  it('shows median, smallest and largest exact worst case less the threshold over the feasible draws', () => {
    const rows = rowsOf(figures, 'worst-case').filter((r) => Number(r['kept']) > 0);
    expect(rows.length).toBeGreaterThan(6);
    for (const row of rows) {
      const margins = drawsAt(row)
        .filter((r) => r['leakage_used'] !== null)
        .map((r) => Number(r['worst_exact_sinr_db']) - Number(r['threshold_db']));
      expect(row['margin_db']).toBeCloseTo(naiveMedian(margins), 6);
      expect(row['lower']).toBeCloseTo(Math.min(...margins), 6);
      expect(row['upper']).toBeCloseTo(Math.max(...margins), 6);
    }
  });
});

describe('figure antenna-power', () => {
  it('adds up to the power that each design uses', () => {
    const directory = openStudySource(out);
    const read = readDesigns(directory);
    const feasible = designs.filter((r) => r['rcrb_deg'] !== null);
    const shares = readAntennaShares(
      { directory, designs: read },
      new Set(feasible.map((r) => Number(r['design_id']))),
    );
    expect(shares.size).toBe(feasible.length);
    for (const row of feasible) {
      const own = shares.get(Number(row['design_id'])) ?? [];
      const used = Array.from((row['power_used_bs'] as { toArray(): Float64Array }).toArray());
      expect(own).toHaveLength(12);
      used.forEach((power, bs) =>
        expect(own.slice(6 * bs, 6 * bs + 6).reduce((a, b) => a + b, 0)).toBeCloseTo(power, 10),
      );
    }
  });

  it('shows the median over designs and base stations at the middle threshold', () => {
    const directory = openStudySource(out);
    const own = designs.filter(
      (r) =>
        r['scheme'] === 'BLP-CoMP' && r['design'] === 'joint' && r['threshold_db'] === 20 && r['rcrb_deg'] !== null,
    );
    const shares = readAntennaShares(
      { directory, designs: readDesigns(directory) },
      new Set(own.map((r) => Number(r['design_id']))),
    );
    const rows = rowsOf(figures, 'antenna-power').filter((r) => r['scheme'] === 'BLP-CoMP' && r['design'] === 'joint');
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      const a = Number(row['antenna']) - 1;
      const values = [...shares.values()].flatMap((s) => [s[a] as number, s[6 + a] as number]);
      expect(row['designs']).toBe(2 * own.length);
      expectClose(row['share'], naiveMedian(values));
    }
  });
});

describe('figures beampattern', () => {
  it('are refused of a base station that the study does not have', () => {
    const copy = copyOf(out);
    forgeRows(copy, sweepStudy(), 'beampatterns', (rows) => rows.map((r) => ({ ...r, bs: 7 })));
    expect(() => figuresOf(copy)).toThrow(/: table beampatterns: expected a bs below 2, got 7$/);
  });

  it('tell failed designs of their draw from infeasible ones', () => {
    const copy = copyOf(out);
    const first = designs.find((r) => r['realization'] === 0 && r['leakage_used'] !== null)?.['design_id'];
    forgeRows(copy, sweepStudy(), 'designs', (rows) =>
      rows.map((r) => (r['design_id'] === first ? { ...r, status: 'failed', leakage_used: null } : r)),
    );
    const notes = figuresOf(copy)
      .find((f) => f.name === 'beampattern-bs1')
      ?.notes.join(' ');
    expect(notes).toMatch(/\d+ of 12 designs of this draw are failed or infeasible and have no pattern: /);
  });

  it('hold the samples of every feasible design of the first draw', () => {
    const patterns = readRows(out, 'beampatterns');
    for (const bs of [0, 1]) {
      const rows = rowsOf(figures, `beampattern-bs${bs + 1}`);
      const expected = patterns.filter((p) => {
        const design = designs.find((r) => r['design_id'] === p['design_id']);
        return p['bs'] === bs && design?.['realization'] === 0;
      });
      expect(rows).toHaveLength(expected.length);
      const sum = (list: readonly Row[]): number => list.reduce((a, r) => a + Number(r['power_db']), 0);
      expect(Math.abs(sum(rows) / sum(expected) - 1)).toBeLessThan(1e-4);
    }
  });
});
