import { NUMERICS_VERSION } from '../../src/study/hash.ts';
import { fig3Section, fig3Title } from './fig3.ts';
import { fig5Section, fig5Title } from './fig5.ts';
import { fig7Section, fig7Title } from './fig7.ts';
import { fig9Section, fig9Title } from './fig9.ts';
import { gapSection, gapTitle } from './gap.ts';
import { guaranteeSection, guaranteeTitle } from './guarantee.ts';
import type { StoredRun, StoredRuns } from './storedRun.ts';
import { isCurrent } from './takeRun.ts';
import { counted, wrappedPart } from './words.ts';

/** A study that docs/results.md has a section on. */
export interface ResultSection {
  readonly title: string;
  /** What the section says of a stored run, without its heading. */
  readonly body: (run: StoredRun) => string;
}

/** By the name of the study, in the order of the page. */
export const SECTIONS: Readonly<Record<string, ResultSection>> = {
  fig3: { title: fig3Title, body: fig3Section },
  fig5: { title: fig5Title, body: fig5Section },
  fig7: { title: fig7Title, body: fig7Section },
  fig9: { title: fig9Title, body: fig9Section },
  gap: { title: gapTitle, body: gapSection },
  guarantee: { title: guaranteeTitle, body: guaranteeSection },
};

/** Where the numbers of a section come from, or that there are none. */
export function provenance(name: string, runs: StoredRuns): string {
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
  if (run !== undefined) parts.push(...section.body(run).split('\n\n'));
  return parts.map(wrappedPart).join('\n\n');
}
