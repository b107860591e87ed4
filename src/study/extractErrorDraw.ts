import { InputError, VerificationError } from '../errors.ts';
import { nest, type Nested, writeComplexArray } from '../problems/complexJson.ts';
import type { PrecoderDesign } from '../problems/types.ts';
import type { GridTask } from './chunkTasks.ts';
import { transmissionOf } from './evaluateDesign.ts';
import { KERNEL_AGREEMENT, redrawnError } from './redrawnError.ts';
import type { Study } from './schema.ts';
import { decibel } from './decibel.ts';
import type { StoredColumns } from './tables/readColumns.ts';

/** One CSI error draw of a design, made again by the model. */
export interface ExtractedErrorDraw {
  /** Index of the draw. */
  readonly draw: number;
  readonly law: Study['realizations']['errorLaw'];
  /** e of every link, complex [bs][cell][user][antenna]. */
  readonly errors: unknown;
  /** h + e, the channels that the users really have, complex [bs][cell][user][antenna]. */
  readonly channels: unknown;
  /** SINR of every user, linear, [cell][user]. */
  readonly sinr: Nested;
  /** Smallest of them; null where it is 0. */
  readonly smallestDb: number | null;
}

/**
 * Makes one CSI error draw of a design again.
 *
 * @param distributions table `sinr_distribution` of the design's chunk.
 * @throws InputError when the study has no such draw, or the design no precoders.
 * @throws VerificationError where the draw is among the smallest ones of the table, which has another SINR for it.
 */
export function extractErrorDraw(
  study: Study,
  { id, task }: GridTask,
  design: PrecoderDesign,
  draw: number,
  distributions: StoredColumns,
): ExtractedErrorDraw {
  const { errors: draws, errorLaw } = study.realizations;
  if (!Number.isInteger(draw) || draw < 0 || draw >= draws)
    throw new InputError(`--draw: expected an error draw from 0 to ${draws - 1}, got ${draw}`);
  const transmission = transmissionOf(task, design);
  if (!transmission) throw new InputError(`--draw: expected a design with precoders, got one without`);
  const { errors, channels, sinr, smallest } = redrawnError(task, transmission, draw, errorLaw);
  const stored = storedSinr(distributions, id, draw);
  if (stored !== undefined && !(Math.abs(stored - smallest) <= KERNEL_AGREEMENT * smallest))
    throw new VerificationError(
      `design ${id}, error draw ${draw}: expected an SINR of ${smallest}, found ${stored} in table sinr_distribution`,
      'isac-mc verify tells more',
    );
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const shape = [cells, cells, usersPerCell, txAntennas];
  return {
    draw,
    law: errorLaw,
    errors: writeComplexArray(errors, shape),
    channels: writeComplexArray(channels, shape),
    sinr: nest(sinr, [cells, usersPerCell]),
    smallestDb: decibel(smallest),
  };
}

/** SINR of a draw in the row of the smallest SINR over the users; undefined where it is not among the kept ones. */
function storedSinr({ rows, columns }: StoredColumns, id: bigint, draw: number): number | undefined {
  const cells = (name: string, row: number): unknown => columns.get(name)?.[row];
  for (let row = 0; row < rows; row++) {
    if (cells('design_id', row) !== id || cells('user', row) !== null) continue;
    const [sinr, draws] = [cells('tail_sinr', row), cells('tail_draw', row)];
    if (sinr instanceof Float64Array && draws instanceof Float64Array) return sinr[draws.indexOf(draw)];
  }
  return undefined;
}
