/** Splits a double into two of 26 bits each (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;

/** What a product of two doubles loses to rounding: x y is exactly `product` plus this (Dekker 1971). */
export function productError(x: number, y: number, product: number): number {
  const xHigh = SPLITTER * x - (SPLITTER * x - x);
  const yHigh = SPLITTER * y - (SPLITTER * y - y);
  const xLow = x - xHigh;
  const yLow = y - yHigh;
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow);
}

/**
 * A sum of doubles with about twice their digits (Ogita, Rump and Oishi 2005, "Accurate sum and dot product"): what is left of large numbers that nearly
 * cancel is right to the last digit.
 */
export class ExactSum {
  /** The sum rounded once more than its parts. */
  high: number;
  /** What is missing there. */
  low = 0;

  constructor(start = 0) {
    this.high = start;
  }

  /** Adds `term` and the part of it that one double does not hold. */
  add(term: number, rest = 0): void {
    const sum = this.high + term;
    const kept = sum - this.high;
    this.low += this.high - (sum - kept) + (term - kept) + rest;
    this.high = sum;
  }

  /** The sum as one double. */
  value(): number {
    return this.high + this.low;
  }
}
