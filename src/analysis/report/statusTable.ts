import { ALMOST_MERIT } from '../../conic/settings.ts';
import { FAILED } from '../../study/designOutcome.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { largest } from '../statistics.ts';
import { distinct } from '../figures/facets.ts';
import { definitionList, escapeHtml, headRow, numberCell, numberHeads } from './html.ts';
import { scrollArea } from './scrollArea.ts';
import type { Definition } from './studyWords.ts';
import { HOLDS_OVER_BALL, MEETS_CLAIM, VERDICTS } from './verdicts.ts';

const MEANING: Readonly<Record<string, string>> = {
  optimal: 'the relaxation is solved to the tolerance of the study',
  almostOptimal: `solved to a merit below ${ALMOST_MERIT.toExponential()}`,
  infeasible: 'the program has no solution at this point (paper: within its interference caps), shown by a certificate',
  unbounded: 'no claim about precoders (the dual is infeasible)',
  iterationLimit: 'undecided: no claim',
  numericalError: 'undecided: no claim',
  [FAILED]: 'the draw cannot be computed: column failure of table designs says why',
};

/** How the programs ended and what the recomputation found, for each scheme, design and robustness. */
export function statusTable(rows: readonly DesignRecord[]): string {
  const statuses = distinct(['optimal', 'almostOptimal', 'infeasible', ...rows.map((r) => r.status)]).filter((s) =>
    rows.some((r) => r.status === s),
  );
  const groups = distinct(rows.map((r) => [r.scheme, r.design, r.robustness].join('\n')));
  const body = groups.map((group) => {
    const [scheme = '', design = '', robustness = ''] = group.split('\n');
    const own = rows.filter((r) => r.scheme === scheme && r.design === design && r.robustness === robustness);
    return line({ scheme, design, robustness }, own, statuses);
  });
  const head = headRow([
    'Scheme',
    'Design',
    'Robustness',
    ...numberHeads([...statuses, MEETS_CLAIM, HOLDS_OVER_BALL, 'Feasible, claim not met']),
    'Failed checks',
    ...numberHeads(['Worst merit', 'Worst certificate residual']),
  ]);
  const table = `<table id="statuses">${head}<tbody>${body.join('\n')}</tbody></table>`;
  const meanings = statuses.map((s): Definition => [s, MEANING[s] ?? 'see the documentation']);
  return `${scrollArea('Statuses and certificates', table)}${definitionList('meanings', [...meanings, ...VERDICTS])}`;
}

function line(
  keys: Readonly<Record<'scheme' | 'design' | 'robustness', string>>,
  own: readonly DesignRecord[],
  statuses: readonly string[],
): string {
  const solved = own.filter((r) => r.feasible);
  const infeasible = own.filter((r) => r.status === 'infeasible');
  const failing = solved.filter((r) => !r.meetsClaim);
  const failed = distinct(failing.map((r) => r.failedChecks || 'no precoders found'));
  const counts = [
    ...statuses.map((s) => own.filter((r) => r.status === s)),
    own.filter((r) => r.meetsClaim),
    own.filter((r) => r.holdsOverBall),
    failing,
  ];
  return `<tr data-keys="${escapeHtml(JSON.stringify(keys))}"><th scope="row">${escapeHtml(keys.scheme)}</th>${[
    `<td>${escapeHtml(keys.design)}</td><td>${escapeHtml(keys.robustness)}</td>`,
    ...counts.map((list) => numberCell(list.length, 0)),
    `<td>${failed.map(escapeHtml).join('; ') || '–'}</td>`,
    meritCell(solved),
    meritCell(infeasible),
  ].join('')}</tr>`;
}

function meritCell(rows: readonly DesignRecord[]): string {
  const worst = largest(rows.map((r) => r.merit).filter(Number.isFinite));
  return `<td class="number">${Number.isFinite(worst) ? worst.toExponential(1).replace('-', '−') : '–'}</td>`;
}
