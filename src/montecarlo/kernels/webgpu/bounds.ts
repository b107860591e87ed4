import type { ErrorLaw } from '../../../model/errorLaw.ts';
import type { Receiver, ReceivingUser } from '../../receiver.ts';
import { UNIT } from './float32.ts';

/**
 * Bounds on the errors of float32 (docs/decisions/0041), for every device that WGSL allows. An amplitude c + sum of e w errs by no more than a + b norm(e), the norm being the
 * largest one of the links to the user.
 */
export interface AmplitudeBound {
  readonly a: number;
  readonly b: number;
}

/** Room for products of errors, for the float64 of the cpu kernel and for the rounding of the bounds themselves. */
const ROOM = 1 + 2 ** -9;
/** What numbers that are too small for float32 can change in an amplitude, in units of the root of the noise. */
const TINY = 2 ** -60;
/** Units that a CN(0, 1) number errs by: root of the logarithm 13, angle and series 5, product 1. */
const NORMAL = 20;
/** The norm of an error that is uniform in the ball. */
const REACH = 14;

/** Norm of the difference between the error of a link in float32 and in float64, in proportion to the norm of the link's error; to 1 for laws with a largest norm. */
export function drawBound(law: ErrorLaw, antennas: number): number {
  const scaled = 2.5 * NORMAL + antennas / 2; // over the norm of the numbers themselves
  const units = { ball: scaled + REACH, sphere: scaled, gaussian: NORMAL + 2 }[law];
  return units * UNIT;
}

/** Norm of a link's weights summed over the links of a row: how far errors of norm 1 move an amplitude. */
function reachOf(row: Float64Array, links: number): number {
  const width = (row.length - 2) / links;
  let reach = 0;
  for (let link = 0; link < links; link++) reach += norm(row.subarray(2 + link * width, 2 + (link + 1) * width));
  return reach;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}

/** Bound on an amplitude: the rounding of c and w, the error of e, and sums of 2n products and c in any order. */
export function amplitudeBound(row: Float64Array, links: number, draws: number): AmplitudeBound {
  const sum = (row.length - 1) * UNIT;
  const magnitude = norm(row.subarray(0, 2));
  return {
    a: ROOM * magnitude * (UNIT / 2 + sum) + TINY,
    b: ROOM * reachOf(row, links) * (UNIT / 2 + draws + Math.SQRT2 * sum),
  };
}

/** Bounds of one SINR: of the useful amplitude, and of the vector of all interfering ones. */
export interface SinrBound {
  readonly useful: AmplitudeBound;
  readonly other: AmplitudeBound;
}

/** Bounds of a user, [row]: one at block level, and one for each symbol time at symbol level. */
export function sinrBounds(user: ReceivingUser, symbolLevel: boolean, draws: number): SinrBound[] {
  const { senders, each, links, own, ownRow, cotangent } = user;
  const bound = (sender: number, row: number): AmplitudeBound =>
    amplitudeBound(rowOf(user, sender * each + row), links, draws);
  const all = Array.from({ length: senders * each }, (_, i) => i);
  if (!symbolLevel) {
    const useful = own * each + ownRow;
    const other = together(all.filter((i) => i !== useful).map((i) => bound(0, i)));
    return [{ useful: bound(0, useful), other }];
  }
  // Re - abs(Im) cot: three roundings of numbers no larger than the amplitude, times the norm of (1, cot)
  const stretch = Math.sqrt(1 + cotangent * cotangent);
  return Array.from({ length: each }, (_, s) => {
    const { a, b } = bound(own, s);
    const row = rowOf(user, own * each + s);
    const margin = {
      a: stretch * (a + 3 * ROOM * UNIT * norm(row.subarray(0, 2))),
      b: stretch * (b + 3 * ROOM * UNIT * reachOf(row, links)),
    };
    const others = Array.from({ length: senders }, (_row, sender) => sender).filter((sender) => sender !== own);
    return { useful: margin, other: together(others.map((sender) => bound(sender, s))) };
  });
}

/** Bound on the vector of several amplitudes. */
function together(bounds: readonly AmplitudeBound[]): AmplitudeBound {
  const size = (of: (own: AmplitudeBound) => number): number =>
    ROOM * norm(Float64Array.from(bounds, (own) => of(own)));
  return { a: size(({ a }) => a), b: size(({ b }) => b) };
}

/** Relative slack of a useful amplitude, for its power, the root of that, and its share of the operations that follow. */
export const SLACK_USEFUL = 12 * UNIT;

/** Relative slack of the root of noise and interference, a sum of so many powers. */
export function slackOther({ senders, each }: ReceivingUser, symbolLevel: boolean): number {
  const powers = symbolLevel ? senders - 1 : senders * each - 1;
  return (powers / 2 + 10) * UNIT * ROOM;
}

/** Row i of a user: c and then w. */
function rowOf({ rows, senders, each }: ReceivingUser, i: number): Float64Array {
  const width = rows.length / (senders * each);
  return rows.subarray(i * width, (i + 1) * width);
}

/** The largest amplitude of a receiver under errors of so large a norm, over the root of the noise. */
export function largestAmplitude({ users }: Receiver, largestNorm: number): number {
  let largest = 0;
  for (const user of users)
    for (let i = 0; i < user.senders * user.each; i++) {
      const row = rowOf(user, i);
      const amplitude = norm(row.subarray(0, 2)) + largestNorm * reachOf(row, user.links);
      // a number that is not finite must not be lost
      largest = Number.isNaN(amplitude) ? Infinity : Math.max(largest, amplitude / Math.sqrt(user.noise));
    }
  return largest;
}
