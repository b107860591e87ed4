import type { ScaledProgram } from './equilibrate.ts';
import { norm } from './equilibrate.ts';
import { advance, inner, type Point, type PointResiduals } from './newton.ts';
import { applyA, applyAdjoint, type Context } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { ALMOST_MERIT, CENTRED_TOLERANCE, OPTIMAL_MERIT } from '../../settings.ts';

/** Wire codes of src/conic/status.ts. */
export const OPTIMAL = 0;
export const ALMOST = 1;
const INFEASIBLE = 2;
export const UNBOUNDED = 3;
const ITERATION_LIMIT = 4;
const NUMERICAL = 5;
const CERTIFICATE = 1e-7;
/** Steps that centre an answer, as in kernels/wasm/hsde.ts. */
const CENTRINGS = 3;
const PATIENCE = 15;
const SMALL_STEP = 1e-4;
const SMALL_STEPS = 3;
/** Shift of the Schur complement's unit diagonal: a few roundings, or badly scaled programs stop short of 1e-8. Raised where its Cholesky fails. */
const SHIFTS = [1e-15, 1e-13, 1e-11] as const;

/** How one program ended, on the host. */
export interface Ending {
  status: number;
  iterations: number;
  merit: number;
  primal: number;
  dual: number;
  /** What to divide the point by: tau, or the value of a certificate. */
  normalization: number;
}

/** Endings, and the best points x | y | z on scaled data, [batch, 2 primal + dual]. */
export interface BatchEnding {
  readonly endings: readonly Ending[];
  readonly points: Handle;
}

interface Track extends Ending {
  bestAt: number;
  small: number;
  shift: number;
  /** Steps of centring so far, -1 before the first point within the tolerance. */
  centred: number;
  done: boolean;
}

const WORD = 11;

/** Residuals on the device, and what the stopping tests read, [batch, WORD]. */
function residuals(
  context: Context,
  program: ScaledProgram,
  point: Point,
  last: readonly Handle[],
): PointResiduals & { readonly word: Handle } {
  const { ops, layout } = context;
  const { b, c, rowFactor, columnFactor } = program;
  const { x, y, z, tau, kappa } = point;
  return ops.tidy(() => {
    const ax = applyA(context, program, x);
    const slack = ops.add(applyAdjoint(context, program, y), z);
    const [cx, by, xz] = [inner(context, c, x), inner(context, b, y), inner(context, x, z)];
    const rp = ops.sub(ops.mul(tau, b), ax);
    const rd = ops.sub(ops.mul(tau, c), slack);
    const overRows = (v: Handle): Handle => norm(context, ops.div(v, rowFactor));
    const overColumns = (v: Handle): Handle => norm(context, ops.div(v, columnFactor));
    const mu = ops.div(ops.add(xz, ops.mul(tau, kappa)), ops.scalar(layout.degree + 1));
    const numbers = [mu, cx, by, overRows(rp), overColumns(rd), overColumns(slack), overRows(ax), tau, kappa, ...last];
    return { rp, rd, rg: ops.add(kappa, ops.sub(cx, by)), mu, word: ops.concat(numbers, 1) };
  });
}

/** Handles of a batch, in any nesting, for the programs `indices` alone. */
export function gatherPrograms<T>(context: Context, value: T, indices: Handle): T {
  const { ops } = context;
  const visit = (v: unknown): unknown => {
    if (typeof v !== 'object' || v === null) return v;
    if ('dtype' in v) return ops.gather(v as unknown as Handle, indices, 0);
    if (Array.isArray(v)) return v.map(visit);
    return Object.fromEntries(Object.entries(v).map(([k, part]) => [k, visit(part)]));
  };
  return visit(value) as T;
}

/**
 * Iterates a batch until every program has its own ending. The device computes, the host reads one word of `WORD` numbers per program and
 * iteration and decides; finished programs are gathered out when half of the batch is done.
 */
