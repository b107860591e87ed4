import { shippedFile } from '../../src/cli/shippedStudies.ts';
import { readStudy } from '../../src/study/parseStudy.ts';
import { paragraphsOf } from '../../src/study/paragraphs.ts';
import type { Study } from '../../src/study/schema.ts';
import { readStoredRuns, type StoredRuns } from '../results/storedRun.ts';
import { counted, NONE, wrapped } from '../results/words.ts';
import { markdownTable } from './markdownTable.ts';

/** A figure in docs/figures/, NAME.svg and NAME.png. */
interface Figure {
  readonly name: string;
  /** What `isac-mc plot --select` is given. */
  readonly select: string;
  readonly alternative: string;
  readonly scale?: string;
}

/** The studies in experiments/ in the order of the page, with their figures; some have none. */
const STUDIES: Readonly<Record<string, readonly Figure[]>> = {
  fig3: [
    {
      name: 'fig3',
      select: 'tradeoff',
      alternative: 'RCRB against SINR of blind designs and of designs that know the links',
    },
  ],
  fig4: [
    { name: 'fig4', select: 'beampattern-bs1', alternative: 'Transmit beampatterns of base station 1', scale: '1.5' },
  ],
  'amplitude-cap': [
    {
      name: 'amplitude-cap',
      select: 'beampattern-bs1',
      alternative: 'Transmit beampatterns of base station 1 without and with caps on the amplitudes',
      scale: '1.5',
    },
  ],
  fig5: [{ name: 'fig5', select: 'rcrb', alternative: 'RCRB against the SINR threshold at perfect CSI' }],
  fig6: [{ name: 'fig6', select: 'rcrb', alternative: 'RCRB against the SINR threshold under CSI errors' }],
  fig7: [
    { name: 'fig7', select: 'sinr-distribution', alternative: 'Distribution of the smallest SINR under CSI errors' },
  ],
  fig8: [{ name: 'fig8', select: 'rcrb', alternative: 'RCRB against the number of transmit antennas' }],
  fig9: [{ name: 'fig9', select: 'convergence', alternative: 'RCRB against the iterations of the alternation' }],
  ser: [{ name: 'ser', select: 'ser', alternative: 'Symbol error rate against the SINR threshold' }],
  'rho-sweep': [
    { name: 'rho-sweep', select: 'rcrb', alternative: 'RCRB against the weight of sensing' },
    { name: 'rho-sweep-tradeoff', select: 'tradeoff', alternative: 'RCRB against SINR over the weight of sensing' },
  ],
  gap: [
    { name: 'gap', select: 'bound-gap', alternative: 'Achieved RCRB above its lower bound and above the relaxation' },
  ],
  guarantee: [],
  'price-of-robustness': [
    {
      name: 'price-of-robustness',
      select: 'rcrb-threshold',
      alternative: 'RCRB against the SINR threshold of all kinds of robustness at four radii of the CSI error',
    },
  ],
  'robustness-study': [
    {
      name: 'robustness-study',
      select: 'sinr-outage',
      alternative: 'Share of Gaussian CSI errors below an SINR, on a logarithmic axis',
    },
  ],
  hexagon3: [
    { name: 'hexagon3', select: 'rcrb', alternative: 'RCRB against the SINR threshold in three hexagonal cells' },
  ],
  hexagon7: [
    { name: 'hexagon7', select: 'rcrb', alternative: 'RCRB against the SINR threshold in seven hexagonal cells' },
  ],
  complexity: [
    {
      name: 'complexity',
      select: 'complexity',
      alternative: 'Complexity and overhead models beside measured iterations',
    },
  ],
};

const INTRODUCTION = `# Figures of the shipped studies

Made by \`isac-mc plot\` from complete runs of the studies in experiments/. [results](../results.md) has the numbers of the stored runs. Every figure says how many draws it rests
on, what its bands are, and shows the feasible share. Below each figure stands what the paper shows, what ours shows, and why they differ; these are the \`notes\` of the study, which its
report shows too.
`;

const CLOSING = `Without \`--select\` a command draws every figure that the study has data for, into \`figures/\` of the study directory, with the vega-lite
specification of each beside it (\`--format svg,png,json\`).
`;

/** docs/figures/README.md. */
export function figuresPage(runs: StoredRuns = readStoredRuns()): string {
  const studies = Object.entries(STUDIES).map(([name, figures]) => ({
    name,
    figures,
    study: readStudy(shippedFile(name)),
  }));
  const table = markdownTable(
    ['file', 'command after `isac-mc run STUDY`', 'channel draws', 'numerics version'],
    studies.flatMap(({ name, figures, study }) =>
      figures.map((figure) => [
        figure.name,
        `\`${commandOf(name, figure)}\``,
        drawsOf(study),
        runs.get(name)?.numerics ?? NONE,
      ]),
    ),
  );
  const sections = studies.map(({ figures, study }) =>
    [
      `## ${study.title}`,
      ...figures.map((f) => `![${f.alternative}](${f.name}.png)`),
      ...paragraphsOf(study.notes).map((text) => wrapped(linked(text))),
    ].join('\n\n'),
  );
  return [
    INTRODUCTION,
    `${table}\n`,
    'The numerics version is that of the run which [docs/runs](../runs/README.md) stores; an en dash where none is stored.\n',
    CLOSING,
    `${sections.join('\n\n')}\n`,
  ].join('\n');
}

/** Pages that notes name become links. */
function linked(text: string): string {
  return text.replace(/docs\/([a-z-]+)\.md/g, '[docs/$1.md](../$1.md)');
}

function commandOf(study: string, { name, select, scale }: Figure): string {
  return [
    `isac-mc plot output/${study} --select ${select} --name ${name} --out docs/figures`,
    ...(scale === undefined ? [] : [`--scale ${scale}`]),
  ].join(' ');
}

/** `20, 100 CSI errors each`. */
function drawsOf({ realizations, output }: Study): string {
  const { channels, errors, frames } = realizations;
  return [
    String(channels),
    ...(errors > 0 ? [`${counted(errors, 'CSI error')} each`] : []),
    ...(output.tables.includes('ser') ? [`${counted(frames ?? 0, 'frame')} each`] : []),
  ].join(', ');
}
