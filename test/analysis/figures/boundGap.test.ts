import { describe, expect, it } from 'vitest';
import { boundGapKind } from '../../../src/analysis/figures/kinds/boundGap.ts';
import { worstCaseKind } from '../../../src/analysis/figures/kinds/worstCase.ts';
import type { Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import type { FigureInput, FigureKind } from '../../../src/analysis/figures/figureKind.ts';
import type { DesignRecord } from '../../../src/analysis/readDesigns.ts';
import type { StudySource } from '../../../src/analysis/readStudyDirectory.ts';
import { designsOf, record } from './records.ts';
import { sweepStudy } from './runs.ts';

/** The figure of a kind over some rows of a study. */
function figureOf(kind: FigureKind, rows: readonly DesignRecord[]): Figure {
  const directory = { study: sweepStudy() } as StudySource;
  const input: FigureInput = { directory, designs: designsOf(rows), options: { band: 'confidence', medians: 'all' } };
  const [figure] = kind.build(input);
  if (!figure) throw new Error(`no figure ${kind.kind}`);
  return figure;
}

/** Rows of a panel of the first block. */
function panel(figure: Figure, index = 0): readonly PanelRow[] {
  return figure.blocks[0]?.panels[index]?.rows ?? [];
}

/** Draws of one scheme at thresholds of 5 and 20 dB. */
function swept(scheme: string, draws: readonly Partial<DesignRecord>[]): DesignRecord[] {
  return [5, 20].flatMap((threshold_db) =>
    draws.map((draw, realization) =>
      record({ scheme, realization, ...draw, sweep: { threshold_db, csi_error_radius: 0.01 } }),
    ),
  );
}

describe('figure bound-gap', () => {
  const rows = swept('BLP-CBF', [
    { rcrbDeg: 1.01, rcrbRelaxationDeg: 1.01 },
    { rcrbDeg: 1.02, rcrbRelaxationDeg: 1.01 },
    { rcrbDeg: 1.5, rcrbRelaxationDeg: 1.2 },
    { rcrbDeg: Number.NaN, designed: false, meetsClaim: false, feasible: false },
  ]);

  it('has the quartiles and extremes of the excess over bound and relaxation of the draws that have a design', () => {
    const [bound] = panel(figureOf(boundGapKind, rows));
    expect(bound).toMatchObject({
      above_lower_percent: 2,
      lower: 1,
      upper: 50,
      quartile_lower: 1.5,
      quartile_upper: 26,
    });
    expect(bound).toMatchObject({ kept: 3, draws: 4 });
    const [relaxation] = panel(figureOf(boundGapKind, rows), 1);
    expect(relaxation?.['above_relaxation_percent']).toBeCloseTo(100 * (1.02 / 1.01 - 1), 5);
    expect(relaxation).toMatchObject({ lower: 0, upper: 25 });
  });

  it('has an axis that is logarithmic where the excess spans decades, with a mark for draws below it', () => {
    const figure = figureOf(boundGapKind, rows);
    const axis = figure.blocks[0]?.panels[1]?.y;
    expect(axis?.scale).toBe('log');
    for (const row of panel(figure, 1)) expect(row['below']).toBe(0.001);
    expect(figure.legend.flatMap((g) => g.items.map((i) => i.label))).toContain('draws at 0.001% or less');
  });

  it('draws schemes at one threshold beside each other', () => {
    const both = figureOf(boundGapKind, [...rows, ...swept('SLP-CBF', [{ rcrbDeg: 1.01 }])]);
    const at5 = panel(both).filter((r) => r['threshold_db'] === 5);
    expect(new Set(at5.map((r) => r['threshold_db_dodged'])).size).toBe(2);
    for (const row of at5) expect(Math.abs(Number(row['threshold_db_dodged']) - 5)).toBeLessThan(1.5);
  });

  it('shows no excess of blind designs, which neither bound holds for', () => {
    const blind = rows.map((r) => ({ ...r, design: 'blind' }));
    expect(boundGapKind.build({ designs: designsOf(blind) } as FigureInput)).toEqual([]);
  });
});

describe('figure worst-case', () => {
  it('keeps worst cases of 0 as a mark at the lower end, and counts them', () => {
    const figure = figureOf(
      worstCaseKind,
      swept('SLP-CoMP', [
        { worstExactDb: -Infinity, holdsOverBall: false },
        { worstExactDb: 25 },
        { worstExactDb: 26 },
      ]),
    );
    const [first] = panel(figure);
    expect(first).toMatchObject({ margin_db: 20, lower: null, upper: 21, kept: 3 });
    expect(first?.['below']).toBeCloseTo(figure.blocks[0]?.panels[0]?.y.domain?.[0] ?? Number.NaN, 5);
    expect(first?.['drawn_smallest']).toBe(first?.['below']);
    expect(figure.notes.join(' ')).toContain('to an SINR of 0 (minus infinity dB) in 2.');
  });

  it('has no median but the mark where most worst cases are 0', () => {
    const figure = figureOf(
      worstCaseKind,
      swept('SLP-CoMP', [
        { worstExactDb: -Infinity, holdsOverBall: false },
        { worstExactDb: -Infinity, holdsOverBall: false },
        { worstExactDb: 26 },
      ]),
    );
    expect(panel(figure)[0]).toMatchObject({ margin_db: null, drawn_median: null });
    expect(panel(figure)[0]?.['below']).not.toBeNull();
  });

  it('leaves draws without precoders out and tells how many are behind a mark', () => {
    const figure = figureOf(
      worstCaseKind,
      swept('BLP-CBF', [{ worstExactDb: 21 }, { worstExactDb: 22 }, { designed: false, meetsClaim: false }]),
    );
    expect(panel(figure)[0]).toMatchObject({ margin_db: 16.5, lower: 16, kept: 2, draws: 3, below: null });
    expect(figure.notes.join(' ')).toContain('2 draws behind a mark');
  });
});
