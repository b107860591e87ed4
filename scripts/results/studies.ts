import { NUMERICS_VERSION } from '../../src/study/hash.ts';
import { amplitudeCapSection, amplitudeCapTitle } from './amplitudeCap.ts';
import { fig3Section, fig3Title } from './fig3.ts';
import { fig4Section, fig4Title } from './fig4.ts';
import { fig5Section, fig5Title } from './fig5.ts';
import { fig6Section, fig6Title } from './fig6.ts';
import { fig7Section, fig7Title } from './fig7.ts';
import { fig8Section, fig8Title } from './fig8.ts';
import { fig9Section, fig9Title } from './fig9.ts';
import { gapSection, gapTitle } from './gap.ts';
import { guaranteeSection, guaranteeTitle } from './guarantee.ts';
import { priceOfRobustnessSection, priceOfRobustnessTitle } from './priceOfRobustness.ts';
import { hexagon3Title, hexagon7Title, hexagonSection } from './hexagons.ts';
import { robustnessStudySection, robustnessStudyTitle } from './robustnessStudy.ts';
import { rhoSweepSection, rhoSweepTitle } from './rhoSweep.ts';
import { serSection, serTitle } from './ser.ts';
import type { OptionalColumn, StoredRun, StoredRuns } from './storedRun.ts';
import { isCurrent } from './takeRun.ts';
import { counted, wrappedPart } from './words.ts';

/** A study that docs/results.md has a section on. */
export interface ResultSection {
  readonly title: string;
  /** What the section says of a stored run, without its heading. */
  readonly body: (run: StoredRun, runs: StoredRuns) => string;
  /** The columns that it needs beside those of every stored run. */
  readonly columns: readonly OptionalColumn[];
}

/** By the name of the study, in the order of the page. */
export const SECTIONS: Readonly<Record<string, ResultSection>> = {
  fig3: { title: fig3Title, body: fig3Section, columns: ['rcrb_relaxation_deg'] },
  fig4: { title: fig4Title, body: fig4Section, columns: [] },
  'amplitude-cap': {
    title: amplitudeCapTitle,
    body: amplitudeCapSection,
    columns: ['amplitude_crb_cap', 'amplitude_crb_re', 'amplitude_crb_im'],
  },
  fig5: { title: fig5Title, body: fig5Section, columns: ['rcrb_relaxation_deg', 'rcrb_lower_deg'] },
  fig6: { title: fig6Title, body: fig6Section, columns: [] },
  fig7: { title: fig7Title, body: fig7Section, columns: ['worst_sampled_sinr_db'] },
  fig8: { title: fig8Title, body: fig8Section, columns: [] },
  fig9: { title: fig9Title, body: fig9Section, columns: ['iterations', 'rcrb_first_deg', 'rcrb_relaxation_deg'] },
  ser: { title: serTitle, body: serSection, columns: [] },
  'rho-sweep': { title: rhoSweepTitle, body: rhoSweepSection, columns: [] },
  gap: { title: gapTitle, body: gapSection, columns: ['rcrb_relaxation_deg', 'rcrb_lower_deg'] },
  guarantee: { title: guaranteeTitle, body: guaranteeSection, columns: [] },
  'price-of-robustness': { title: priceOfRobustnessTitle, body: priceOfRobustnessSection, columns: [] },
  'robustness-study': {
    title: robustnessStudyTitle,
    body: robustnessStudySection,
    columns: ['worst_sampled_sinr_db', 'outage'],
  },
  hexagon3: { title: hexagon3Title, body: hexagonSection, columns: ['rcrb_relaxation_deg'] },
  hexagon7: { title: hexagon7Title, body: hexagonSection, columns: ['rcrb_relaxation_deg'] },
};

/** Where the numbers of a section come from, or that there are none. */
function provenance(name: string, runs: StoredRuns): string {
  const run = runs.get(name);
  if (run === undefined) return `No run of \`isac-mc run ${name}\` is stored.`;
  const stale = isCurrent(run)
    ? ''
    : ` *The study, or the numerics version (now ${NUMERICS_VERSION}), has changed since: a new run may give other numbers.*`;
  return (
    `\`${run.command}\`: ${counted(run.draws, 'channel draw')}, begun ${run.date}, numerics version ${run.numerics}, backend ${run.backend} ` +
    `([rows](runs/${name}.csv)).${stale}`
  );
}

/** The whole of a section. */
export function resultSection(name: string, section: ResultSection, runs: StoredRuns): string {
  const run = runs.get(name);
  const parts = [`## ${section.title}`, provenance(name, runs)];
  if (run !== undefined) parts.push(...section.body(run, runs).split('\n\n'));
  return parts.map(wrappedPart).join('\n\n');
}
