import { describe, expect, it } from 'vitest';
import { resultsPage } from '../../scripts/pages/resultsPage.ts';
import type { StoredDesign } from '../../scripts/results/storedRun.ts';
import { SECTIONS } from '../../scripts/results/studies.ts';
import { infeasible, storedDesign, storedRun } from './storedRows.ts';

/** A section of the page for one stored run, beside some others; lines folded. */
function sectionOf(
  study: string,
  rows: readonly StoredDesign[],
  others: Readonly<Record<string, readonly StoredDesign[]>> = {},
): string {
  const runs = Object.entries({ ...others, [study]: rows }).map(([name, own]) => [name, storedRun(name, own)] as const);
  const page = resultsPage(new Map(runs));
  const section = page.split(/^## /m).find((text) => text.includes(`isac-mc run ${study}\``)) ?? '';
  return section.replace(/\n(?: {2})?(?=[^\n|-])/g, ' ');
}

const DRAWS = [0, 1, 2];

describe('docs/results.md', () => {
  it('has a sentence for each study whose run is not stored, and no number', () => {
    const page = resultsPage(new Map());
    for (const [name, { title }] of Object.entries(SECTIONS))
      expect(page).toContain(`## ${title}\n\nNo run of \`isac-mc run ${name}\` is stored.\n`);
    expect(page.replace(/fig\d|Fig\. \d|hexagon\d|a 95% confidence interval/g, '')).not.toMatch(/\d/);
  });

  it('says which run its numbers are of, and that the study has changed since', () => {
    const section = sectionOf('fig3', [storedDesign({ design: 'blind' })]);
    expect(section).toContain('`isac-mc run fig3`: 1 channel draw, begun 2026-01-02, numerics version 0');
    expect(section).toContain('has changed since');
  });

  it('fig3: medians of what blind designs promise and achieve although none meets its claim; a draw without precoders is infinite', () => {
    const rows = [0, 20].flatMap((threshold_db) =>
      DRAWS.map((realization) =>
        storedDesign({
          realization,
          design: 'blind',
          threshold_db,
          rcrb_relaxation_deg: 2 + realization,
          rcrb_deg: 3 + 1.5 * realization,
          sinr_db: threshold_db - 30 - realization,
          meets_claim: false,
          holds_over_ball: false,
        }),
      ),
    );
    const unreached = DRAWS.map((realization) => infeasible({ realization, design: 'blind', threshold_db: 30 }));
    const section = sectionOf('fig3', [...rows, ...unreached, storedDesign({ design: 'joint' })]);
    expect(section).toContain('| 20 | 3 of 3 | 3.00 | 4.50 | 1.500 | – | -11.0 | -31.0 | 0 |');
    expect(section).toContain('| 30 | 0 of 3 | – | – | – | – | – | – | 0 |');
    expect(section).toContain('a threshold of 0 dB becomes -31.0 dB, one of 20 dB becomes -11.0 dB');
    expect(section).toContain('Of the blind designs, none of 6 meet their claim.');
    expect(section).toContain('| 10 | 1 of 1 | 1 | 1 | 0.50 | 2.00 (1) |');
  });

  it('fig4: which designs there are', () => {
    const section = sectionOf('fig4', [storedDesign(), infeasible({ design: 'joint' })]);
    expect(section).toContain('| BLP-CBF | `paper` | 10 | yes | 2.00 | 10.5 |');
    expect(section).toContain('| BLP-CBF | `joint` | 10 | no | – | – |');
  });

  it('amplitude-cap: what each cap costs against the design without one', () => {
    const rows = [
      storedDesign({ rcrb_deg: 2, amplitude_crb_re: 40, amplitude_crb_im: 0.02 }),
      storedDesign({ amplitude_crb_cap: 0.1, rcrb_deg: 2.1, amplitude_crb_re: 0.1, amplitude_crb_im: 0.02 }),
      infeasible({ amplitude_crb_cap: 0.01 }),
    ];
    const section = sectionOf('amplitude-cap', rows);
    expect(section).toContain('| BLP-CBF | none | yes | 2.00 | – | 40.0 | 0.0200 |');
    expect(section).toContain('| BLP-CBF | 0.1 | yes | 2.10 | 5.00% | 0.100 | 0.0200 |');
    expect(section).toContain('| BLP-CBF | 0.01 | no | – | – | – | – |');
  });

  it('fig5: medians over all draws with an infeasible one as infinite, designs and levels draw by draw', () => {
    const rows = DRAWS.flatMap((realization) => [
      storedDesign({ realization, threshold_db: 0, rcrb_deg: 2 + realization }),
      realization === 2
        ? infeasible({ realization, threshold_db: 5 })
        : storedDesign({ realization, threshold_db: 5, rcrb_deg: 4 + realization }),
      storedDesign({ realization, design: 'joint', threshold_db: 0, rcrb_deg: 1 + realization }),
      storedDesign({ realization, design: 'joint', threshold_db: 5, rcrb_deg: 2 + realization }),
      storedDesign({ realization, scheme: 'SLP-CBF', threshold_db: 0, rcrb_deg: 4 + 2 * realization }),
      storedDesign({ realization, scheme: 'SLP-CoMP', threshold_db: 0, rcrb_deg: 1 }),
    ]);
    const section = sectionOf('fig5', rows);
    // 4, 5 and infinity; the third draw counts at 0 dB as well
    expect(section).toContain('| BLP-CBF | `paper` | 3.00 (3) | 5.00 (2) |');
    expect(section).toContain('| BLP-CBF | `joint` | 2.00 (3) | 3.00 (3) |');
    // ratios 1/2, 2/3, 3/4 and 2/4, 3/5, 4/infinity
    expect(section).toContain('| BLP-CBF | 0.667<br>3 | 0.500<br>2, 1 only `joint` |');
    expect(section).toContain('| CBF | `paper` | 2.000<br>3 |');
    expect(section).toContain('all 17 meet their claim, and all 17 hold over the error ball; the smallest exact');
    expect(section).toContain('(95% interval): BLP-CBF 3.000 and SLP-CBF 6.000.');
    // 2, 3, 4, 4 and 5 over 1.6
    expect(section).toContain('| BLP-CBF | `paper` | 5 | 2.500 | 1.250 to 3.125 |');
  });

  it('fig5: a curve ends where half of the draws have no design', () => {
    const rows = [storedDesign(), infeasible({ realization: 1 })];
    expect(sectionOf('fig5', rows)).toContain('| BLP-CBF | `paper` | – (1) |');
  });

  it('fig6: the price of the error draw by draw against the run of fig5, none without that run', () => {
    const robust = DRAWS.map((realization) =>
      storedDesign({ realization, csi_error_radius: 0.01, robustness: 'guaranteed', rcrb_deg: 3 + realization }),
    );
    const perfect = [
      ...DRAWS.map((realization) => storedDesign({ realization, rcrb_deg: 2 + realization })),
      storedDesign({ realization: 3 }),
    ];
    const section = sectionOf('fig6', [...robust, infeasible({ realization: 3, csi_error_radius: 0.01 })], {
      fig5: perfect,
    });
    // 3/2, 4/3, 5/4 and infinity
    expect(section).toContain('the RCRB at d = 0.01 (`robustness: guaranteed`) divided by that at d = 0.');
    expect(section).toContain('| BLP-CBF | `paper` | 1.414<br>3, 1 only d = 0 |');
    expect(sectionOf('fig6', robust)).not.toContain('the price of the error');
  });

  it('fig7: designs that meet their claim and do not hold over the error ball although no sample shows it', () => {
    const rows = DRAWS.map((realization) =>
      storedDesign({
        realization,
        robustness: 'paper',
        worst_sampled_sinr_db: 10.3,
        worst_exact_sinr_db: 10.02 - realization / 20,
        holds_over_ball: realization === 0,
      }),
    );
    const section = sectionOf('fig7', rows);
    expect(section).toContain('push none of 3 designs below');
    expect(section).toContain('all 3 meet their claim, and 1 of 3 hold over the error ball');
    expect(section).toContain('lies 0.080 dB below its threshold');
    expect(section).toContain('lies below the threshold in 2 of 3 designs (BLP-CBF: 2), by up to 0.080 dB');
    expect(section).toContain('| BLP-CBF | `paper` | `paper` | 10 | 3 of 3 | 3 | 1 | 0.30 | -0.080 |');
  });

  it('robustness-study: designs that an error leads below their threshold, and no drawn one', () => {
    const rows = DRAWS.map((realization) =>
      storedDesign({
        realization,
        robustness: 'paper',
        csi_error_radius: 0.05,
        worst_sampled_sinr_db: 10.3,
        worst_exact_sinr_db: 10.02 - realization / 20,
        outage: realization === 1 ? 0.3 : 0,
        holds_over_ball: realization === 0,
      }),
    );
    const section = sectionOf('robustness-study', [
      ...rows,
      infeasible({ realization: 3, robustness: 'paper', csi_error_radius: 0.05 }),
    ]);
    expect(section).toContain(
      'In BLP-CBF at d = 0.05 errors lead 1 of 3 designs with `robustness: paper` below their threshold, by up to 0.080 dB, and none of those drawn does.',
    );
    expect(section).toContain('| BLP-CBF | 0.05 | `paper` | 3 of 4 | 0.1 | 1 | 0.30 | -0.080 |');
  });

  it('hexagon3: medians and reach of each robustness, what one costs against another, and where a relaxation is not tight', () => {
    const at = (robustness: string, threshold_db: number, rcrb_deg: number): StoredDesign[] =>
      DRAWS.map((realization) =>
        storedDesign({
          realization,
          robustness,
          threshold_db,
          rcrb_deg: rcrb_deg + realization,
          rcrb_relaxation_deg: rcrb_deg + realization,
          sinr_db: threshold_db,
          worst_exact_sinr_db: threshold_db + (robustness === 'none' ? -2 : 0.1),
          holds_over_ball: robustness !== 'none',
        }),
      );
    const unreached = DRAWS.map((realization) =>
      infeasible({ realization, robustness: 'guaranteedSum', threshold_db: 20 }),
    );
    const [loose, ...tight] = at('exact', 10, 2.5).reverse();
    const rows = [
      ...at('none', 10, 2),
      ...at('none', 20, 3),
      ...at('guaranteedSum', 10, 3),
      ...unreached,
      ...tight,
      { ...(loose as StoredDesign), rcrb_deg: 6 },
      ...at('exact', 20, 4).slice(0, 2),
      { ...infeasible({ realization: 2, robustness: 'exact', threshold_db: 20 }), status: 'numericalError' },
    ];
    const section = sectionOf('hexagon3', rows);
    expect(section).toContain('| BLP-CBF | `guaranteedSum` | 4.00 (3) | – (0) |');
    expect(section).toContain('| BLP-CBF | `exact` | 3.50 (3) | 5.00 (2) |');
    // 3/2, 4/3 and 5/4
    expect(section).toContain('| BLP-CBF | `guaranteedSum` | `none` | 1.333<br>3 | 3 only `none` |');
    expect(section).toContain('all 8 meet their claim, and all 8 hold over the error ball');
    expect(section).toContain('none of 6 hold over the error ball; errors can lead them up to 2.0 dB below');
    expect(section).toContain('BLP-CBF `exact` at 20 dB (realization 2: `numericalError`)');
    // 6 over a relaxation of 4.5, and over the 5 of guaranteedSum
    expect(section).toContain('in 1 of 5 designs the RCRB of the precoders lies more than 1% above');
    expect(section).toContain('by up to 33%, and in 1 draw above that of `guaranteedSum`.');
    expect(section).toContain('`guaranteedSum` up to 10 dB (3 of 6 designs feasible) and `exact` up to 20 dB');
  });

  it('fig8: medians over the antennas, which curves fall, and where no draw is feasible', () => {
    const at = (tx_antennas: number, rcrb_deg: number, scheme: string): StoredDesign[] =>
      DRAWS.map((realization) => storedDesign({ realization, tx_antennas, scheme, rcrb_deg: rcrb_deg + realization }));
    const none = DRAWS.map((realization) => infeasible({ realization, tx_antennas: 4 }));
    const rows = [...none, ...at(6, 3, 'BLP-CBF'), ...at(8, 2, 'BLP-CBF'), ...at(6, 1, 'SLP-CoMP')];
    const section = sectionOf('fig8', [...rows, ...at(8, 1.5, 'SLP-CoMP')]);
    expect(section).toContain('| BLP-CBF | `paper` | – (0) | 4.00 (3) | 3.00 (3) |');
    expect(section).toContain('every curve but SLP-CoMP `paper`, which rises somewhere.');
    expect(section).toContain('With N = 4 no draw is feasible in BLP-CBF `paper`.');
    // 3/1, 4/2, 5/3 and 2/1.5, 3/2.5, 4/3.5
    expect(section).toContain('| BLP-CBF | `paper` | – | 2.000<br>3 | 1.200<br>3 |');
    expect(sectionOf('fig8', rows)).toContain('More antennas lower the median of every curve.');
  });

  it('fig9: fewest, median and most iterations of feasible designs, and the change since the first one', () => {
    const rows = [
      ...DRAWS.map((realization) =>
        storedDesign({ realization, iterations: 2 + realization ** 2, rcrb_first_deg: 2 + realization / 1000 }),
      ),
      infeasible({ iterations: 50 }),
      storedDesign({ design: 'joint', iterations: 1 }),
    ];
    const section = sectionOf('fig9', rows);
    // 2/2, 2/2.001 and 2/2.002
    expect(section).toContain('| BLP-CBF | `paper` | 3 | 2 | 3 | 6 | 0.9995 | 0.9990 to 1.0000 |');
    expect(section).toContain('| BLP-CBF | `joint` | 1 | 1 | 1 | 1 | – | – |');
    expect(section).toContain('settles after 3 iterations in the median and 6 at most');
    expect(section).toContain('flat from the first iteration on');
    const falling = sectionOf('fig9', [storedDesign({ rcrb_first_deg: 2.1 })]);
    expect(falling).toContain('some designs descend');
  });

  it('ser: how far the SINRs lie above their thresholds', () => {
    const rows = DRAWS.map((realization) =>
      storedDesign({ realization, sinr_db: 11 + realization, worst_exact_sinr_db: 10.25 + realization }),
    );
    const section = sectionOf('ser', [...rows, infeasible({ realization: 3 }), infeasible({ realization: 4 })]);
    // 11, 12, 13 and twice minus infinity
    expect(section).toContain('| BLP-CBF | 10 | 3 of 5 | 3 | 3 | 0.25 | 1.0 |');
  });

  it('rho-sweep: SINR and RCRB over rho, no RCRB at 0, joint against paper in both', () => {
    const rows = DRAWS.flatMap((realization) =>
      [0, 0.5].flatMap((rho) => {
        const own = { realization, rho, threshold_db: Number.NaN };
        return [
          storedDesign({ ...own, sinr_db: 20 + realization, rcrb_deg: 4 }),
          storedDesign({ ...own, design: 'joint', sinr_db: 22 + 2 * realization, rcrb_deg: 2 + realization }),
        ];
      }),
    );
    const section = sectionOf('rho-sweep', rows);
    expect(section).toContain('| scheme | design | rho = 0 | rho = 0.5 |');
    expect(section).toContain('| BLP-CBF | `joint` | 24.0 | 24.0 |');
    expect(section).toContain('| scheme | design | rho = 0.5 |\n| --- | --- | --- |\n| BLP-CBF | `paper` | 4.00 (3) |');
    expect(section).toContain('| BLP-CBF | 0.750<br>3 |');
    expect(section).toContain('| BLP-CBF | 3.0<br>3 | 3.0<br>3 |');
    expect(section).not.toContain('threshold.');
  });

  it('gap: how far vectors lie above their relaxation, a lower bound only where there is one', () => {
    const rows = DRAWS.map((realization) =>
      storedDesign({ realization, scheme: 'SLP-CBF', rcrb_deg: 2 + realization / 100, rcrb_lower_deg: Number.NaN }),
    );
    const section = sectionOf('gap', [...rows, infeasible({ realization: 3, scheme: 'SLP-CBF' })]);
    expect(section).toContain('| SLP-CBF | `paper` | 10 | 3 of 4 | 3 | 0.50% | 1.00% |');
    expect(section).not.toContain('lower bound: median');
    expect(sectionOf('gap', [storedDesign({ scheme: 'SLP-CBF' })])).toContain('| 0% | 0% | 25% | 25% |');
  });

  it('guarantee: both words, the smallest margin, joint against paper', () => {
    const rows = DRAWS.flatMap((realization) => {
      const own = { realization, scheme: 'SLP-CBF', csi_error_radius: 0.02 };
      return [
        storedDesign({ ...own, worst_exact_sinr_db: 10 + 4.5e-6 * (1 + realization) }),
        storedDesign({ ...own, design: 'joint', rcrb_deg: 1.8 + realization / 10 }),
      ];
    });
    const section = sectionOf('guarantee', rows);
    expect(section).toContain('all 6 meet their claim, and all 6 hold over the error ball');
    expect(section).toContain('lies 4.5e-6 dB above its threshold');
    expect(section).toContain('| SLP-CBF | `paper` | 0.02 | 3 of 3 | 3 | 3 | 4.5e-6 |');
    expect(section).toContain('| 0.02 | 0.950<br>3 |');
  });
});
