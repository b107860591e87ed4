import { InputError } from '../errors.ts';
import type { Scenario } from './scenario.ts';

/**
 * Refuses shapes of errors that do not fit the scenario.
 *
 * @param shape S of every link, [bs][cell][user][antenna][antenna][2]; undefined for the identity.
 * @throws InputError
 */
export function requireErrorShape(
  { cells, usersPerCell, txAntennas }: Pick<Scenario, 'cells' | 'usersPerCell' | 'txAntennas'>,
  shape: Float64Array | undefined,
  where = 'errorShape',
): void {
  const numbers = 2 * cells * cells * usersPerCell * txAntennas ** 2;
  if (shape && shape.length !== numbers)
    throw new InputError(
      `${where}: expected ${numbers} numbers [bs][cell][user][antenna][antenna][2], got ${shape.length}`,
    );
}

/**
 * Errors S u of every link.
 *
 * @param unshaped u, [link][antenna][2].
 * @param shape S by rows, [link][antenna][antenna][2].
 * @returns [link][antenna][2].
 */
export function shapedErrors(unshaped: Float64Array, shape: Float64Array, antennas: number): Float64Array {
  const result = new Float64Array(unshaped.length);
  const width = 2 * antennas;
  for (let row = 0; row < unshaped.length / 2; row++) {
    const link = Math.floor(row / antennas) * width;
    let [re, im] = [0, 0];
    for (let j = 0; j < width; j += 2) {
      const sr = shape[row * width + j] as number;
      const si = shape[row * width + j + 1] as number;
      const ur = unshaped[link + j] as number;
      const ui = unshaped[link + j + 1] as number;
      re += sr * ur - si * ui;
      im += sr * ui + si * ur;
    }
    result[2 * row] = re;
    result[2 * row + 1] = im;
  }
  return result;
}

/**
 * Beams as a shaped error sees them: with e = S u a link receives (h + S u)^T w = h^T w + u^T (S^T w), so that the beams S^T w have errors u without shape.
 *
 * @param beams w_l, [beams][stations][antennas][2]; S acts on each station's part.
 * @param shapes S of the link of each station, [antennas][antennas][2] by rows.
 * @returns S^T w_l, in the layout of `beams`.
 */
export function shapedBeams(beams: Float64Array, shapes: readonly Float64Array[], antennas: number): Float64Array {
  const result = new Float64Array(beams.length);
  const width = 2 * antennas;
  for (let from = 0; from < beams.length; from += width) {
    const shape = shapes[(from / width) % shapes.length] as Float64Array;
    for (let i = 0; i < antennas; i++) {
      const wr = beams[from + 2 * i] as number;
      const wi = beams[from + 2 * i + 1] as number;
      for (let j = 0; j < width; j += 2) {
        const sr = shape[i * width + j] as number;
        const si = shape[i * width + j + 1] as number;
        result[from + j] = (result[from + j] as number) + sr * wr - si * wi;
        result[from + j + 1] = (result[from + j + 1] as number) + sr * wi + si * wr;
      }
    }
  }
  return result;
}
