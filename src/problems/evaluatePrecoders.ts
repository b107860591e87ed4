import { symbolLevelSinr } from '../model/constructiveInterference.ts';
import { type SensingMetrics, sensingCbf, sensingComp, sensingOfTransmission } from '../model/crb.ts';
import { exactWorstCase } from '../model/exactWorstCase.ts';
import { sinrCbf, sinrComp } from '../model/sinr.ts';
import { nest, type Nested } from './complexJson.ts';
import type { GivenVectors } from './givenVectors.ts';
import type { Instance } from './instance.ts';

/** Metrics of given precoders or transmit vectors, recomputed in float64 without the solver; arrays nested as in instance files. */
export interface Evaluation {
  /** [bs][3][3] */
  readonly fim: Nested;
  /** rad^2, [bs] */
  readonly crb: Nested;
  /** [bs] */
  readonly rcrbDeg: Nested;
  /** Linear; CBF [bs][user], CoMP [user]; at symbol level the smallest over the frame. */
  readonly sinr: Nested;
  /** Smallest SINR over the CSI error ball of radius d (sqrt(cells) d for the stacked error in CoMP), as `sinr`. */
  readonly exactWorstCase: {
    /** Radius. */
    readonly d: number;
    /** Linear. */
    readonly sinr: Nested;
  };
}

interface Metrics {
  readonly sensing: SensingMetrics;
  readonly sinr: Float64Array;
  readonly worst: Float64Array;
}

/** Evaluates the vectors that an instance brings, or null without any. */
export function evaluatePrecoders(instance: Instance): Evaluation | null {
  if (instance.evaluation === null) return null;
  const { cells, usersPerCell, csiErrorRadius } = instance.scenario;
  const { coMP, symbols } = instance.evaluation;
  const radius = instance.evaluation.radius ?? csiErrorRadius;
  const { sensing, sinr, worst } = (symbols ? symbolLevel : blockLevel)(instance, instance.evaluation, radius);
  const users = coMP ? [cells * usersPerCell] : [cells, usersPerCell];
  return {
    fim: nest(sensing.fim, [cells, 3, 3]),
    crb: nest(sensing.crb, [cells]),
    rcrbDeg: nest(sensing.rcrbDeg, [cells]),
    sinr: nest(sinr, users),
    exactWorstCase: { d: radius, sinr: nest(worst, users) },
  };
}

function blockLevel({ scenario, realization }: Instance, { coMP, vectors }: GivenVectors, radius: number): Metrics {
  const { channels, errorShape } = realization;
  return {
    sensing: (coMP ? sensingComp : sensingCbf)(scenario, realization, vectors),
    sinr: (coMP ? sinrComp : sinrCbf)(scenario, channels, vectors),
    worst: exactWorstCase(scenario, channels, vectors, coMP ? 'comp' : 'cbf', radius, errorShape).sinr,
  };
}

function symbolLevel({ scenario, realization }: Instance, given: GivenVectors, radius: number): Metrics {
  const { coMP, vectors, symbols } = given;
  const { phase = new Float64Array(0), pskOrder = 0 } = symbols ?? {};
  const transmission = { cooperation: coMP ? 'comp' : 'cbf', vectors, symbolPhase: phase, pskOrder } as const;
  const { channels, errorShape } = realization;
  const ball = radius * (coMP ? Math.sqrt(scenario.cells) : 1);
  return {
    sensing: sensingOfTransmission(scenario, realization, transmission),
    sinr: symbolLevelSinr(scenario, channels, transmission),
    worst: symbolLevelSinr(scenario, channels, transmission, ball, errorShape),
  };
}
