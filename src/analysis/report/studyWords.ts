import { DESIGN_MEANINGS, LAW_MEANINGS, ROBUSTNESS_MEANINGS, SCHEME_MEANINGS } from '../../study/choices.ts';
import type { Study } from '../../study/schema.ts';
import { axisOf } from '../../study/sweepAxes.ts';
import { countText, shapeText } from '../figures/sinrWords.ts';

/** One definition: a term and what it means. */
export type Definition = readonly [term: string, text: string];

const list = (values: readonly (string | number)[]): string => values.join(', ');

/** The study in words: what is varied, and on which system. */
export function studyWords(study: Study): Definition[] {
  const { scenario: s, sweep, realizations: r } = study;
  const d = axisOf(study, 'csiErrorRadius');
  const thresholds = sweep.thresholdDb;
  const target = sweep.rho
    ? `The weighted form: ρ = ${list(sweep.rho)} weighs the CRB against the SINR.`
    : Array.isArray(thresholds)
      ? `The CRB alone is minimised with an SINR of at least ${list(thresholds)} dB for every user.`
      : `The CRB alone is minimised with an SINR of at least ${Object.entries(thresholds ?? {})
          .map(([scheme, t]) => `${list(t)} dB for ${scheme}`)
          .join(', ')}.`;
  const channels =
    s.channelModel === 'rayleigh'
      ? `Rayleigh fading, inter-cell links weaker by a factor of ${s.interCellLoss}`
      : s.channelModel === 'lineOfSight'
        ? 'line of sight to users at given angles'
        : 'measured channels from a file';
  return [
    [
      'Goal',
      `${target} SINRs, RCRBs, powers and whether a design meets its claim are recomputed in float64 from the precoders alone; infeasible designs and lower bounds are what certificates prove; other statuses, iterations, merits and relaxations are what the solver says.`,
    ],
    [
      'System',
      `${s.cells} cells with ${s.usersPerCell} users and one target each; N = ${list(axisOf(study, 'txAntennas'))} transmit and ${s.rxAntennas} receive antennas at a base station; frames of L = ${list(axisOf(study, 'frameLength'))} symbols; ${s.powerBudgetDb} dB of power over the noise at each base station.`,
    ],
    ['Channels', `${study.stop ? 'At most ' : ''}${r.channels} channel draws (${channels}), seed ${study.seed}.`],
    [
      'CSI error',
      d.every((x) => x === 0)
        ? 'None (d = 0).'
        : `Radius d = ${list(d)} of the error ball of each link${r.errors > 0 ? `; ${countText(r.errors)} error draws for each design: ${LAW_MEANINGS[r.errorLaw]}` : ''}${shapeText(study)}.`,
    ],
    ['Schemes', study.schemes.map((name) => `${name}: ${SCHEME_MEANINGS[name]}`).join('; ')],
    ['Designs', study.design.map((name) => `${name}: ${DESIGN_MEANINGS[name]}`).join('; ')],
    ['Robustness', study.robustness.map((name) => `${name}: ${ROBUSTNESS_MEANINGS[name]}`).join('; ')],
  ];
}
