import { InputError } from '../errors.ts';
import { symbolLevelSinr, type Transmission } from '../model/constructiveInterference.ts';
import type { CsiErrorOptions } from '../model/csiErrors.ts';
import { exactWorstCase } from '../model/exactWorstCase.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import { sinrCbf, sinrComp } from '../model/sinr.ts';
import { drawErrorsOnCpu } from '../montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { BlockTransmission } from '../montecarlo/receiver.ts';
import { MINIMUM_ONLY, sinrUnderErrors } from '../montecarlo/sinrUnderErrors.ts';
import { worstCaseBound } from '../model/worstCaseBound.ts';
import { cooperationOf, isSymbolLevel } from './capabilities.ts';
import type { DataSymbols, Robustness, Scheme } from './types.ts';

/** Precoders, or transmit vectors at symbol level, and the system that they are used in. */
export interface WorstCaseQuery {
  /** Its ending says who transmits to a user: its own BS (CBF) or all of them (CoMP). */
  readonly scheme: Scheme;
  /** The system, linear units. */
  readonly scenario: Scenario;
  /** Estimated channels and the shape of their errors; a whole `Realization` will do. */
  readonly realization: Pick<Realization, 'channels' | 'errorShape'>;
  /** Block level: CBF [bs][user][antenna][2]; CoMP [cell * usersPerCell + user][stacked antenna][2]. */
  readonly precoders?: Float64Array | null;
  /** Symbol level: x_s, CBF [bs][s][antenna][2]; CoMP [s][stacked antenna][2]. */
  readonly transmit?: Float64Array | null;
  /** The data symbols behind `transmit`. */
  readonly symbols?: DataSymbols;
  /** Whose Cauchy-Schwarz bound `bound` is; at symbol level that bound is exact, whatever the robustness. Default guaranteed. */
  readonly robustness?: Robustness;
  /** d, default the scenario's `csiErrorRadius`; a user's stacked error has norm sqrt(J) d at most in CoMP. */
  readonly radius?: number;
  /** Number of error draws behind `sampled`. Default 0: none. */
  readonly errors?: number;
  /** Uniform in the ball, on its sphere, or complex normal of mean square norm d^2; only with `errors`. Default ball. */
  readonly errorLaw?: CsiErrorOptions['errorLaw'];
  /** Key of the error draws with `realizationIndex`, 64-bit unsigned. Default 0. */
  readonly seed?: bigint;
  /** Default 0. */
  readonly realizationIndex?: number;
}

/** SINR of every user, linear, [cell][user]. */
export interface WorstCaseEvaluation {
  /** At the estimated channels. */
  readonly nominal: Float64Array;
  /** Minimum over the drawn errors; null without draws. */
  readonly sampled: Float64Array | null;
  /** Minimum over the whole error ball. */
  readonly exact: Float64Array;
  /** What the Cauchy-Schwarz terms of the robustness leave; at symbol level the exact worst case. */
  readonly bound: Float64Array;
  /** Smallest of each over the users. */
  readonly smallestDb: WorstCaseSummary;
}

/** Smallest SINR over the users in dB; -Infinity where it is 0. */
export interface WorstCaseSummary {
  /** At the estimated channels. */
  readonly nominal: number;
  /** Over the drawn errors; null without draws. */
  readonly sampled: number | null;
  /** Over the whole error ball. */
  readonly exact: number;
  /** As bounded by the Cauchy-Schwarz terms. */
  readonly bound: number;
}

/**
 * SINR of given precoders under CSI errors, four ways in one call: nominal, sampled, exact over the whole error ball
 * norm(e) <= d, and as bounded by the robust programs ((31), (32) of the paper and their repair). Computed in float64 by
 * src/model, which shares nothing with the solver. A task and its design make a query: `{ ...task, ...design }`.
 *
 * @throws InputError when the precoders (transmit vectors and symbols at symbol level) are missing, as those of an infeasible
 * design are, on those of the other level, on sizes that do not fit the scenario, and on options out of range or without effect.
 */
