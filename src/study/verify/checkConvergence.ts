import { isSymbolLevel } from '../../problems/capabilities.ts';
import { ALMOST_MERIT } from '../../conic/settings.ts';
import { isLimited } from '../../problems/design/echoLimits.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import type { CellValue } from '../tables/column.ts';
import { rcrbDeg } from '../tables/designRow.ts';
import { type Comparison, cellText, sameCell } from './compareCells.ts';
import { checkIterations, seeksErrors, type ConvergenceContext, type Iterate } from './checkIterations.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';
import { withoutPadding } from './perBs.ts';

/** Slack of the caps that an interior-point solution keeps to, dB. */
const CAP_SLACK_DB = ALMOST_MERIT;
/** Room for the rounding of decibels that were computed in two ways. */
const ROUNDING_DB = 1e-9;
/** Rounds of re-optimising the transmit vectors: one for each set of echo covariances. */
const MOST_ROUNDS = 2;

/**
 * Checks the rows of table `convergence` of one design: as many as the iterations that table `designs` counts, counted from 1 in each round, the RCRB the root mean of
 * those of the BSs, the SINR that of the study, the interference within its cap, the relaxation of the design among the iterates, and the rules by which they end.
 *
 * @param rows of table `convergence`.
 * @param design cells of its row of table `designs`.
 * @param has true when the design has precoders or transmit vectors.
 */
export function checkConvergence(
  table: OpenTable,
  grid: GridTask,
  rows: readonly number[],
  design: (column: string) => CellValue,
  has: boolean,
  study: Study,
  comparison: Comparison,
  findings: Findings,
): void {
  const { file } = table;
  const differ: ConvergenceContext['differ'] = (row, column, expected, found) =>
    findings.add({ file, row, column, expected, found: String(found) });
  const context: ConvergenceContext = { table, grid, design, study, differ };
  const iterates = rows.map((row) => readIterate(table, row));
  checkCount(context, iterates, has);
  checkNumbering(context, iterates);
  for (const iterate of iterates) checkIterate(context, iterate, comparison);
  if (!has || iterates.length === 0) return;
  checkIterations(context, iterates);
}

function readIterate({ stored }: OpenTable, row: number): Iterate {
  const cell = (name: string): CellValue => stored.columns.get(name)?.[row] ?? null;
  return {
    row,
    round: cell('round') as number,
    rcrb: cell('rcrb_deg') as number | null,
    perBs: cell('rcrb_bs_deg') as Float64Array | null,
    sinr: cell('sinr_db') as number | null,
    interference: cell('interference_db') as number | null,
  };
}

/** A `blind` design is one of single cells, whose iterates are not listed. `paper` may end with one more program A at block level, and another one that is limited in its leakage. */
function checkCount({ grid, design, differ }: ConvergenceContext, iterates: readonly Iterate[], has: boolean): void {
  const { scheme, design: kind } = grid.point;
  const iterations = design('iterations') as number;
  const own = iterates.filter(({ round }) => round === 0).length;
  const row = iterates[0]?.row ?? null;
  const what = `rows of round 0 of design ${grid.id}`;
  if (kind === 'blind') {
    if (iterates.length > 0) differ(row, null, `no rows of design ${grid.id}`, iterates.length);
    return;
  }
  const more = kind === 'paper' && has && !isSymbolLevel(scheme) ? (isLimited(grid.task) ? 2 : 1) : 0;
  if (own < iterations || own > iterations + more)
    differ(row, null, `${iterations}${more > 0 ? ` to ${iterations + more}` : ''} ${what}`, own);
  const later = iterates.length - own;
  const expected = has && isSymbolLevel(scheme);
  if (later > 0 !== expected)
    differ(
      row,
      'round',
      expected ? 'a round of the transmit vectors' : 'no rounds of transmit vectors',
      `${later} rows`,
    );
}

function checkNumbering({ table, grid, differ }: ConvergenceContext, iterates: readonly Iterate[]): void {
  let [round, count] = [0, 0];
  const most = grid.point.scheme === 'SLP-CBF' && grid.point.scenario.cells > 1 ? MOST_ROUNDS : 1;
  for (const iterate of iterates) {
    const next = iterate.round === round + 1 && iterate.round <= most && count > 0;
    if (iterate.round !== round && !next)
      differ(iterate.row, 'round', `${round} or ${Math.min(round + 1, most)}`, iterate.round);
    count = iterate.round === round ? count + 1 : 1;
    round = iterate.round;
    const iteration = table.stored.columns.get('iteration')?.[iterate.row];
    if (iteration !== count) differ(iterate.row, 'iteration', String(count), iteration);
  }
}

function checkIterate(
  { table, grid, study, design, differ }: ConvergenceContext,
  { row, rcrb, perBs, sinr, interference }: Iterate,
  comparison: Comparison,
): void {
  const { scheme, design: kind, scenario, thresholdDb } = grid.point;
  const column = table.layout.columns.find((c) => c.name === 'rcrb_deg');
  // squared in radians, so that the last digits are those of `rcrbDeg` up to rounding
  const mean = perBs ? rcrbDeg(withoutPadding(perBs).map((x) => ((x * Math.PI) / 180) ** 2)) : null;
  const loose = { tolerance: Math.max(comparison.tolerance, 1e-13), largest: 0 };
  if (column && !sameCell(column, mean, rcrb, loose)) differ(row, 'rcrb_deg', cellText(mean), cellText(rcrb));
  if (rcrb === null && !isSensingFree(grid)) differ(row, 'rcrb_deg', 'an RCRB', 'null');
  const asked = 10 * Math.log10(1 + study.solver.tighten);
  const expected = thresholdDb ?? (kind === 'paper' ? null : (design('sinr_program_db') as number | null));
  // the weighted form of `paper` has an SINR of its own in every iteration, and symbol level until its vectors are made
  if (expected !== null && (thresholdDb !== null || !isSymbolLevel(scheme))) {
    // the first programs of robustness exact miss it at errors that they do not know
    const off = (sinr ?? Number.NaN) - expected - asked;
    if (!((seeksErrors(grid) ? off : Math.abs(off)) <= ROUNDING_DB))
      differ(row, 'sinr_db', `${seeksErrors(grid) ? 'at most ' : ''}${expected + asked}`, sinr);
  }
  const cap = study.scenario.maxInterferenceDb;
  if (interference !== null && interference > cap + CAP_SLACK_DB)
    differ(row, 'interference_db', `at most ${cap}`, interference);
  const symbolLevel = isSymbolLevel(scheme);
  const none = symbolLevel ? scheme === 'SLP-CoMP' || scenario.cells === 1 : kind === 'joint';
  if (none && interference !== null)
    differ(row, 'interference_db', 'null, as the programs have no common one', interference);
  if (!none && interference === null && (symbolLevel || kind === 'paper'))
    differ(row, 'interference_db', 'the interference of the programs', 'null');
}

function isSensingFree({ point }: GridTask): boolean {
  return point.rho === 0;
}
