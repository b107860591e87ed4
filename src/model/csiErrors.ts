import { InputError } from '../errors.ts';
import { ballReach } from '../random/ballReach.ts';
import { complexDirection } from '../random/complexDirection.ts';
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

/** Number and law of the error draws. */
export interface SamplingOptions extends Omit<CsiErrorOptions, 'draw'> {
  /** Number of error draws, at least 1. */
  readonly draws: number;
}

/**
 * One independent channel error e of norm at most d for every link of a BS to a user. Draw i is the same however many
 * draws are made.
 *
 * @returns errors in the layout of the channels, [bs][cell][user][antenna][2].
 * @throws InputError when the radius is negative or a part of the key is out of range.
 */
export function drawCsiErrors(scenario: Scenario, options: CsiErrorOptions): Float64Array {
  const radius = errorRadius(scenario, options.radius);
  const directions = new Float64Array(directionsLength(scenario));
  fillDirections(scenario, options, directions, 0);
  const errors = new Float64Array(linkCount(scenario) * 2 * scenario.txAntennas);
  scaleDirections(scenario, directions, 0, radius, errors);
  return errors;
}

/** The radius asked for, default the scenario's. @throws InputError when it is negative. */
export function errorRadius(scenario: Scenario, asked: number | undefined): number {
  const radius = asked ?? scenario.csiErrorRadius;
  if (!Number.isFinite(radius) || radius < 0)
    throw new InputError(`radius: expected a number of at least 0, got ${radius}`);
  return radius;
}

/** Numbers of one draw before it has a radius: for every link norm over the radius, norm of the vector, vector [antenna][2]. */
export function directionsLength(scenario: Scenario): number {
  return linkCount(scenario) * (2 + 2 * scenario.txAntennas);
}

/**
 * Draws all that is random in the errors of a draw, which no radius changes.
 *
 * @param target receives `directionsLength` numbers from offset `at`.
 * @throws InputError when a part of the key is out of range.
 */
export function fillDirections(
  scenario: Scenario,
  { seed, realization, draw, errorLaw }: Omit<CsiErrorOptions, 'radius'>,
  target: Float64Array,
  at: number,
): void {
  const { txAntennas } = scenario;
  const stream = openStream({ seed, realization, stream: 'csiError', substream: draw });
  const end = at + directionsLength(scenario);
  for (let link = at; link < end; link += 2 + 2 * txAntennas) {
    target[link] = errorLaw === 'sphere' ? 1 : ballReach(stream, txAntennas);
    target[link + 1] = complexDirection(stream, target, link + 2, txAntennas);
  }
}

/**
 * The errors of a draw at a radius.
 *
 * @param errors receives them, [bs][cell][user][antenna][2].
 */
export function scaleDirections(
  scenario: Scenario,
  directions: Float64Array,
  at: number,
  radius: number,
  errors: Float64Array,
): void {
  const width = 2 * scenario.txAntennas;
  let from = at;
  for (let link = 0; link < errors.length; link += width) {
    const scale = (radius * (directions[from] as number)) / (directions[from + 1] as number);
    for (let i = 0; i < width; i++) errors[link + i] = scale * (directions[from + 2 + i] as number);
    from += 2 + width;
  }
}

function linkCount({ cells, usersPerCell }: Scenario): number {
  return cells * cells * usersPerCell;
}