export function evaluateWorstCase(query: WorstCaseQuery): WorstCaseEvaluation {
  const { scheme, robustness = 'guaranteed' } = query;
  requireUsedFields(query);
  const values = isSymbolLevel(scheme) ? symbolLevel(query) : blockLevel(query, robustness);
  const { nominal, sampled, exact, bound } = values;
  return {
    ...values,
    smallestDb: {
      nominal: smallestDb(nominal),
      sampled: sampled === null ? null : smallestDb(sampled),
      exact: smallestDb(exact),
      bound: smallestDb(bound),
    },
  };
}

/** Refuses what the level of the scheme does not have. A design's field of the other level is null. */
function requireUsedFields({ scheme, precoders, transmit, symbols, errors = 0, errorLaw }: WorstCaseQuery): void {
  const level = isSymbolLevel(scheme);
  if (level && precoders) throw new InputError(`precoders: expected none with ${scheme}, got some beside transmit`);
  if (!level && transmit) throw new InputError(`transmit: expected none with ${scheme}, got some beside precoders`);
  if (!level && symbols) throw new InputError(`symbols: expected none with ${scheme}, got some`);
  if (errorLaw !== undefined && errors === 0)
    throw new InputError(`errorLaw: expected it only with errors of at least 1, got ${errorLaw} with 0`);
}

type Values = Omit<WorstCaseEvaluation, 'smallestDb'>;

function blockLevel(query: WorstCaseQuery, robustness: Robustness): Values {
  const { scheme, scenario, realization, precoders, radius = scenario.csiErrorRadius } = query;
  if (!precoders)
    throw new InputError(`precoders: expected those of ${scheme}, got none`, 'an infeasible design has none');
  const { channels, errorShape } = realization;
  const cooperation = cooperationOf(scheme);
  return {
    nominal: (cooperation === 'comp' ? sinrComp : sinrCbf)(scenario, channels, precoders),
    exact: exactWorstCase(scenario, channels, precoders, cooperation, radius, errorShape).sinr,
    bound: worstCaseBound(scenario, channels, precoders, cooperation, robustness, radius, errorShape),
    sampled: sampledMinimum(query, radius, { cooperation, precoders }),
  };
}

function symbolLevel(query: WorstCaseQuery): Values {
  const { scheme, scenario, realization, transmit, symbols, radius = scenario.csiErrorRadius } = query;
  if (!transmit)
    throw new InputError(`transmit: expected the vectors of ${scheme}, got none`, 'an infeasible design has none');
  if (!symbols) throw new InputError(`symbols: expected the data symbols of ${scheme}, got none`);
  const { channels, errorShape } = realization;
  const cooperation = cooperationOf(scheme);
  const transmission: Transmission = {
    cooperation,
    vectors: transmit,
    symbolPhase: symbols.phase,
    pskOrder: symbols.pskOrder,
  };
  const ball = radius * (cooperation === 'comp' ? Math.sqrt(scenario.cells) : 1);
  const exact = symbolLevelSinr(scenario, channels, transmission, ball, errorShape);
  return {
    nominal: symbolLevelSinr(scenario, channels, transmission),
    exact,
    bound: exact.slice(),
    sampled: sampledMinimum(query, radius, transmission),
  };
}

/** The draws are those of a study with this seed, made by the kernel of the processor. */
function sampledMinimum(
  { scenario, realization, errors = 0, errorLaw = 'ball', seed = 0n, realizationIndex = 0 }: WorstCaseQuery,
  radius: number,
  transmission: BlockTransmission | Transmission,
): Float64Array | null {
  if (errors === 0) return null;
  const { channels, errorShape } = realization;
  const [answer] = sinrUnderErrors(
    [{ scenario, channels, errorShape, transmission, radius, settings: MINIMUM_ONLY, perUser: true, rows: false }],
    { seed, realization: realizationIndex, law: errorLaw, draws: errors, tail: 1 },
    drawErrorsOnCpu,
  );
  return Float64Array.from(answer?.users ?? [], ({ tail }) => tail[0] ?? Number.NaN);
}

function smallestDb(sinr: Float64Array): number {
  return 10 * Math.log10(sinr.reduce((a, b) => Math.min(a, b), Infinity));
}
