import { markdownTable } from '../pages/markdownTable.ts';
import { claimsMet, curveOf, groupBy, medianRcrb, type SweepColumn, sweepOf } from './rows.ts';
import type { StoredDesign } from './storedRun.ts';
import { degrees, NONE, plain } from './words.ts';

/** How to read the cells of `medianTable`. */
export function medianCells(draws: number): string {
  return `Median RCRB in degrees, and in brackets how many of the ${draws} draws have a design that meets its claim; an en dash where half of the draws have none:`;
}

/** Median RCRB of some draws with the number of designs that meet their claim. */
export function medianCell(rows: readonly StoredDesign[]): string {
  const value = medianRcrb(rows);
  return `${Number.isFinite(value) ? degrees(value) : NONE} (${claimsMet(rows)})`;
}

/** Median RCRB by scheme and design (lines) along a sweep (columns). */
export function medianTable(rows: readonly StoredDesign[], column: SweepColumn, head: (x: number) => string): string {
  const sweep = sweepOf(rows, column);
  return markdownTable(
    ['scheme', 'design', ...sweep.map(head)],
    groupBy(rows, 'scheme', 'design').map(({ of, rows: own }) => {
      const points = curveOf(own, column);
      return [
        of.scheme,
        `\`${of.design}\``,
        ...sweep.map((x) => {
          const point = points.find((p) => p.at === x);
          return point === undefined ? '' : medianCell(point.rows);
        }),
      ];
    }),
  );
}

/** `10 dB`. */
export function inDecibels(x: number): string {
  return `${plain(x)} dB`;
}
