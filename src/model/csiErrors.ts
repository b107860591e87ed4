import { InputError } from '../errors.ts';
import { complexBall } from '../random/complexBall.ts';
import { complexSphere } from '../random/complexSphere.ts';
import { openStream } from '../random/stream.ts';
import type { Scenario } from './scenario.ts';

/** Law and key of an error draw. */
export interface CsiErrorOptions {
  /** 64-bit unsigned seed of the study. */
  readonly seed: bigint;
  /** Index of the channel realization, from 0. */
  readonly realization: number;
  /** Index of the error draw within the realization, from 0. */
  readonly draw: number;
  /** Uniform in the ball, or on its sphere. Default ball. */
  readonly errorLaw?: 'ball' | 'sphere';
  /** d, default the scenario's `csiErrorRadius`. */
  readonly radius?: number;
}

/**
 * One independent channel error e of norm at most d for every link of a BS to a user. Draw i is the same however many
 * draws are made.
 *
 * @returns errors in the layout of the channels, [bs][cell][user][antenna][2].
 * @throws InputError when the radius is negative or a part of the key is out of range.
 */
export function drawCsiErrors(scenario: Scenario, options: CsiErrorOptions): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const radius = options.radius ?? scenario.csiErrorRadius;
  if (!Number.isFinite(radius) || radius < 0)
    throw new InputError(`radius: expected a number of at least 0, got ${radius}`);
  const stream = openStream({
    seed: options.seed,
    realization: options.realization,
    stream: 'csiError',
    substream: options.draw,
  });
  const draw = options.errorLaw === 'sphere' ? complexSphere : complexBall;
  const links = cells * cells * usersPerCell;
  const errors = new Float64Array(2 * links * txAntennas);
  for (let link = 0; link < links; link++) errors.set(draw(stream, txAntennas, radius), 2 * link * txAntennas);
  return errors;
}
