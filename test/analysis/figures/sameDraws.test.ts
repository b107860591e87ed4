import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { curvesOf, medianRcrb } from '../../../src/analysis/figures/curves.ts';
import type { PanelRow } from '../../../src/analysis/figures/figure.ts';
import { rcrbKind } from '../../../src/analysis/figures/kinds/rcrb.ts';
import type { DesignRecord } from '../../../src/analysis/readDesigns.ts';
import { openStudySource, type StudySource } from '../../../src/analysis/readStudyDirectory.ts';
import type { BandKind } from '../../../src/analysis/statistics.ts';
import type { MedianRule } from '../../../src/study/countedDraws.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import { summarize } from '../../../src/study/summary.ts';
import { temporaryFolder, tinyStudy } from '../../study/tinyStudy.ts';
import { designsOf, record } from './records.ts';
import { figuresOf, rowsOf, runInto } from './runs.ts';

const folder = temporaryFolder();

const SCHEMES = ['BLP-CBF', 'BLP-CoMP', 'SLP-CoMP'];
const DESIGNS = ['paper', 'joint'];
const ROBUSTNESS = ['none', 'paper', 'guaranteed'];
const THRESHOLDS = [0, 10, 20, 30];
const RADII = [0, 0.01];

/** What the solver may say about a draw: infeasible, undecided, failed, a design with or without what it claims. */
const outcome = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ designed: false, feasible: false, meetsClaim: false, rcrbDeg: Number.NaN }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { designed: false, feasible: false, undecided: true, meetsClaim: false, rcrbDeg: Number.NaN },
      { designed: false, feasible: false, undecided: true, failed: true, meetsClaim: false, rcrbDeg: Number.NaN },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      designed: fc.constant(true),
      meetsClaim: fc.boolean(),
      holdsOverBall: fc.boolean(),
      rcrbDeg: fc.double({ min: 0.1, max: 80, noNaN: true }),
      rcrbRelaxationDeg: fc.double({ min: 0.1, max: 80, noNaN: true }),
      rcrbLowerDeg: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0.1, max: 80, noNaN: true })),
    }),
  },
);

/** Rows of a whole grid over some draws. */
const study = fc.integer({ min: 1, max: 9 }).chain((draws) => {
  const places = Array.from({ length: draws }, (_, realization) =>
    SCHEMES.flatMap((scheme) =>
      DESIGNS.flatMap((design) =>
        ROBUSTNESS.flatMap((robustness) =>
          THRESHOLDS.flatMap((threshold_db) =>
            RADII.map((csi_error_radius) => ({
              realization,
              scheme,
              design,
              robustness,
              sweep: { threshold_db, csi_error_radius },
            })),
          ),
        ),
      ),
    ),
  ).flat();
  return fc
    .array(outcome, { minLength: places.length, maxLength: places.length })
    .map((outcomes) => places.map((place, id) => record({ ...place, ...outcomes[id], id })));
});

const some = <T>(values: readonly T[], least = 1): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: least });

/** A part of the grid with at least two thresholds. */
const part = fc.record({
  schemes: some(SCHEMES),
  designs: some(DESIGNS),
  robustness: some(ROBUSTNESS),
  thresholds: some(THRESHOLDS, 2),
  radii: some(RADII),
});

function within(
  rows: readonly DesignRecord[],
  kept: typeof part extends fc.Arbitrary<infer P> ? P : never,
): DesignRecord[] {
  return rows.filter(
    (r) =>
      kept.schemes.includes(r.scheme) &&
      kept.designs.includes(r.design) &&
      kept.robustness.includes(r.robustness) &&
      kept.thresholds.includes(r.sweep.threshold_db) &&
      kept.radii.includes(r.sweep.csi_error_radius),
  );
}

/** Every point of every curve with its medians and band, by what the point is. */
function pointsOf(rows: readonly DesignRecord[], rule: MedianRule, band: BandKind): Map<string, unknown> {
  const curves = curvesOf(rows, 'threshold_db', rule);
  return new Map(
    curves.flatMap(({ scheme, design, robustness, points }) =>
      points.map((p): [string, unknown] => {
        const key = [scheme, design, robustness, p.draws[0]?.sweep.csi_error_radius, p.x].join(' ');
        const { feasible, meetsClaim, holdsOverBall, undecided, failed } = p;
        const medians = [
          medianRcrb(p, band),
          medianRcrb(p, band, (r) => r.rcrbRelaxationDeg),
          medianRcrb(p, band, (r) => r.rcrbLowerDeg),
        ];
        return [
          key,
          { medians, feasible, meetsClaim, holdsOverBall, undecided, failed, draws: p.draws.map((r) => r.id) },
        ];
      }),
    ),
  );
}

