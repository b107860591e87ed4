import { median } from '../../model/median.ts';
import type { DesignRecord } from '../readDesigns.ts';
import type { CurvePoint } from './curves.ts';
import type { Axis } from './figure.ts';

/** Medians of a point: SINR in dB and RCRB in degrees; infinite where half of the draws have no precoders. */
export interface Medians {
  readonly sinr: number;
  readonly rcrb: number;
}

/** What the precoders of a point achieve, and what its programs promise. */
export interface Pair {
  readonly point: CurvePoint;
  readonly achieved: Medians;
  readonly promised: Medians;
}

/** Medians of what the precoders achieve and what the program promises, whatever the designs claim: those blind to other cells keep no claim. */
export function pairOf(point: CurvePoint): Pair {
  const draws = point.rule === 'all' ? point.draws : point.draws.filter((r) => r.designed);
  const over = (quantity: (row: DesignRecord) => number, without: number): number =>
    median(draws.map((r) => (r.designed ? quantity(r) : without)));
  return {
    point,
    achieved: { sinr: over((r) => r.sinrDb, -Infinity), rcrb: over((r) => r.rcrbDeg, Infinity) },
    promised: { sinr: over((r) => r.sinrProgramDb, -Infinity), rcrb: over((r) => r.rcrbRelaxationDeg, Infinity) },
  };
}

/** Distance of two points: the larger of their differences in shares of the axes. */
export function distanceOn(x: Axis, y: Axis): (a: Medians, b: Medians) => number {
  const along = ({ domain = [0, 1], scale }: Axis, a: number, b: number): number =>
    scale === 'log' ? Math.log(b / a) / Math.log(domain[1] / domain[0]) : (b - a) / (domain[1] - domain[0]);
  return (a, b) => Math.max(Math.abs(along(x, a.sinr, b.sinr)), Math.abs(along(y, a.rcrb, b.rcrb)));
}
