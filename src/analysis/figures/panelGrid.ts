import type { SweepDimension } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { DIMENSIONS, distinct } from './facets.ts';

/** The most values of a sweep dimension that a grid of panels shows. */
const SHOWN = 3;
const MOST_COLUMNS = 4;

/** What changes down a column. */
type DownField = 'robustness' | 'design';

/** One panel: designs of one scheme, and of one robustness or one design, at one point of the sweep. */
export interface GridPanel {
  /** Its place from the left. */
  readonly column: number;
  /** What tells its rows from those of other panels: lines of its title. */
  readonly lines: readonly string[];
  readonly rows: readonly DesignRecord[];
}

export interface PanelGrid {
  /** Row by row. Each row has a panel in every column where all schemes have as many. */
  readonly panels: readonly GridPanel[];
  readonly columns: number;
  /** Values shown of a dimension that has more of them; empty where all are shown. */
  readonly chosen: readonly {
    readonly dimension: SweepDimension;
    readonly values: readonly number[];
    readonly of: number;
  }[];
}

/** Designs of one scheme at one point of the sweep. */
interface Cell {
  readonly scheme: string;
  /** Value of the last dimension. */
  readonly last: number | undefined;
  readonly parts: readonly string[];
  readonly rows: readonly DesignRecord[];
}

/** Three of many values: the ends and the middle one. All where there are no more than three. */
export function endsAndMiddle(values: readonly number[]): number[] {
  const sorted = distinct(values.filter((v) => !Number.isNaN(v))).sort((a, b) => a - b);
  if (sorted.length <= SHOWN) return sorted;
  return [sorted[0] as number, sorted[sorted.length >> 1] as number, sorted.at(-1) as number];
}

/**
 * Panels of one scheme, sweep point and robustness (or design, `down`) each: nothing is pooled. The latter changes down a column. Schemes and sweep points stand
 * beside each other where there
 * are few of both, otherwise schemes do, and the values of the last dimension where there is one scheme. Of a dimension with many values the
 * ends and the middle one
 * are shown.
 */
export function panelGrid(
  rows: readonly DesignRecord[],
  dimensions: readonly SweepDimension[],
  down: DownField = 'robustness',
): PanelGrid {
  const schemes = distinct(rows.map((r) => r.scheme));
  const levels = distinct(rows.map((r) => r[down]));
  // lists of thresholds may differ between schemes, hence the values of each
  const cells = schemes.flatMap((scheme) => {
    const parts = schemes.length > 1 ? [scheme] : [];
    const whole: Cell = { scheme, last: undefined, parts, rows: rows.filter((r) => r.scheme === scheme) };
    return dimensions.reduce((list, name) => list.flatMap((cell) => splitByValue(cell, name)), [whole]);
  });
  const columnOf = (cell: Cell): unknown =>
    cells.length <= MOST_COLUMNS ? cell : schemes.length > 1 ? cell.scheme : cell.last;
  const columns = distinct(cells.map(columnOf)).map((key, column) =>
    cells.filter((cell) => columnOf(cell) === key).flatMap((cell) => panelsOf(cell, down, levels, column)),
  );
  const deepest = Math.max(0, ...columns.map((c) => c.length));
  const panels = Array.from({ length: deepest }, (_, level) => columns.flatMap((c) => c[level] ?? [])).flat();
  return { panels, columns: columns.length, chosen: chosenOf(rows, dimensions) };
}

function panelsOf({ parts, rows }: Cell, down: DownField, levels: readonly string[], column: number): GridPanel[] {
  const point = parts.length > 0 ? [parts.join(', ')] : [];
  return levels
    .map((value) => ({
      column,
      lines: levels.length > 1 ? [...point, `${down} ${value}`] : point,
      rows: rows.filter((r) => r[down] === value),
    }))
    .filter((panel) => panel.rows.length > 0);
}

function splitByValue(cell: Cell, name: SweepDimension): Cell[] {
  const values = endsAndMiddle(cell.rows.map((r) => r.sweep[name]));
  // block level has no PSK order
  if (values.length === 0) return [cell];
  return values.map((value) => ({
    ...cell,
    last: value,
    parts: [...cell.parts, DIMENSIONS[name].text(value)],
    rows: cell.rows.filter((r) => r.sweep[name] === value),
  }));
}

function chosenOf(rows: readonly DesignRecord[], dimensions: readonly SweepDimension[]): PanelGrid['chosen'] {
  return dimensions.flatMap((dimension) => {
    const lists = distinct(rows.map((r) => r.scheme)).map((scheme) =>
      distinct(rows.filter((r) => r.scheme === scheme).map((r) => r.sweep[dimension])).filter((v) => !Number.isNaN(v)),
    );
    const longest = lists.reduce((a, b) => (b.length > a.length ? b : a), []);
    return longest.length > SHOWN ? [{ dimension, values: endsAndMiddle(longest), of: longest.length }] : [];
  });
}
