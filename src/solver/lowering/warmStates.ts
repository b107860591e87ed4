import { InputError } from '../../errors.ts';
import type { ConicSettings } from '../solution.ts';
import { validateSettings } from '../validateProgram.ts';

/** Leads the state of a program that the kernel took as it was, in a batch with others. */
const AS_IT_IS = -1;

/**
 * The states of a batch as rows of equal length. Where the kernel took every program as it was they are the kernel's own; otherwise each begins
 * with a tag and its length.
 */
export function packStates(states: readonly Float64Array[], ordinary: readonly boolean[]): Float64Array {
  const plain = ordinary.every((v) => v);
  const rows = plain
    ? states
    : states.map((state, i) => (ordinary[i] ? Float64Array.from([AS_IT_IS, state.length, ...state]) : state));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(row, i * width);
  });
  return out;
}

/**
 * Checks the settings and gives the row of the warm start that belongs to each program, or null.
 *
 * @throws InputError naming the field.
 */
export function warmRows(settings: ConicSettings, batch: number): (Float64Array | null)[] {
  const { warmStart, ...others } = settings;
  validateSettings(others, batch, 0);
  const width = (warmStart?.length ?? 0) / batch;
  if (!Number.isInteger(width))
    throw new InputError(
      `settings.warmStart: expected as many elements for each of ${batch} programs, got ${warmStart?.length}`,
    );
  return Array.from({ length: batch }, (_, i) => warmStart?.slice(i * width, (i + 1) * width) ?? null);
}

/** The kernel's states of ordinary programs in a batch with others, [programs, stateSize], or undefined where there are none. */
export function plainStates(rows: readonly (Float64Array | null)[], stateSize: number): Float64Array | undefined {
  const fits = (row: Float64Array | null): boolean => row?.[0] === AS_IT_IS && row[1] === stateSize;
  if (!rows.some(fits)) return undefined;
  const out = new Float64Array(rows.length * stateSize).fill(NaN);
  rows.forEach((row, i) => {
    if (row && fits(row)) out.set(row.subarray(2, 2 + stateSize), i * stateSize);
  });
  return out;
}
