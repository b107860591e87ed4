import { readManifests } from '../../study/manifest.ts';
import { NUMERICS_VERSION } from '../../study/hash.ts';
import type { Designs } from '../readDesigns.ts';
import type { StudySource } from '../readStudyDirectory.ts';
import { definitionList, escapeHtml } from './html.ts';

function text(value: string | readonly string[] | null | undefined): string {
  if (value === null || value === undefined) return 'not told';
  return typeof value === 'string' ? value : value.join(', ');
}

/** How the run was made: what study.json and the manifests tell. */
export function provenanceHtml(source: StudySource, designs: Designs): string {
  const { run, hash } = source;
  const versions = Object.entries(run.versions ?? {})
    .map(([name, version]) => `${name} ${text(version)}`)
    .join(', ');
  const { finished: lines, failed: failures } = readManifests(source.root);
  const chunks = new Map(lines.map((l) => [l.chunk, l]));
  const seconds = [...chunks.values()].reduce((sum, l) => sum + l.seconds, 0);
  const hosts = new Set(lines.map((l) => l.host)).size;
  const failed = new Set(failures.map((f) => f.chunk).filter((c) => !chunks.has(c)));
  const entries: [string, string][] = [
    [
      'State',
      designs.draws === designs.plannedDraws
        ? 'complete'
        : `incomplete: ${designs.draws} of ${designs.plannedDraws} draws`,
    ],
    ['Study hash (sha256)', hash],
    ['Seed', source.study.seed],
    ['Numerics version', String(NUMERICS_VERSION)],
    ['Versions', versions || 'not told'],
    ['Commit', text(run.commit)],
    ['Backend', text(run.backend)],
    ['Device', text(run.device)],
    ...(run.arithmetic === undefined ? [] : [['Arithmetic', text(run.arithmetic)] as [string, string]]),
    ['Begun', text(run.start)],
    [
      'Work',
      `${chunks.size} chunk${chunks.size === 1 ? '' : 's'} on ${hosts} host${hosts === 1 ? '' : 's'}, ${seconds.toFixed(1)} s of computing`,
    ],
    ...(failed.size > 0 ? [['Failed chunks', [...failed].sort((a, b) => a - b).join(', ')] as [string, string]] : []),
  ];
  return definitionList('facts', entries);
}

/** How to cite the program and this very study. */
export function citationHtml({ run, hash, study }: StudySource): string {
  const version = text(run.versions?.['isac-mc']);
  const bibtex = `@software{isac_mc,
  title   = {isac-mc: batch Monte Carlo evaluation of robust precoders for multi-cell ISAC},
  version = {${version}},
  note    = {Study ${hash.slice(0, 12)}, seed ${study.seed}, ${text(run.backend)} backend}
}`;
  return `<p>Name the version and the study hash: whoever has the same study file and backend gets the same bytes.</p><pre tabindex="0">${escapeHtml(bibtex)}</pre>`;
}
