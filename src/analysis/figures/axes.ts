import type { Axis, Figure } from './figure.ts';

/** A ratio above which an axis of positive numbers is logarithmic. */
const LOG_RATIO = 20;

/** Range of numbers with a margin on both sides, so that no point is cut; undefined without any. */
export function paddedDomain(values: readonly number[], margin = 0.04): [number, number] | undefined {
  const numbers = values.filter(Number.isFinite);
  if (numbers.length === 0) return undefined;
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  const space = margin * (high - low || Math.abs(high) || 1);
  return [low - space, high + space];
}

/** Axis of a swept quantity; whole numbers are ticks of their own. */
export function sweepAxis(values: readonly number[], title: string): Axis {
  const numbers = [...new Set(values.filter(Number.isFinite))].sort((a, b) => a - b);
  const domain = paddedDomain(numbers, 0.03);
  const few = numbers.length <= 9 ? { ticks: numbers } : {};
  const format = numbers.every(Number.isInteger) ? 'd' : '~r';
  return { title, nice: false, format, ...(domain ? { domain } : {}), ...few };
}

/** Axis of a positive quantity over given values, logarithmic where they span more than a decade or so. */
export function rcrbAxis(values: readonly unknown[], title: string): Axis {
  const numbers = values.filter((v): v is number => typeof v === 'number' && v > 0);
  if (numbers.length === 0) return { title };
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  if (high / low > LOG_RATIO) return { title, scale: 'log', domain: [low, high] };
  const [from, to] = paddedDomain(numbers) ?? [0, 1];
  return { title, domain: [Math.max(0, from), to], nice: false };
}

/** Ordinate of distribution functions, with room above the curve at 100%. */
export function distributionAxis(title: string): Axis {
  return { title, domain: [0, 1.03], nice: false, format: '%', ticks: [0, 0.25, 0.5, 0.75, 1] };
}

/** Ordinate of a low panel of shares, with room for the marks at 0% and 100%. */
export function shareAxis(title: string): Axis {
  return { title, domain: [-0.08, 1.08], nice: false, format: '%', ticks: [0, 0.5, 1] };
}

/** Lengths of an axis between its end and what stands for infinity: far enough that a page zooms out seven times before it comes into sight. */
const FAR = 20;

/** Numbers that stand for -Infinity and Infinity on an axis: far beyond its ends, where marks are clipped. */
export function beyondEnds({ scale, domain }: Axis): [number, number] | undefined {
  if (domain === undefined) return undefined;
  const [low, high] = domain;
  if (scale !== 'log') return [low - FAR * (high - low), high + FAR * (high - low)];
  // decades that a double still holds, above a single value as well
  const decades = Math.min(100, FAR * Math.max(Math.log10(high / low), 0.1));
  return [low * 10 ** -decades, high * 10 ** decades];
}

/** Width of a panel by the number of panels in a row: every row is about as wide as the page. */
const WIDTHS = [520, 370, 240, 176, 138] as const;

/**
 * Columns and width of so many small multiples: full rows wherever the count allows it.
 *
 * @param inner values of the innermost field that the panels are split by; a row holds all of them where it can.
 */
export function smallMultiples(count: number, inner = 1): Pick<Figure, 'columns' | 'blockWidth'> {
  return panelRow(columnsOf(count, inner));
}

/** So many panels in a row. */
export function panelRow(columns: number): Pick<Figure, 'columns' | 'blockWidth'> {
  return { columns, blockWidth: WIDTHS[columns - 1] ?? WIDTHS[0] };
}

function columnsOf(count: number, inner: number): number {
  if (count <= 3) return Math.max(1, count);
  if (count === 4) return 2;
  const full = (columns: number): boolean => count % columns === 0;
  const aligned = [4, 3, 2, 5].find((columns) => inner > 1 && columns % inner === 0 && full(columns));
  const holes = (columns: number): number => (columns - (count % columns)) % columns;
  return aligned ?? [3, 4, 2].find(full) ?? (holes(4) < holes(3) ? 4 : 3);
}
