import { isSymbolLevel } from '../../problems/capabilities.ts';
import { MAX_ALTERNATIONS, SETTLED } from '../../problems/design/alternation.ts';
import { ALMOST_MERIT } from '../../solver/settings.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import type { CellValue } from '../tables/column.ts';
import { rcrbDeg } from '../tables/designRow.ts';
import { type Comparison, cellText, sameCell } from './compareCells.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';
import { isClose, sumOfBs, withoutPadding } from './perBs.ts';

/** Slack of the caps that an interior-point solution keeps to, dB. */
const CAP_SLACK_DB = ALMOST_MERIT;
/** Room for the rounding of decibels that were computed in two ways. */
const ROUNDING_DB = 1e-9;
/** Room for the rounding of RCRBs that were computed in two ways, one of them in the subspace of the channels, relative. */
const ROUNDING = 1e-6;
/** Share of SETTLED by which the last digits of an iterate may move it across. */
const MARGIN = 0.1;
/** Rounds of re-optimising the transmit vectors: one for each set of echo covariances. */
const MOST_ROUNDS = 2;

/** An iterate of a design. */
interface Iterate {
  readonly row: number;
  readonly round: number;
  readonly rcrb: number | null;
  readonly perBs: Float64Array | null;
  readonly sinr: number | null;
  readonly interference: number | null;
}

/** The table, one design of it, and where findings go. */
interface Context {
  readonly table: OpenTable;
  readonly grid: GridTask;
  /** Cells of its row of table `designs`. */
  readonly design: (column: string) => CellValue;
  readonly study: Study;
  readonly differ: (row: number | null, column: string | null, expected: string, found: unknown) => void;
}

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
  const differ: Context['differ'] = (row, column, expected, found) =>
    findings.add({ file, row, column, expected, found: String(found) });
  const context: Context = { table, grid, design, study, differ };
  const iterates = rows.map((row) => readIterate(table, row));
  checkCount(context, iterates, has);
  checkNumbering(context, iterates);
  for (const iterate of iterates) checkIterate(context, iterate, comparison);
  if (!has || iterates.length === 0) return;
  checkRelaxation(context, iterates);
  checkBounds(context, iterates);
  checkEnd(context, iterates);
  checkDescent(context, iterates);
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