/** What identifies a row of the RCRB figure, and what it shows; whether its band is a bar of its own is a matter of its neighbours. */
function shown(rows: readonly PanelRow[]): Map<string, PanelRow> {
  return new Map(
    rows.map(({ lone: _lone, csi_error: _error, ...row }) => [
      ['scheme', 'design', 'robustness', 'threshold_db', 'csi_error_radius'].map((field) => row[field]).join(' '),
      row,
    ]),
  );
}

const rules = fc.constantFrom<MedianRule>('all', 'perPoint');
const bands = fc.constantFrom<BandKind>('confidence', 'quartiles', 'none');

describe('adding or removing sweep points, designs, schemes or robustness', () => {
  let directory: StudySource;
  beforeAll(async () => {
    directory = openStudySource(await runInto(folder, 'tiny', tinyStudy(), 1));
  });

  it('changes no point of a curve and no band', () => {
    fc.assert(
      fc.property(study, part, rules, bands, (rows, kept, rule, band) => {
        const whole = pointsOf(rows, rule, band);
        const own = pointsOf(within(rows, kept), rule, band);
        const { schemes, designs, robustness, radii, thresholds } = kept;
        const count = [schemes, designs, robustness, radii, thresholds].reduce((n, list) => n * list.length, 1);
        expect(own.size).toBe(count);
        for (const [key, point] of own) expect(point).toEqual(whole.get(key));
      }),
    );
  });

  it('changes no number of the RCRB figure', () => {
    const figureRows = (rows: readonly DesignRecord[], medians: MedianRule, band: BandKind): Map<string, PanelRow> =>
      shown(
        rowsOf(rcrbKind.build({ directory, designs: designsOf(rows), options: { band, medians } }), 'rcrb-threshold'),
      );
    fc.assert(
      fc.property(study, part, rules, bands, (rows, kept, rule, band) => {
        const whole = figureRows(rows, rule, band);
        for (const [key, row] of figureRows(within(rows, kept), rule, band)) expect(row).toEqual(whole.get(key));
      }),
      { numRuns: 25 },
    );
  });
});

describe('a study and a larger one with the same seed', () => {
  const text = (schemes: string, designs: string, thresholds: string): string => `title: part
seed: '7'
scenario: { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 8, csiErrorRadius: 0.01 }
schemes: ${schemes}
design: ${designs}
robustness: [guaranteed]
sweep: { thresholdDb: ${thresholds} }
realizations: { channels: 7 }
output: { tables: [designs] }
`;
  let [small, large] = ['', ''];
  beforeAll(async () => {
    const run = (name: string, yaml: string): Promise<string> =>
      runInto(folder, name, parseStudy(yaml, `${name}.yaml`));
    small = await run('small', text('[BLP-CBF]', '[paper]', '[5, 20]'));
    large = await run('large', text('[BLP-CoMP, BLP-CBF]', '[joint, paper]', '[0, 5, 15, 20, 30]'));
  });

  it('have the same curves where both have them', () => {
    const own = shown(rowsOf(figuresOf(small), 'rcrb-threshold'));
    const whole = shown(rowsOf(figuresOf(large), 'rcrb-threshold'));
    expect([own.size, whole.size]).toEqual([2, 20]);
    for (const [key, row] of own) expect(row).toEqual(whole.get(key));
    // among them draws without a design, which the larger study has at other thresholds too
    const shares = [...whole.values()].map((r) => Number(r['feasible_share']));
    expect(shares.some((s) => s > 0 && s < 1)).toBe(true);
  });

  it('have the same lines of the summary where both have them', () => {
    const lines = summarize(large);
    for (const line of summarize(small)) {
      const { scheme, design, point } = line;
      expect(lines).toContainEqual(line);
      expect(lines.filter((l) => l.scheme === scheme && l.design === design && l.point === point)).toHaveLength(1);
    }
  });
});
