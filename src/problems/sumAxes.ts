import { norm } from '../linalg/realVector.ts';
import { orthogonalise } from '../linalg/orthogonalise.ts';
import { stack } from '../linalg/stack.ts';
import { multiplyVector } from '../model/complexVector.ts';
import { type AxesJudgement, firstDirections, lostNorm, nextAxis, usersAndBlocks } from './missedNorm.ts';
import { channelsOfTransmitters, type NormAxes, type ProgramContext } from './programs/programContext.ts';
import { orthonormalBasis } from './reductions/subspace.ts';
import { times } from './times.ts';

/** Rounds after which axes are replaced; later ones keep the old ones, so that none is looked for twice. */
const REPLACED = 3;

/** Axes of the blocks of a transmitter under way, and the vectors that norms are taken of. */
interface Span {
  readonly axes: Float64Array[];
  /** Of every vector its norm, and what the axes leave of it. */
  readonly vectors: readonly { readonly whole: number; readonly left: Float64Array }[];
}

/** As many axes for the blocks of a transmitter, which have them in common, as it serves users: they span the first directions of all. */
export function firstSumAxes(context: ProgramContext): NormAxes {
  const { served } = usersAndBlocks(context);
  const directions = firstDirections(context);
  const spans = context.transmitters.map(({ antennas }, t) => {
    const count = Math.min(served, antennas);
    const own = stack(directions.slice(t * served, (t + 1) * served));
    const basis = orthonormalBasis(own, served, antennas, count);
    return { axes: times(count, (a) => columnAt(basis, a, 2 * antennas)) };
  });
  return sharedAxes(spans, served);
}

/**
 * Looks for the norms of sums that some axes miss in the covariances W of a solution, [block][antennas][antennas][2]. The next axes span what the norms
 * are taken of, those that lose most first, until no norm misses more of the noise power than is `enough`.
 *
 * @param round from 1. The first one asks for no more axes than blocks, late ones keep the axes of before.
 */
export function judgeSumAxes(
  context: ProgramContext,
  axes: NormAxes,
  covariances: Float64Array,
  enough: (missed: number) => number,
  round: number,
): AxesJudgement {
  const { served, blocks } = usersAndBlocks(context);
  const length = axes.columns.length / (blocks * axes.count);
  if (2 * axes.count >= length) return { missed: 0, next: null };
  const loss = (2 * context.radius) / context.noise;
  const measured = context.transmitters.map((_, t) => measuredVectors(context, covariances, t));
  const before = measured.map((vectors, t): Span => {
    const old = times(axes.count, (a) => columnAt(axes.columns, t * served * axes.count + a, length));
    return spanOf(old, vectors);
  });
  const missed = Math.max(...before.map((span) => loss * largestLoss(span).lost));
  const spans = before.map((old, t): Span => {
    const span = round > REPLACED ? old : spanOf([], measured[t] as Float64Array[]);
    while (loss * largestLoss(span).lost > enough(missed) && (round > 1 || span.axes.length < served)) addAxis(span);
    return span;
  });
  const count = Math.max(...spans.map((span) => span.axes.length));
  for (const span of spans) while (span.axes.length < count) addAxis(span);
  return { missed, next: sharedAxes(spans, served) };
}

/** W_k h* of every block k and its own user, and sum_l W_l h* of every user over the blocks l of a transmitter that serve others. */
function measuredVectors(context: ProgramContext, covariances: Float64Array, transmitter: number): Float64Array[] {
  const { served, slots } = usersAndBlocks(context);
  const channels = channelsOfTransmitters(context.program)[transmitter] as Float64Array;
  const antennas = context.transmitters[transmitter]?.antennas ?? 0;
  const own: Float64Array[] = [];
  const sums = times(slots, () => new Float64Array(2 * antennas));
  for (let l = 0; l < served; l++) {
    const matrix = columnAt(covariances, transmitter * served + l, 2 * antennas * antennas);
    sums.forEach((sum, user) => {
      const y = multiplyVector(matrix, columnAt(channels, user, 2 * antennas));
      if (user === l) own.push(y);
      else for (let i = 0; i < y.length; i++) sum[i] = (sum[i] as number) + (y[i] as number);
    });
  }
  return [...own, ...sums];
}

function spanOf(axes: readonly Float64Array[], measured: readonly Float64Array[]): Span {
  const flat = stack(axes);
  const vectors = measured.map((y) => {
    const left = y.slice();
    orthogonalise(left, flat, axes.length, y.length / 2);
    return { whole: norm(y), left };
  });
  return { axes: [...axes], vectors };
}

/** The vector whose norm loses most along the axes. */
function largestLoss({ vectors }: Span): {
  readonly lost: number;
  readonly whole: number;
  readonly left: Float64Array;
} {
  return vectors
    .map(({ whole, left }) => ({ whole, left, lost: lostNorm(whole, norm(left)) }))
    .reduce((a, b) => (b.lost > a.lost ? b : a));
}

function addAxis({ axes, vectors }: Span): void {
  const { whole, left } = largestLoss({ axes, vectors });
  const axis = nextAxis(left, whole, stack(axes));
  axes.push(axis);
  for (const y of vectors) orthogonalise(y.left, axis, 1, axis.length / 2);
}

/** The axes of every transmitter, for each of its blocks. */
function sharedAxes(spans: readonly Pick<Span, 'axes'>[], served: number): NormAxes {
  const columns = spans.flatMap(({ axes }) => times(served, () => stack(axes)));
  return { count: spans[0]?.axes.length ?? 0, columns: stack(columns) };
}

function columnAt(columns: Float64Array, index: number, length: number): Float64Array {
  return columns.subarray(index * length, (index + 1) * length);
}
