import { describe, expect, it } from 'vitest';
import { resultsPage } from '../../scripts/pages/resultsPage.ts';
import type { StoredDesign } from '../../scripts/results/storedRun.ts';
import { SECTIONS } from '../../scripts/results/studies.ts';
import { infeasible, storedDesign, storedRun } from './storedRows.ts';

/** A section of the page for one stored run, lines folded. */
function sectionOf(study: string, rows: readonly StoredDesign[]): string {
  const page = resultsPage(new Map([[study, storedRun(study, rows)]]));
  const section = page.split(/^## /m).find((text) => text.includes(`isac-mc run ${study}\``)) ?? '';
  return section.replace(/\n(?: {2})?(?=[^\n|-])/g, ' ');
}

const DRAWS = [0, 1, 2];

describe('docs/results.md', () => {
  it('has a sentence for each study whose run is not stored, and no number', () => {
    const page = resultsPage(new Map());
    for (const [name, { title }] of Object.entries(SECTIONS))
      expect(page).toContain(`## ${title}\n\nNo run of \`isac-mc run ${name}\` is stored.\n`);
    expect(page.replace(/fig\d|Fig\. \d/g, '')).not.toMatch(/\d/);
  });

  it('says which run its numbers are of, and that the study has changed since', () => {
    const section = sectionOf('fig3', [storedDesign({ design: 'blind' })]);
    expect(section).toContain('`isac-mc run fig3`: 1 channel draw, begun 2026-01-02, numerics version 0');
    expect(section).toContain('has changed since');
  });

  it('fig3: medians of what blind designs promise and achieve', () => {
    const rows = [0, 20].flatMap((threshold_db) =>
      DRAWS.map((realization) =>
        storedDesign({
          realization,
          design: 'blind',
          threshold_db,
          rcrb_relaxation_deg: 2 + realization / 10,
          rcrb_deg: 3 + realization / 10,
          sinr_db: threshold_db - 30 - realization,
          certified: false,
        }),
      ),
    );
    const section = sectionOf('fig3', [...rows, storedDesign({ design: 'joint' })]);
    expect(section).toContain('| 20 | 3 | 2.10 | 3.10 | -11.0 | -31.0 | 3 of 3 | 0 |');
    expect(section).toContain('a threshold of 0 dB becomes -31.0 dB, one of 20 dB becomes -11.0 dB');
    expect(section).toContain('certifies none of 6 feasible blind designs and all 1 feasible designs that know');
  });

  it('fig5: medians over the compared draws, feasible draws, ratios of joint to paper draw by draw', () => {
    const rows = DRAWS.flatMap((realization) => [
      storedDesign({ realization, threshold_db: 0, rcrb_deg: 2 + realization }),
      realization === 2
        ? infeasible({ realization, threshold_db: 5 })
        : storedDesign({ realization, threshold_db: 5, rcrb_deg: 4 + realization }),
      storedDesign({ realization, design: 'joint', threshold_db: 0, rcrb_deg: 1 + realization }),
      storedDesign({ realization, design: 'joint', threshold_db: 5, rcrb_deg: 2 + realization }),
    ]);
    const section = sectionOf('fig5', rows);
    // the third draw reaches 0 dB alone: it stands in neither median of `paper`
    expect(section).toContain('| BLP-CBF | `paper` | 2.50 (2) | 4.50 (2) |');
    expect(section).toContain('| BLP-CBF | `joint` | 2.00 (3) | 3.00 (3) |');
    expect(section).toContain('| BLP-CBF | `paper` | 3 | 2 |');
    expect(section).toContain('| BLP-CBF | 0.667 (3) | 0.550 (2) |');
    expect(section).toContain(
      '`joint` has 2.00 degrees at 0 dB against 2.50 of `paper`, and 3.00 degrees at 5 dB against 4.50 of `paper`',
    );
    expect(section).toContain('all 11 feasible designs are certified');
    expect(section).toContain('| BLP-CBF | `paper` | 5 | 2.500 | 1.250 to 3.125 |');
  });

  it('fig7: designs whose exact worst case misses the threshold although no sample does', () => {
    const rows = DRAWS.map((realization) =>
      storedDesign({
        realization,
        robustness: 'paper',
        worst_sampled_sinr_db: 10.3,
        worst_exact_sinr_db: 10.02 - realization / 20,
      }),
    );
    const section = sectionOf('fig7', rows);
    expect(section).toContain('push none of 3 designs below');
    expect(section).toContain('lies below the threshold in 2 of 3 designs (BLP-CBF: 2), by up to 0.080 dB');
    expect(section).toContain('| BLP-CBF | `paper` | `paper` | 10 | 3 of 3 | 3 | 0.30 | -0.080 | 2 |');
  });

  it('fig9: fewest, median and most iterations of feasible designs', () => {
    const rows = [
      ...DRAWS.map((realization) => storedDesign({ realization, iterations: 2 + realization ** 2 })),
      infeasible({ iterations: 50 }),
      storedDesign({ design: 'joint', iterations: 1 }),
    ];
    const section = sectionOf('fig9', rows);
    expect(section).toContain('| BLP-CBF | `paper` | 3 | 2 | 3 | 6 |');
    expect(section).toContain('settles after 3 iterations in the median and 6 at most');
  });

  it('gap: how far vectors lie above their relaxation, a lower bound only where there is one', () => {
    const rows = DRAWS.map((realization) =>
      storedDesign({ realization, scheme: 'SLP-CBF', rcrb_deg: 2 + realization / 100, rcrb_lower_deg: Number.NaN }),
    );
    expect(sectionOf('gap', rows)).toContain('| SLP-CBF | `paper` | 10 | 3 of 3 | 3 | 0.50% | 1.00% |');
    expect(sectionOf('gap', rows)).not.toContain('lower bound: median');
    expect(sectionOf('gap', [storedDesign({ scheme: 'SLP-CBF' })])).toContain('| 0% | 0% | 25% | 25% |');
  });

  it('guarantee: certificates, the smallest margin, joint against paper', () => {
    const rows = DRAWS.flatMap((realization) => {
      const own = { realization, scheme: 'SLP-CBF', csi_error_radius: 0.02 };
      return [
        storedDesign({ ...own, worst_exact_sinr_db: 10 + 4.5e-6 * (1 + realization) }),
        storedDesign({ ...own, design: 'joint', rcrb_deg: 1.8 + realization / 10 }),
      ];
    });
    const section = sectionOf('guarantee', rows);
    expect(section).toContain('certifies all 6 feasible designs; the smallest margin');
    expect(section).toContain('is 4.5e-6 dB.');
    expect(section).toContain('all 3 pairs of feasible designs');
    expect(section).toContain('is 0.950 times that of `paper` in the median, and between 0.900 and 1.000 times');
    expect(section).toContain('| 0.02 | 10 | 3 | 0.950 | 0.900 to 1.000 |');
  });
});