export function iterate(
  context: Context,
  whole: ScaledProgram,
  start: Point,
  tolerance: number,
  maxIterations: number,
): BatchEnding {
  const { ops } = context;
  const batch = start.tau.shape[0] as number;
  const scales = ops.tidy(() => ops.read(ops.concat([whole.scaleB, whole.scaleC, whole.normB, whole.normC], 1)));
  const tracks = Array.from({ length: batch }, (): Track => ({
    status: ITERATION_LIMIT,
    iterations: 0,
    merit: Infinity,
    primal: NaN,
    dual: NaN,
    normalization: 1,
    bestAt: 0,
    small: 0,
    shift: 0,
    centred: -1,
    done: false,
  }));
  return ops.tidy(() => {
    let program = whole;
    let point = start;
    /** Program of the whole batch that stands at each place now; a filling of a batch of one repeats it. */
    let places = tracks.map((_, i) => i);
    let best = ops.concat([point.x, point.y, point.z], 1);
    let last = [ops.zeros([batch, 1]), ops.broadcast(ops.scalar(1), [batch, 1])];
    for (let iteration = 0; ; iteration++) {
      const now = residuals(context, program, point, last);
      const words = ops.tidy(() => ops.read(now.word));
      const taken: number[] = [];
      places.forEach((i, at) => {
        const track = tracks[i] as Track;
        if (track.done || places.indexOf(i) !== at) return;
        const word = words.subarray(at * WORD, (at + 1) * WORD);
        if (judge(track, word, scales.subarray(4 * i, 4 * i + 4), iteration, tolerance, maxIterations)) taken.push(at);
      });
      if (taken.length > 0) {
        const next = ops.tidy(() => {
          const all = ops.concat([point.x, point.y, point.z], 1);
          if (taken.length === batch) return all;
          const to = ops.integers(
            Int32Array.from(taken, (at) => places[at] as number),
            [taken.length, 1],
          );
          return ops.replaceRows(best, to, ops.gather(all, ops.integers(taken), 0));
        });
        ops.free(best);
        best = next;
      }
      const open = places
        .map((_, at) => at)
        .filter((at) => places.indexOf(places[at] as number) === at && !(tracks[places[at] as number] as Track).done);
      if (open.length === 0) break;
      let current: PointResiduals = now;
      if (2 * open.length <= places.length && places.length > 2) {
        // a batch of one matrix takes other paths through TensorFlow's products: two programs at least
        const kept = open.length === 1 ? [open[0] as number, open[0] as number] : open;
        const {
          program: p,
          point: q,
          now: r,
        } = ops.tidy(() => gatherPrograms(context, { program, point, now }, ops.integers(kept)));
        if (program !== whole) ops.free(program);
        ops.free([point, now]);
        [program, point, current] = [p, q, r];
        places = kept.map((at) => places[at] as number);
      }
      const next = ops.tidy(() => {
        const shift = Float64Array.from(places, (i) => SHIFTS[(tracks[i] as Track).shift] as number);
        const centring = Float64Array.from(places, (i) => ((tracks[i] as Track).centred >= 0 ? 1 : 0));
        const column = (values: Float64Array): Handle => ops.upload(values, [places.length, 1]);
        return advance(context, program, point, current, column(shift), centring.includes(1) ? column(centring) : null);
      });
      ops.free([point, current, last]);
      const { alpha, good, ...moved } = next;
      point = moved;
      last = [alpha, good];
    }
    return { endings: tracks, points: best };
  });
}

/** Decides about a program after its residuals were read; true when its point is the one to keep. */
function judge(
  track: Track,
  word: Float64Array,
  scales: Float64Array,
  iteration: number,
  tolerance: number,
  maxIterations: number,
): boolean {
  const [
    mu = NaN,
    cx = NaN,
    by = NaN,
    rp = NaN,
    rd = NaN,
    slack = NaN,
    ax = NaN,
    tau = NaN,
    kappa = NaN,
    alpha = NaN,
    good = NaN,
  ] = word;
  const [scaleB = NaN, scaleC = NaN, normB = NaN, normC = NaN] = scales;
  track.iterations = iteration;
  const finish = (status: number): void => {
    track.done = true;
    const optimal = track.merit < Math.max(tolerance, OPTIMAL_MERIT);
    track.status = optimal ? OPTIMAL : track.merit < ALMOST_MERIT ? ALMOST : status;
  };
  const primal = cx / (scaleB * scaleC * tau);
  const dual = by / (scaleB * scaleC * tau);
  const merit = Math.max(
    rp / (scaleB * tau * (1 + normB)),
    rd / (scaleC * tau * (1 + normC)),
    Math.abs(primal - dual) / (1 + Math.min(Math.abs(primal), Math.abs(dual))),
  );
  if (!Number.isFinite(mu)) {
    finish(NUMERICAL);
    return false;
  }
  // a step of centring may raise the merit, within the tolerance
  const better = merit < track.merit || (track.centred >= 0 && merit < tolerance);
  if (better) {
    track.bestAt = iteration;
    Object.assign(track, { merit, primal, dual, normalization: tau });
  }
  if (track.merit < tolerance) {
    track.centred++;
    if (track.centred >= (tolerance < CENTRED_TOLERANCE ? CENTRINGS : 0) || merit >= tolerance) {
      finish(OPTIMAL);
      return better;
    }
  }
  if (tau < 0.1 * kappa) {
    const certificates = [
      [INFEASIBLE, by, slack / scaleC, normB],
      [UNBOUNDED, -cx, ax / scaleB, normC],
    ] as const;
    for (const [status, value, residual, size] of certificates) {
      const normalization = value / (scaleB * scaleC);
      const relative = (residual * Math.max(1, size)) / normalization;
      if (!(value > 0) || !(relative < CERTIFICATE)) continue;
      Object.assign(track, { status, merit: relative, normalization, done: true });
      return true;
    }
  }
  if (iteration === maxIterations) {
    finish(ITERATION_LIMIT);
    return better;
  }
  if (good < 0.5) track.shift++;
  else track.small = iteration > 0 && alpha < SMALL_STEP ? track.small + 1 : 0;
  if (iteration - track.bestAt > PATIENCE || track.small > SMALL_STEPS || track.shift >= SHIFTS.length)
    finish(NUMERICAL);
  return better;
}
