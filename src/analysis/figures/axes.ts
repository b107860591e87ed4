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
  const whole = numbers.every(Number.isInteger) ? { format: 'd' } : {};
  return { title, nice: false, ...(domain ? { domain } : {}), ...few, ...whole };
}

/** Axis of a positive quantity over given values, logarithmic where they span more than a decade or so. */
export function rcrbAxis(values: readonly unknown[], title = 'Median RCRB (degrees)'): Axis {
  const numbers = values.filter((v): v is number => typeof v === 'number' && v > 0);
  if (numbers.length === 0) return { title };
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  if (high / low > LOG_RATIO) return { title, scale: 'log', domain: [low, high] };
  const [from, to] = paddedDomain(numbers) ?? [0, 1];
  return { title, domain: [Math.max(0, from), to], nice: false };
}

/** Columns and width of so many small multiples. */
export function smallMultiples(count: number): Pick<Figure, 'columns' | 'blockWidth'> {
  if (count <= 1) return { columns: 1, blockWidth: 420 };
  if (count === 2 || count === 4) return { columns: 2, blockWidth: 290 };
  return { columns: 3, blockWidth: 220 };
}
