import { median } from '../../src/model/median.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { countOf, groupBy, isFeasible, marginOf, pairedRatios, smallestMargin } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { decibels, plain, rangeOf, ratio, shareOf } from './words.ts';

export const guaranteeTitle = 'guarantee: exact worst case at symbol level';

const exact = marginOf('worst_exact_sinr_db');

/** Certificates and exact worst cases under CSI errors, and what `joint` gains over the alternation in SLP-CBF. */
export function guaranteeSection(run: StoredRun): string {
  const feasible = run.rows.filter(isFeasible);
  const certified = shareOf(
    countOf(feasible, (r) => r.certified),
    feasible.length,
  );
  const certificates = markdownTable(
    ['scheme', 'design', 'd', 'feasible', 'certified', 'smallest exact worst case - threshold/dB'],
    groupBy(run.rows, 'scheme', 'design', 'csi_error_radius').map(({ of, rows }) => [
      of.scheme,
      `\`${of.design}\``,
      plain(of.csi_error_radius),
      `${countOf(rows, isFeasible)} of ${rows.length}`,
      plain(countOf(rows, (r) => r.certified)),
      decibels(smallestMargin(rows, exact)),
    ]),
  );
  const parts = [
    `Worst case over the whole error ball (radius d in CBF, sqrt(J) d for the stacked channel in CoMP). The recomputation certifies ${certified} feasible designs; the smallest margin of the ` +
      `exact worst case over the threshold is ${decibels(smallestMargin(feasible, exact))} dB.`,
    certificates,
  ];
  const [joint, paper] = [designOf(run, 'joint'), designOf(run, 'paper')];
  const all = pairedRatios(joint, paper);
  if (all.length > 0)
    parts.push(
      `In SLP-CBF \`joint\` searches the common interference level, which \`paper\` finds by alternation. Draw by draw, over all ${all.length} pairs of feasible designs, the RCRB of \`joint\` is ` +
        `${ratio(median(all))} times that of \`paper\` in the median, and between ${ratio(Math.min(...all))} and ${ratio(Math.max(...all))} times:`,
      pairs(joint, paper),
    );
  return parts.join('\n\n');
}

function designOf(run: StoredRun, design: string): StoredDesign[] {
  return run.rows.filter((r) => r.scheme === 'SLP-CBF' && r.design === design);
}

function pairs(joint: readonly StoredDesign[], paper: readonly StoredDesign[]): string {
  const lines = groupBy(joint, 'csi_error_radius', 'threshold_db').map(({ of, rows }) => {
    const ratios = pairedRatios(rows, paper);
    return [
      plain(of.csi_error_radius),
      plain(of.threshold_db),
      plain(ratios.length),
      ratio(median(ratios)),
      rangeOf(ratios, ratio),
    ];
  });
  return markdownTable(['d', 'threshold/dB', 'draws', 'median ratio', 'range'], lines);
}
