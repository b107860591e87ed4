import { ERROR_LAWS } from '../../../model/errorLaw.ts';
import { seedWords } from '../../../random/stream.ts';
import type { ErrorDrawsBatch } from '../errorDraws.ts';
import type { PartTables } from './partTables.ts';

/** What the entries are told of a launch. */
export interface ToldLaunch {
  readonly batch: ErrorDrawsBatch;
  readonly tables: Pick<PartTables, 'usersAt'>;
  readonly first: number;
  readonly draws: number;
  /** Candidates that there is room for. */
  readonly capacity: number;
}

/** Its words (kernels/errorDraws/launch.wgsl). */
export function launchWords({ batch, tables, first, draws, capacity }: ToldLaunch): Uint32Array {
  const { seed, realization, law, cells, usersPerCell, txAntennas: n } = batch;
  const words = new Uint32Array(16);
  const key = [...seedWords(seed), realization, ERROR_LAWS.indexOf(law)];
  const system = [cells ** 2 * usersPerCell, cells * usersPerCell, n];
  words.set([...key, first, draws, ...system, tables.usersAt, capacity]);
  new Float32Array(words.buffer).set([Math.sqrt(1 / n), 1 / (2 * n)], 11);
  return words;
}
