import { InputError } from '../errors.ts';
import { ballReach } from '../random/ballReach.ts';
import { complexDirection } from '../random/complexDirection.ts';
import { openStream } from '../random/stream.ts';
import { requireErrorShape, shapedErrors } from './errorShape.ts';
import type { ErrorLaw } from './errorLaw.ts';
import type { Scenario } from './scenario.ts';

/** Law and key of an error draw. */
export interface CsiErrorOptions {
  /** 64-bit unsigned seed of the study. */
  readonly seed: bigint;
  /** Index of the channel realization, from 0. */
  readonly realization: number;
  /** Index of the error draw within the realization, from 0. */
  readonly draw: number;
  /** Uniform in the ball (`ball`), on its sphere, or complex normal with the mean square norm d^2. Default ball. */
  readonly errorLaw?: ErrorLaw;
  /** d, default the scenario's `csiErrorRadius`. */
  readonly radius?: number;
  /** S of every link, [bs][cell][user][antenna][antenna][2]: its error is S u with u of the law. Default: the identity. */
  readonly errorShape?: Float64Array | undefined;
}

/** Number and law of the error draws. */
export interface SamplingOptions extends Omit<CsiErrorOptions, 'draw'> {
  /** Number of error draws, at least 1. */
  readonly draws: number;
}

/**
 * One independent channel error e for every link of a BS to a user, of norm at most d under the laws `ball` and `sphere`. Draw i is the
 * same however many draws are made, and in proportion to the radius and the shape.
 *
 * @returns errors in the layout of the channels, [bs][cell][user][antenna][2].
 * @throws InputError when the radius is negative, the shape does not fit, or a part of the key is out of range.
 */
export function drawCsiErrors(scenario: Scenario, options: CsiErrorOptions): Float64Array {
  const { errorShape } = options;
  const radius = errorRadius(scenario, options.radius);
  requireErrorShape(scenario, errorShape);
  const errors = drawUnitErrors(scenario, options).map((x) => radius * x);
  return errorShape ? shapedErrors(errors, errorShape, scenario.txAntennas) : errors;
}

/** The radius asked for, default the scenario's. @throws InputError when it is negative. */
export function errorRadius(scenario: Scenario, asked: number | undefined): number {
  const radius = asked ?? scenario.csiErrorRadius;
  if (!Number.isFinite(radius) || radius < 0)
    throw new InputError(`radius: expected a number of at least 0, got ${radius}`);
  return radius;
}

/**
 * The errors of a draw at radius 1, bit for bit those of kernels/wasm/errorDraws.
 *
 * @returns [bs][cell][user][antenna][2].
 * @throws InputError when a part of the key is out of range.
 */
export function drawUnitErrors(
  scenario: Pick<Scenario, 'cells' | 'usersPerCell' | 'txAntennas'>,
  { seed, realization, draw, errorLaw = 'ball' }: Omit<CsiErrorOptions, 'radius' | 'errorShape'>,
): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const stream = openStream({ seed, realization, stream: 'csiError', substream: draw });
  const errors = new Float64Array(cells * cells * usersPerCell * 2 * txAntennas);
  for (let link = 0; link < errors.length; link += 2 * txAntennas) {
    const reach = errorLaw === 'ball' ? ballReach(stream, txAntennas) : 1;
    const norm = complexDirection(stream, errors, link, txAntennas);
    const scale = errorLaw === 'gaussian' ? Math.sqrt(1 / txAntennas) : reach / norm;
    for (let i = link; i < link + 2 * txAntennas; i++) errors[i] = (errors[i] as number) * scale;
  }
  return errors;
}
