import { boundedMean, type ConfidenceSequence, type Interval } from './boundedMean.ts';
import type { Observation } from './observations.ts';
import { quantile } from './quantile.ts';
import type { StopRule } from './stopSchema.ts';

/** What is known of the metric at a grid point. */
export interface PointEstimate extends Interval {
  /** Index of the grid point. */
  readonly point: number;
  /** Observations: channel realizations. */
  readonly count: number;
  /** Mean, proportion or quantile of the observations; NaN without any. */
  readonly estimate: number;
}

/** A rule with the observations so far. */
export interface StoppingState {
  readonly add: (observations: readonly Observation[]) => void;
  readonly estimates: () => PointEstimate[];
  /** There are enough observations and the interval of every grid point is narrow enough. */
  readonly isReached: () => boolean;
}

/**
 * A rule before any observation.
 *
 * @param points indices of the grid points where the metric is defined: no RCRB is at rho = 0.
 */
export function startRule(rule: StopRule, points: readonly number[]): StoppingState {
  const sequences = new Map(points.map((point) => [point, startSequence(rule)]));
  const estimates = (): PointEstimate[] =>
    [...sequences].map(([point, s]) => ({ point, count: s.count, estimate: s.estimate(), ...s.interval() }));
  return {
    add: (observations) => {
      for (const { point, value } of observations) sequences.get(point)?.add(value);
    },
    estimates,
    isReached: () => estimates().every((e) => e.count >= rule.minimum && halfWidth(e) <= rule.halfWidth),
  };
}

/** Half the width of an interval; 0 where both ends are the same infinity. */
function halfWidth({ low, high }: Interval): number {
  return low === high ? 0 : (high - low) / 2;
}

function startSequence(rule: StopRule): ConfidenceSequence {
  const alpha = 1 - rule.confidence;
  if (rule.statistic === 'quantile') return quantile(rule.probability ?? 0.5, alpha);
  if (!rule.range) return boundedMean(alpha);
  const [low, high] = rule.range;
  const inner = boundedMean(alpha);
  const scaled = (x: number): number => low + (high - low) * x;
  return {
    get count() {
      return inner.count;
    },
    add: (value) => inner.add((Math.min(high, Math.max(low, value)) - low) / (high - low)),
    estimate: () => scaled(inner.estimate()),
    interval: () => {
      const interval = inner.interval();
      return { low: scaled(interval.low), high: scaled(interval.high) };
    },
  };
}
