import { drawErrorsOnCpu } from '../../montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsAnswer } from '../../montecarlo/kernels/errorDraws.ts';
import { drawsOf } from '../errorDraws.ts';
import { transmissionOf } from '../evaluateDesign.ts';
import { KERNEL_AGREEMENT, redrawnError } from '../redrawnError.ts';
import type { Study } from '../schema.ts';
import type { CellValue } from '../tables/column.ts';
import type { DesignRow } from '../tables/designRow.ts';
import { decibel } from '../decibel.ts';
import type { OpenTable } from './checkRows.ts';
import type { Comparison } from './compareCells.ts';
import type { Findings } from './findings.ts';
import { storedDistribution } from './storedDistribution.ts';

/** Error draws of a design that `verify` makes again where there are more; of a study that stores a row for each it makes all. */
export const REDRAWN = 10_000;

/** True where all error draws of a study are made again. */
export function redrawsAll({ realizations, output }: Study): boolean {
  return realizations.errors <= REDRAWN || output.tables.includes('errors');
}

/** Makes the error draws of some designs again, or the first `REDRAWN` of them. */
export function redrawErrors(designs: readonly DesignRow[], study: Study): Map<bigint, ErrorDrawsAnswer> {
  const { realizations } = study;
  const own = redrawsAll(study) ? study : { ...study, realizations: { ...realizations, errors: REDRAWN } };
  const answers: [bigint, ErrorDrawsAnswer][] = [];
  for (const { batch, byDesign } of drawsOf(designs, own)) answers.push(...byDesign(drawErrorsOnCpu(batch)));
  return new Map(answers);
}

/**
 * Compares the stored distributions of a design, of more draws than are made again, with the first draws and with the draws of the smallest SINRs, which
 * the model computes one by one.
 *
 * @param rows of table `sinr_distribution`.
 * @param first what the first `REDRAWN` draws gave.
 * @returns the stored distributions, for the tables that show parts of them.
 */
export function checkAgainstDraws(
  table: OpenTable,
  rows: readonly number[],
  design: DesignRow,
  first: ErrorDrawsAnswer,
  study: Study,
  comparison: Comparison,
  findings: Findings,
): ErrorDrawsAnswer {
  const stored = rows.map((row) => storedDistribution(table, row, study));
  const made = [first.smallest, ...first.users];
  const modelled = modelOf(design, study);
  stored.forEach((d, i) => {
    const row = rows[i] ?? null;
    const part = made[i];
    const must = (holds: boolean, column: string, expected: string, found: unknown): void => {
      if (!holds) findings.add({ file: table.file, row, column, expected, found: String(found) });
    };
    if (!part) return; // checkRows tells of too many rows
    const reference = decibel(part.reference);
    const db = table.stored.columns.get('reference_db')?.[row ?? -1] ?? null;
    must(sameReference(reference, db, comparison), 'reference_db', String(reference), db);
    const countOf = (counts: Float64Array, start: number, bin: number): number => counts[bin - start] ?? 0;
    const tooFew = part.counts.findIndex((n, j) => n > countOf(d.counts, d.firstBin, part.firstBin + j));
    must(
      tooFew < 0,
      'bin_counts',
      `at least the ${part.counts[tooFew]} of the first draws in bin ${part.firstBin + tooFew}`,
      'fewer',
    );
    part.below.forEach((n, level) =>
      must(
        (d.below[level] ?? 0) >= n,
        level === 0 ? 'below_threshold' : 'below_stop',
        `at least ${n}, those of the first draws`,
        d.below[level],
      ),
    );
    // of the first draws, those that must be among the smallest, and those that are
    const largest = d.tail.at(-1) ?? 0;
    const expected = [...part.tailDraws].filter((_, j) => (part.tail[j] as number) < largest);
    const found = new Set(d.tailDraws);
    const missing = expected.find((draw) => !found.has(draw));
    must(missing === undefined, 'tail_draw', `draw ${missing} among the smallest`, 'none');
    d.tailDraws.forEach((draw, j) => {
      const sinr = modelled(draw, i - 1);
      const own = d.tail[j] as number;
      const deviation = Math.abs(sinr - own) / (own || 1);
      must(deviation <= Math.max(KERNEL_AGREEMENT, comparison.tolerance), 'tail_sinr', `${sinr} at draw ${draw}`, own);
    });
  });
  const [smallest = first.smallest, ...users] = stored;
  // the stored one is in dB, and has its last digit from there
  const { reference } = first.smallest;
  return { smallest: { ...smallest, reference }, users, rows: first.rows };
}

function sameReference(expected: number | null, found: CellValue, { tolerance }: Comparison): boolean {
  return expected === found || (typeof found === 'number' && Math.abs(found - (expected ?? Number.NaN)) <= tolerance);
}

/** SINR of a user, or for user -1 the smallest, at an error draw by the model. */
function modelOf({ task, design }: DesignRow, study: Study): (draw: number, user: number) => number {
  const transmission = design && transmissionOf(task, design);
  if (!transmission) return () => Number.NaN;
  return (draw, user) => {
    const { sinr, smallest } = redrawnError(task, transmission, draw, study.realizations.errorLaw);
    return user < 0 ? smallest : (sinr[user] ?? Number.NaN);
  };
}
