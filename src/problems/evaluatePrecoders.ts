import { sensingCbf, sensingComp } from '../model/crb.ts';
import { exactWorstCase } from '../model/exactWorstCase.ts';
import { sinrCbf, sinrComp } from '../model/sinr.ts';
import type { Instance } from './instance.ts';

/** Numbers in nested lists, as in JSON. */
export type Nested = number | readonly Nested[];

/** Metrics of given precoders, recomputed in float64 without the solver; the arrays are nested as in instance files. */
export interface Evaluation {
  /** [bs][3][3] */
  readonly fim: Nested;
  /** rad^2, [bs] */
  readonly crb: Nested;
  /** [bs] */
  readonly rcrbDeg: Nested;
  /** Linear; CBF [bs][user], CoMP [user]. */
  readonly sinr: Nested;
  /** Smallest SINR over the CSI error ball of radius d (sqrt(cells) d for the stacked error in CoMP), as `sinr`. */
  readonly exactWorstCase: {
    /** Radius. */
    readonly d: number;
    /** Linear. */
    readonly sinr: Nested;
  };
}

/** Evaluates the precoders that an instance brings, or null without any. */
export function evaluatePrecoders(instance: Instance): Evaluation | null {
  if (instance.evaluation === null) return null;
  const { scenario, realization } = instance;
  const { coMP, precoders } = instance.evaluation;
  const radius = instance.evaluation.radius ?? scenario.csiErrorRadius;
  const { cells, usersPerCell } = scenario;
  const sensing = (coMP ? sensingComp : sensingCbf)(scenario, realization, precoders);
  const sinr = (coMP ? sinrComp : sinrCbf)(scenario, realization.channels, precoders);
  const worst = exactWorstCase(scenario, realization.channels, precoders, coMP ? 'comp' : 'cbf', radius);
  const users = coMP ? [cells * usersPerCell] : [cells, usersPerCell];
  return {
    fim: nest(sensing.fim, [cells, 3, 3]),
    crb: nest(sensing.crb, [cells]),
    rcrbDeg: nest(sensing.rcrbDeg, [cells]),
    sinr: nest(sinr, users),
    exactWorstCase: { d: radius, sinr: nest(worst.sinr, users) },
  };
}

function nest(values: Float64Array, shape: readonly number[]): Nested {
  const [length, ...rest] = shape;
  if (length === undefined) return values[0] as number;
  const step = values.length / length;
  return Array.from({ length }, (_, i) => nest(values.subarray(i * step, (i + 1) * step), rest));
}