/** A `blind` design is one of single cells, whose iterates are not listed. `paper` may end with one more program A at block level. */
function checkCount({ grid, design, differ }: Context, iterates: readonly Iterate[], has: boolean): void {
  const { scheme, design: kind } = grid.point;
  const iterations = design('iterations') as number;
  const own = iterates.filter(({ round }) => round === 0).length;
  const row = iterates[0]?.row ?? null;
  const what = `rows of round 0 of design ${grid.id}`;
  if (kind === 'blind') {
    if (iterates.length > 0) differ(row, null, `no rows of design ${grid.id}`, iterates.length);
    return;
  }
  const more = kind === 'paper' && has && !isSymbolLevel(scheme);
  if (own !== iterations && !(more && own === iterations + 1))
    differ(row, null, `${iterations}${more ? ` or ${iterations + 1}` : ''} ${what}`, own);
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

function checkNumbering({ table, grid, differ }: Context, iterates: readonly Iterate[]): void {
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
  { table, grid, study, design, differ }: Context,
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
    if (sinr === null || Math.abs(sinr - expected - asked) > ROUNDING_DB)
      differ(row, 'sinr_db', String(expected + asked), sinr);
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

/** The precoders were made from the best iterate: of the searches that return the best, none is better by more than what counts as settled. */
function checkRelaxation({ grid, design, differ }: Context, iterates: readonly Iterate[]): void {
  const relaxation = design('rcrb_relaxation_deg') as number | null;
  const perBs = design('rcrb_relaxation_bs_deg') as Float64Array | null;
  if (relaxation === null || perBs === null) return;
  const { scheme, rho, design: kind } = grid.point;
  const first = iterates.filter(({ round }) => round === 0);
  const last = isSymbolLevel(scheme) || (scheme === 'BLP-CoMP' && kind === 'paper' && grid.point.scenario.cells > 1);
  const own = (last ? first.slice(-1) : first).find(
    (i) => i.rcrb === relaxation && cellText(i.perBs) === cellText(perBs),
  );
  const row = iterates[0]?.row ?? null;
  if (!own)
    return differ(
      row,
      'rcrb_deg',
      `rcrb_relaxation_deg ${relaxation} of the design ${last ? 'as the last iterate' : 'among its iterates'}`,
      first.map((i) => i.rcrb).join(', '),
    );
  // of several rho the objective is another one
  if (last || rho !== null) return;
  const sum = sumOfBs(perBs);
  const better = first.find((i) => i.perBs !== null && sumOfBs(i.perBs) * (1 + SETTLED * (1 + MARGIN)) < sum);
  if (better)
    differ(
      better.row,
      'rcrb_bs_deg',
      `a sum of at least that of the design's relaxation, ${sum}`,
      cellText(better.perBs),
    );
}

/** An alternation ends with the first iterate that has settled. */
function checkEnd({ grid, design, differ }: Context, iterates: readonly Iterate[]): void {
  const { scheme, design: kind, scenario, rho } = grid.point;
  const iterations = design('iterations') as number;
  if (scheme === 'BLP-CoMP' && kind !== 'paper' && iterations !== 1)
    differ(iterates[0]?.row ?? null, 'iteration', '1 iteration of a single convex program', iterations);
  const alternates = kind === 'paper' ? scheme !== 'SLP-CoMP' && scenario.cells > 1 : scheme === 'BLP-CBF';
  if (alternates && rho !== 0) {
    const sums = iterates.filter((i) => i.round === 0).slice(0, Math.min(iterations, MAX_ALTERNATIONS));
    sums.slice(0, -1).forEach((later, k) => {
      const earlier = sums[k - 1];
      if (!earlier?.perBs || !later.perBs) return;
      if (isClose(sumOfBs(later.perBs), sumOfBs(earlier.perBs), SETTLED * (1 - MARGIN)))
        differ(
          sums[k + 1]?.row ?? null,
          'iteration',
          `no iteration after one that changed the RCRBs by less than ${SETTLED}`,
          'another',
        );
    });
  }
}

/** Covariances of a block-level iterate keep the constraints of the lower bounds; those of symbol level may not, where the bounds know more. */
function checkBounds({ grid, design, differ }: Context, iterates: readonly Iterate[]): void {
  const lower = design('rcrb_lower_deg') as number | null;
  const lowerBs = design('rcrb_lower_bs_deg') as Float64Array | null;
  if (isSymbolLevel(grid.point.scheme)) return;
  for (const { row, rcrb, perBs } of iterates) {
    if (rcrb !== null && lower !== null && rcrb < lower * (1 - SETTLED))
      differ(row, 'rcrb_deg', `at least rcrb_lower_deg ${lower} of the design`, rcrb);
    if (perBs && lowerBs?.some((x, bs) => (perBs[bs] ?? Infinity) < x * (1 - SETTLED)))
      differ(row, 'rcrb_bs_deg', `at least rcrb_lower_bs_deg ${cellText(lowerBs)} of the design`, cellText(perBs));
  }
}

/** Transmit vectors are made better in every step of a round. In CoMP and in a single cell the last step is what the design attains; in CBF the echoes have changed since then. */
function checkDescent({ grid, design, differ }: Context, iterates: readonly Iterate[]): void {
  iterates.forEach((later, k) => {
    const earlier = iterates[k - 1];
    if (!earlier || later.round === 0 || later.round !== earlier.round || !later.perBs || !earlier.perBs) return;
    const before = earlier.perBs;
    const isWorse = later.perBs.some((x, bs) => x > (before[bs] ?? Infinity) * (1 + SETTLED));
    if (isWorse || cellText(later.perBs) === cellText(before))
      differ(later.row, 'rcrb_bs_deg', `less than ${cellText(before)} of the step before`, cellText(later.perBs));
  });
  const { scheme, scenario } = grid.point;
  const last = iterates.at(-1);
  const attained = design('rcrb_bs_deg') as Float64Array | null;
  const alone = isSymbolLevel(scheme) && (scheme === 'SLP-CoMP' || scenario.cells === 1);
  if (!alone || !last || last.round === 0 || attained === null) return;
  const largest = Math.max(...withoutPadding(attained));
  if (last.rcrb === null || !isClose(last.rcrb, largest, ROUNDING))
    differ(last.row, 'rcrb_deg', `${largest}, the largest of rcrb_bs_deg of the design`, last.rcrb);
}

function isSensingFree({ point }: GridTask): boolean {
  return point.rho === 0;
}
