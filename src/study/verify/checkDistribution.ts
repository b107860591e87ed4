import { leastAccepted } from '../../model/claimChecks.ts';
import { isBounded } from '../../model/errorLaw.ts';
import { binCount } from '../../montecarlo/grid.ts';
import type { GridTask } from '../chunkTasks.ts';
import { gridOf } from '../sinrGridSchema.ts';
import { sampledOutageColumns } from '../tables/outageColumns.ts';
import { cellText, sameCell } from './compareCells.ts';
import type { OwnRows } from './checkRowsOfDesign.ts';
import { storedDistribution } from './storedDistribution.ts';

/** Room for the rounding of SINRs that were computed in two ways, dB. */
const ROUNDING_DB = 1e-8;
/** The same as a ratio. */
const ROUNDING = 1e-9;

/**
 * Rows of table `sinr_distribution`, without the vectors of the design: counts that add up to the draws, the smallest SINRs in order, of
 * different draws, in the bins and below the levels that they belong to, the smallest one that of the design, and the outage and quantiles of the design
 * those of the distribution.
 */
export function checkDistribution({ table, rows, grid, design, study, comparison, findings }: OwnRows): void {
  const { smallest: most, sinrGridDb } = study.output;
  const { errors: draws, errorLaw } = study.realizations;
  rows.forEach((row, i) => {
    const d = storedDistribution(table, row, study);
    const must = (holds: boolean, column: string, expected: string, found: unknown): void => {
      if (!holds) findings.add({ file: table.file, row, column, expected, found: String(found) });
    };
    must(d.draws === draws, 'draws', String(draws), d.draws);
    const total = d.counts.reduce((a, b) => a + b, 0);
    must(total === draws, 'bin_counts', `counts that add up to ${draws}`, total);
    const ends = [d.counts[0] ?? 0, d.counts.at(-1) ?? 0];
    must(
      d.counts.every((n) => n >= 0) && ends.every((n) => n > 0),
      'bin_counts',
      'counts from the first bin with a draw to the last one',
      ends.join(', '),
    );
    const bins = binCount(gridOf(sinrGridDb));
    const last = d.firstBin + d.counts.length - 1;
    must(d.firstBin >= -1 && last <= bins, 'first_bin', `bins from -1 to ${bins}`, `${d.firstBin} to ${last}`);
    const kept = Math.min(most, draws);
    must(d.tail.length === kept && d.tailDraws.length === kept, 'tail_sinr', `${kept} values`, d.tail.length);
    const isOrdered = d.tail.every((x, j) => {
      const before = d.tail[j - 1] ?? 0;
      return x > before || (x === before && (j === 0 || (d.tailDraws[j - 1] ?? 0) < (d.tailDraws[j] ?? 0)));
    });
    must(isOrdered, 'tail_sinr', 'ascending SINRs, of equal ones the earlier draw first', 'another order');
    const isDraw = (x: number): boolean => Number.isInteger(x) && x >= 0 && x < draws;
    must(
      d.tailDraws.every(isDraw) && new Set(d.tailDraws).size === d.tailDraws.length,
      'tail_draw',
      `different draws from 0 to ${draws - 1}`,
      'others',
    );
    d.below.forEach((below, level) => {
      const name = level === 0 ? 'below_threshold' : 'below_stop';
      must(below >= 0 && below <= draws, name, `0 to ${draws}`, below);
    });
    must(d.mean >= (d.tail[0] ?? 0) * (1 - ROUNDING), 'mean_sinr', 'at least the smallest SINR', d.mean);
    must(d.squares >= 0, 'variance_sinr', 'at least 0', d.squares);
    checkBins(d, must);
    checkBelow(d, thresholdOf(grid, design), must);
    if (i > 0) return; // of one user
    const least = (d.tail[0] ?? 0) > 0 ? 10 * Math.log10(d.tail[0] as number) : -Infinity;
    const [sampled, exact] = [design('worst_sampled_sinr_db'), design('worst_exact_sinr_db')].map(
      (x) => (x ?? -Infinity) as number,
    ) as [number, number];
    const isSame = least === sampled || Math.abs(least - sampled) <= comparison.tolerance;
    must(isSame, 'tail_sinr', `worst_sampled_sinr_db ${sampled} of the design as the smallest`, least);
    const close = { tolerance: Math.max(comparison.tolerance, ROUNDING_DB), largest: 0 };
    for (const column of sampledOutageColumns(study.realizations.quantiles)) {
      const [own, listed] = [column.get({ errors: { smallest: d, users: [], rows: d.tail } }), design(column.name)];
      const source = column.name.startsWith('outage') ? 'below_threshold' : 'bin_counts';
      must(
        sameCell(column, listed, own, close),
        source,
        `${column.name} ${cellText(listed)} of the design`,
        cellText(own),
      );
    }
    if (isBounded(errorLaw))
      must(least >= exact - ROUNDING_DB, 'tail_sinr', `at least worst_exact_sinr_db ${exact} of the design`, least);
  });
}

/** SINR that a design claims, linear; null where the row does not tell. */
function thresholdOf({ task: { form } }: GridTask, design: OwnRows['design']): number | null {
  if (form.kind === 'threshold') return form.threshold;
  const claimed = design('sinr_program_db') as number | null;
  return claimed === null ? null : 10 ** (claimed / 10);
}

/** Of the draws below the threshold, those that are among the smallest SINRs are known. */
function checkBelow(
  { tail, below: [found = Number.NaN] }: ReturnType<typeof storedDistribution>,
  threshold: number | null,
  must: (holds: boolean, column: string, expected: string, found: unknown) => void,
): void {
  if (threshold === null) return;
  const level = leastAccepted(threshold);
  const known = (margin: number): number => tail.filter((x) => x < level * (1 + margin)).length;
  const [least, most] = [known(-ROUNDING), known(ROUNDING)];
  must(
    found >= least && (found <= most || most === tail.length),
    'below_threshold',
    `${least < tail.length ? '' : 'at least '}${least}, as among the smallest SINRs`,
    found,
  );
}

/** Bins wholly below the largest of the kept SINRs hold kept ones alone. */
function checkBins(
  d: ReturnType<typeof storedDistribution>,
  must: (holds: boolean, column: string, expected: string, found: unknown) => void,
): void {
  const largest = d.tail.at(-1);
  if (largest === undefined) return;
  // an SINR at the end of a bin may have been rounded into the next one
  const binOf = (x: number): number => (10 * Math.log10(x / d.reference) - d.grid.fromDb) / d.grid.stepDb;
  const whole = Math.min(Math.floor(binOf(largest) - ROUNDING_DB / d.grid.stepDb), binCount(d.grid));
  if (whole < 0) return; // all of the kept ones lie in the open bin below the grid
  let counted = 0;
  for (let bin = d.firstBin; bin < Math.min(whole, d.firstBin + d.counts.length); bin++)
    counted += d.counts[bin - d.firstBin] as number;
  const below = (margin: number): number => d.tail.filter((x) => binOf(x) < whole + margin).length;
  const margin = ROUNDING_DB / d.grid.stepDb;
  must(
    counted >= below(-margin) && counted <= below(margin),
    'bin_counts',
    `${below(0)} draws below bin ${whole}, as among the smallest SINRs`,
    counted,
  );
}
