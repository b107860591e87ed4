import { InputError } from '../errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { readComplexArray, readRealArray } from './complexJson.ts';
import type { DataSymbols } from './types.ts';

/** Precoders or transmit vectors that an instance file brings to be evaluated. */
export interface GivenVectors {
  readonly coMP: boolean;
  /**
   * Block level: precoders, CBF [bs][user][antenna][2], CoMP [user][stacked antenna][2]. Symbol level: transmit vectors, CBF
   * [bs][s][antenna][2], CoMP [s][stacked antenna][2].
   */
  readonly vectors: Float64Array;
  /** Symbol level only. */
  readonly symbols: DataSymbols | null;
  /** Of the exact worst case; null for the scenario's own. */
  readonly radius: number | null;
}

/**
 * Reads `evaluation` of an instance file: `precoders`, or `transmit` with `symbolPhase` and `scenario.pskOrder` beside it. CBF and
 * CoMP are told apart by the depth of the arrays.
 *
 * @throws InputError naming the path of what is missing or of the wrong shape.
 */
export function readGivenVectors(
  evaluation: {
    readonly precoders?: unknown;
    readonly transmit?: unknown;
    readonly exactWorstCase?: { readonly d: number } | undefined;
  },
  file: { readonly symbolPhase?: unknown; readonly scenario: { readonly pskOrder?: number | undefined } },
  scenario: Scenario,
  where: string,
): GivenVectors {
  const { cells, usersPerCell, txAntennas, frameLength } = scenario;
  const { precoders, transmit } = evaluation;
  if ((precoders === undefined) === (transmit === undefined))
    throw new InputError(
      `${where}evaluation: expected precoders or transmit, got ${precoders === undefined ? 'neither' : 'both'}`,
    );
  const radius = evaluation.exactWorstCase?.d ?? null;
  const given = precoders ?? transmit;
  const coMP = depthOf(given) === 2;
  const streams = precoders === undefined ? frameLength : usersPerCell;
  const wide = precoders === undefined ? frameLength : cells * usersPerCell;
  const shape = coMP ? [wide, cells * txAntennas] : [cells, streams, txAntennas];
  const name = precoders === undefined ? 'transmit' : 'precoders';
  const vectors = readComplexArray(given, shape, `${where}evaluation.${name}`);
  if (precoders !== undefined) return { coMP, vectors, symbols: null, radius };
  const { pskOrder } = file.scenario;
  if (pskOrder === undefined)
    throw new InputError(`${where}scenario.pskOrder: expected the order of the PSK, got nothing`);
  const phase = readRealArray(file.symbolPhase, [cells, usersPerCell, frameLength], `${where}symbolPhase`);
  return { coMP, vectors, symbols: { phase, pskOrder }, radius };
}

/** Levels that no vectors have: there is no need to look deeper. */
const DEEPEST = 8;

/** Array levels above the numbers, pairs {re, im} not counted. */
function depthOf(value: unknown, most = DEEPEST): number {
  if (most === 0) return 0;
  if (Array.isArray(value)) return 1 + depthOf(value[0], most - 1);
  return typeof value === 'object' && value !== null && 're' in value ? depthOf(value.re, most - 1) : 0;
}
