import { InputError } from '../../errors.ts';
import { warmStartOf } from '../batching.ts';
import type { ConicSettings } from '../solution.ts';
import { validateSettings } from '../validateProgram.ts';

/** Tag of a program that the kernel took as it was, in a batch with others. */
const AS_IT_IS = -1;

/** A state that begins with a tag, which tells one reduced program from another, and its length. */
export function tagState(tag: number, state: Float64Array | null): Float64Array {
  return state && state.length > 0 ? Float64Array.from([tag, state.length, ...state]) : new Float64Array(0);
}

/** The state behind a tag, or null where the row has another one. */
export function untagState(row: Float64Array | null, tag: number): Float64Array | null {
  const length = row?.[1] ?? 0;
  if (!row || row[0] !== tag || !Number.isInteger(length) || length < 1 || length + 2 > row.length) return null;
  return row.slice(2, 2 + length);
}

/**
 * The states of a batch as rows of equal length. Where the kernel took every program as it was they are the kernel's own; otherwise each begins
 * with a tag and its length.
 */
export function packStates(states: readonly Float64Array[], ordinary: readonly boolean[]): Float64Array {
  const plain = ordinary.every((v) => v);
  const rows = plain ? states : states.map((state, i) => (ordinary[i] ? tagState(AS_IT_IS, state) : state));
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
  return warmStartOf(
    rows.map((row) => untagState(row, AS_IT_IS)),
    stateSize,
  );
}
