import type { Column } from '../../../src/conic/builder/columns.ts';
import type { ProgramBuilder } from '../../../src/conic/builder/programBuilder.ts';
import { ProgramLayouts } from '../../../src/conic/builder/programLayouts.ts';
import { scalarColumns } from '../../../src/conic/program.ts';
import { applyRows } from '../../conic/structuredOperator.ts';

/** Declares rows and returns values for some of the columns; the others are 0. */
export type DescribeRows = (program: ProgramBuilder) => readonly (readonly [Column, number])[];

/** A x - b of every row at the given values and PSD blocks, [count][size][size][2]. */
export function rowResiduals(describe: DescribeRows, blocks: Float64Array = new Float64Array(0)): Float64Array {
  const { program, described, valueIn } = new ProgramLayouts().build('', [0], describe);
  const { shape, data } = program;
  const scalars = new Float64Array(scalarColumns(shape));
  // the place of a column, from what reading it gives of the list 0, 1, 2, ..
  const placeOf = valueIn(Float64Array.from(scalars.keys()));
  for (const [column, value] of described[0] ?? []) scalars[placeOf(column)] = value;
  const psd = shape.psd.length > 0 ? [blocks] : [];
  return applyRows(program, 0, { scalars, psd })
    .subarray(0, shape.rows)
    .map((value, row) => value - (data.rhs[row] ?? Number.NaN));
}

/** Numbers in (-1, 1) that look random. */
export function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  });
}

/** W = sum_l w_l w_l^H of the beams [l][n][2]. */
export function covarianceOfBeams(beams: Float64Array, n: number): Float64Array {
  const w = new Float64Array(2 * n * n);
  const at = (l: number, i: number): readonly [number, number] => [
    beams[2 * (l * n + i)] ?? 0,
    beams[2 * (l * n + i) + 1] ?? 0,
  ];
  for (let l = 0; l < beams.length / (2 * n); l++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [[a, b], [c, d]] = [at(l, i), at(l, j)];
        const to = 2 * (i * n + j);
        w[to] = (w[to] ?? 0) + a * c + b * d;
        w[to + 1] = (w[to + 1] ?? 0) + b * c - a * d;
      }
  return w;
}
