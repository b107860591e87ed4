import { ALMOST_MERIT } from '../../device/tolerances.ts';
import { FAILED } from '../../study/designOutcome.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { largest } from '../statistics.ts';
import { distinct } from '../figures/facets.ts';
import { escapeHtml, numberCell } from './html.ts';

const MEANING: Readonly<Record<string, string>> = {
  optimal: 'the relaxation is solved to the tolerance of the study',
  almostOptimal: `solved to a merit below ${ALMOST_MERIT.toExponential()}`,
  infeasible: 'the program has no solution at this point (paper: within its interference caps), shown by a certificate',
  unbounded: 'no claim about precoders (the dual is infeasible)',
  iterationLimit: 'undecided: no claim',
  numericalError: 'undecided: no claim',
  [FAILED]: 'the draw cannot be computed: column failure of table designs says why',
};

/** How the programs ended and what certification found, for each scheme, design and robustness. */
export function statusTable(rows: readonly DesignRecord[]): string {
  const statuses = distinct(['optimal', 'almostOptimal', 'infeasible', ...rows.map((r) => r.status)]).filter((s) =>
    rows.some((r) => r.status === s),
  );
  const groups = distinct(rows.map((r) => [r.scheme, r.design, r.robustness].join('\n')));
  const body = groups.map((group) => {
    const [scheme = '', design = '', robustness = ''] = group.split('\n');
    const own = rows.filter((r) => r.scheme === scheme && r.design === design && r.robustness === robustness);
    const failed = distinct(
      own.filter((r) => r.feasible && !r.meetsClaim).map((r) => r.failedChecks || 'no precoders found'),
    );
    const solved = own.filter((r) => r.feasible);
    const infeasible = own.filter((r) => r.status === 'infeasible');
    const merit = (list: readonly DesignRecord[]): string => {
      const worst = largest(list.map((r) => r.merit).filter(Number.isFinite));
      return `<td class="number">${Number.isFinite(worst) ? worst.toExponential(1).replace('-', '−') : '–'}</td>`;
    };
    const keys = escapeHtml(JSON.stringify({ scheme, design, robustness }));
    return `<tr data-keys="${keys}"><th scope="row">${escapeHtml(scheme)}</th><td>${escapeHtml(design)}</td><td>${escapeHtml(robustness)}</td>${statuses
      .map((s) => numberCell(own.filter((r) => r.status === s).length, 0))
      .join(
        '',
      )}${numberCell(own.filter((r) => r.meetsClaim).length, 0)}${numberCell(solved.filter((r) => !r.meetsClaim).length, 0)}<td>${
      failed.map(escapeHtml).join('; ') || '–'
    }</td>${merit(solved)}${merit(infeasible)}</tr>`;
  });
  const head = [
    'Scheme',
    'Design',
    'Robustness',
    ...statuses,
    'Certified',
    'Feasible, not certified',
    'Failed checks',
    'Worst merit',
    'Worst certificate residual',
  ];
  const meanings = statuses.map(
    (s) => `<dt>${escapeHtml(s)}</dt><dd>${escapeHtml(MEANING[s] ?? 'see the documentation')}</dd>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Statuses and certificates"><table id="statuses"><thead><tr>${head
    .map((h) => `<th scope="col">${escapeHtml(h)}</th>`)
    .join(
      '',
    )}</tr></thead><tbody>${body.join('\n')}</tbody></table></div><dl class="meanings">${meanings.join('')}<dt>certified</dt><dd>the float64 recomputation shows the nominal SINR, for guaranteed designs also the exact worst case over the error ball, within 1e-6 dB of the threshold, and power and leakage within 1e-8 of their caps</dd></dl>`;
}
