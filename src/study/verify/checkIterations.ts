import { isSymbolLevel } from '../../problems/capabilities.ts';
import { MAX_ALTERNATIONS, MOST_STEPS, SETTLED } from '../../problems/design/alternation.ts';
import { isLimited } from '../../problems/design/echoLimits.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import type { CellValue } from '../tables/column.ts';
import type { OpenTable } from './checkRows.ts';
import { cellText } from './compareCells.ts';
import { isClose, sumOfBs, withoutPadding } from './perBs.ts';

/** Room for the rounding of RCRBs that were computed in two ways, one of them in the subspace of the channels, relative. */
const ROUNDING = 1e-6;
/** Share of SETTLED by which the last digits of an iterate may move it across. */
const MARGIN = 0.1;

/** An iterate of a design. */
export interface Iterate {
  readonly row: number;
  readonly round: number;
  readonly rcrb: number | null;
  readonly perBs: Float64Array | null;
  readonly sinr: number | null;
  readonly interference: number | null;
}

/** The table, one design of it, and where findings go. */
export interface ConvergenceContext {
  readonly table: OpenTable;
  readonly grid: GridTask;
  /** Cells of its row of table `designs`. */
  readonly design: (column: string) => CellValue;
  readonly study: Study;
  readonly differ: (row: number | null, column: string | null, expected: string, found: unknown) => void;
}

/** SINR that the programs of a design may miss at its errors, dB: just below what counts as none. */
const MISSED_DB = 1e-6;

/** Designs of robustness `exact`, whose first programs do not know the errors that matter: what they attain is no design yet. */
export function seeksErrors({ point }: GridTask): boolean {
  return point.robustness === 'exact' && point.scenario.csiErrorRadius > 0;
}

/** True of an iterate that reaches the SINR of its design, for robustness `exact` under all errors. */
export function reachesClaim({ grid, design }: ConvergenceContext, { sinr }: Iterate): boolean {
  if (!seeksErrors(grid)) return true;
  const wanted = grid.point.thresholdDb ?? (design('sinr_program_db') as number | null);
  return sinr !== null && wanted !== null && sinr >= wanted - MISSED_DB;
}

/** Checks how the iterates of a design lead to it: its relaxation is among them, none comes below its lower bounds, and they end by the rules of the search. */
export function checkIterations(context: ConvergenceContext, iterates: readonly Iterate[]): void {
  checkRelaxation(context, iterates);
  checkBounds(context, iterates);
  checkEnd(context, iterates);
  checkDescent(context, iterates);
}

/** The precoders were made from the best iterate: of the searches that return the best, none is better by more than what counts as settled. */
function checkRelaxation(context: ConvergenceContext, iterates: readonly Iterate[]): void {
  const { grid, design, differ } = context;
  const relaxation = design('rcrb_relaxation_deg') as number | null;
  const perBs = design('rcrb_relaxation_bs_deg') as Float64Array | null;
  if (relaxation === null || perBs === null) return;
  const { scheme, rho, design: kind } = grid.point;
  const first = iterates.filter((i) => i.round === 0 && reachesClaim(context, i));
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
  // of several rho the objective is another one, and a better iterate may exceed the cap on the amplitudes
  if (last || rho !== null || isLimited(grid.task)) return;
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
function checkEnd({ grid, design, differ }: ConvergenceContext, iterates: readonly Iterate[]): void {
  const { scheme, design: kind, scenario, rho } = grid.point;
  const iterations = design('iterations') as number;
  if (seeksErrors(grid)) {
    if (iterations > MOST_STEPS)
      differ(iterates[0]?.row ?? null, 'iteration', `at most ${MOST_STEPS} iterations`, iterations);
    return;
  }
  if (scheme === 'BLP-CoMP' && kind !== 'paper' && iterations !== 1)
    differ(iterates[0]?.row ?? null, 'iteration', '1 iteration of a single convex program', iterations);
  const alternates = kind === 'paper' ? scheme !== 'SLP-CoMP' && scenario.cells > 1 : scheme === 'BLP-CBF';
  // programs with limited echoes follow where the alternation ends
  if (alternates && rho !== 0 && !isLimited(grid.task)) {
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
function checkBounds(context: ConvergenceContext, iterates: readonly Iterate[]): void {
  const { grid, design, differ } = context;
  const lower = design('rcrb_lower_deg') as number | null;
  const lowerBs = design('rcrb_lower_bs_deg') as Float64Array | null;
  if (isSymbolLevel(grid.point.scheme)) return;
  for (const { row, rcrb, perBs } of iterates.filter((i) => reachesClaim(context, i))) {
    if (rcrb !== null && lower !== null && rcrb < lower * (1 - SETTLED))
      differ(row, 'rcrb_deg', `at least rcrb_lower_deg ${lower} of the design`, rcrb);
    if (perBs && lowerBs?.some((x, bs) => (perBs[bs] ?? Infinity) < x * (1 - SETTLED)))
      differ(row, 'rcrb_bs_deg', `at least rcrb_lower_bs_deg ${cellText(lowerBs)} of the design`, cellText(perBs));
  }
}

/** Transmit vectors are made better in every step of a round. In CoMP and in a single cell the last step is what the design attains; in CBF the echoes have changed since then. */
function checkDescent({ grid, design, differ }: ConvergenceContext, iterates: readonly Iterate[]): void {
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
