import { invariant } from '../../errors.ts';
import type { Arithmetic } from '../../device/backend.ts';
import { at } from '../words/at.ts';
import type { ConicSolveAttributes } from './conicSolve.ts';
import type { ConicData } from '../words/kernelData.ts';

/** Numbers as devices read and write them: float32, pairs of float32 that sum to them (double-single), or float64. */
export type PackedNumbers = Float32Array | Float64Array;

/** Writes float64 numbers from element `start` on. */
export function writeNumbers(from: Float64Array, arithmetic: Arithmetic, to: PackedNumbers, start: number): void {
  if (arithmetic !== 'doubleSingle') {
    to.set(from, start);
    return;
  }
  for (let i = 0; i < from.length; i++) {
    const value = at(from, i);
    const high = Math.fround(value);
    to[2 * (start + i)] = high;
    to[2 * (start + i) + 1] = value - high;
  }
}

/** Reads what `writeNumbers` writes. */
export function readNumbers(from: PackedNumbers, arithmetic: Arithmetic, to: Float64Array, start: number): void {
  if (arithmetic !== 'doubleSingle') {
    to.set(from.subarray(start, start + to.length));
    return;
  }
  for (let i = 0; i < to.length; i++) to[i] = at(from, 2 * (start + i)) + at(from, 2 * (start + i) + 1);
}

/** One array of a batch, how many of its numbers are of each program, and where they begin in a program's data. */
export type ProgramPart = readonly [values: Float64Array, width: number, place: number];

/**
 * The data of a batch as the GPU kernels read it.
 *
 * @param places `ConicLayout.inputPlaces`.
 */
export function programParts(
  { rows }: Pick<ConicSolveAttributes, 'rows'>,
  places: readonly number[],
  { rhs, entries, groups }: ConicData,
): readonly ProgramPart[] {
  const batch = rhs.length / rows;
  const arrays = [rhs, entries, ...groups.flatMap(({ vectors, weights, dense }) => [vectors, weights, dense])];
  return arrays.map((values, i) => {
    const width = values.length / batch;
    const place = places[i] ?? Number.NaN;
    invariant(place + width <= (places[i + 1] ?? Infinity), 'descriptor and inputs agree on the size of a program');
    return [values, width, place];
  });
}

/** Packs some programs of a batch, [programs][stride]. */
export function packPrograms(
  parts: readonly ProgramPart[],
  programs: readonly number[],
  arithmetic: Arithmetic,
  to: PackedNumbers,
  stride: number,
): void {
  for (const [values, width, place] of parts)
    programs.forEach((p, i) =>
      writeNumbers(values.subarray(p * width, (p + 1) * width), arithmetic, to, i * stride + place),
    );
}
