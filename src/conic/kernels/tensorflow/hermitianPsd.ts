import type { Constants } from './constants.ts';
import { blocksOf, type Context, flatten, hermitianPart } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';

/** HKM direction of the PSD blocks: H(U) = (X U Z^-1 + Z^-1 U X) / 2. Blocks are [batch, count, size, size] complex, one per group. */
export interface PsdScaling {
  readonly x: readonly Handle[];
  readonly zInverse: readonly Handle[];
}

/** Z^-1 of every block; NaN where Z is not positive definite. */
export function scalePsd(context: Context, x: Handle, z: Handle): PsdScaling {
  const { ops, layout, constants } = context;
  return ops.tidy(() => ({
    x: layout.groups.map((g) => blocksOf(context, x, g)),
    zInverse: layout.groups.map((g, i) => {
      const block = blocksOf(context, z, g);
      const { identity } = constants.groups[i] as Constants['groups'][number];
      const inverse = ops.triangularSolve(ops.cholesky(block), ops.broadcast(identity, block.shape));
      return ops.matmul(inverse, inverse, true);
    }),
  }));
}

/** H u on the PSD blocks, as flat parts. */
export function applyHPsd(context: Context, { x, zInverse }: PsdScaling, u: Handle): Handle[] {
  const { ops, layout } = context;
  return layout.groups.map((g, i) => {
    const image = ops.matmul(ops.matmul(x[i] as Handle, blocksOf(context, u, g)), zInverse[i] as Handle);
    return flatten(context, hermitianPart(ops, image));
  });
}

/** sigma mu Z^-1 - X - herm(DX DZ Z^-1) on the PSD blocks, as flat parts. target: sigma mu, [batch, 1]. */
export function correctorPsd(
  context: Context,
  { x, zInverse }: PsdScaling,
  target: Handle,
  dx: Handle,
  dz: Handle,
): Handle[] {
  const { ops, layout } = context;
  return layout.groups.map((g, i) => {
    const z = zInverse[i] as Handle;
    const second = ops.matmul(ops.matmul(blocksOf(context, dx, g), blocksOf(context, dz, g)), z);
    const centred = ops.mul(target, flatten(context, z));
    const correction = flatten(context, ops.add(x[i] as Handle, hermitianPart(ops, second)));
    return ops.sub(centred, correction);
  });
}

/** Whether x + step d is positive definite in every block, for k steps of each program: [batch, k] in, bool [batch, k] out. */
function insidePsd(context: Context, x: Handle, d: Handle, steps: Handle): Handle {
  const { ops, layout } = context;
  const [batch = 0, k = 0] = steps.shape;
  const tests = layout.groups.map((g) => {
    const at = (v: Handle): Handle => {
      const flat = ops.slice(v, [0, g.primalAt], [-1, g.count * g.size * g.size * 2]);
      return ops.reshape(flat, [batch, 1, g.count, g.size, g.size, 2]);
    };
    const trial = ops.add(at(x), ops.mul(ops.reshape(steps, [batch, k, 1, 1, 1, 1]), at(d)));
    const factor = ops.cholesky(ops.complexOf(trial));
    const flat = ops.reshape(ops.real(factor), [batch, k, g.count, g.size * g.size]);
    const diagonal = ops.gather(flat, ops.integers(Array.from({ length: g.size }, (_, i) => i * (g.size + 1))), 3);
    // a factorization that fails leaves NaN or, for complex matrices, 0
    return ops.all(ops.less(ops.scalar(0), diagonal), [2, 3]);
  });
  return tests.reduce((s, t) => ops.and(s, t));
}

/** Below the first end of the grid of steps: where a step counts as none. */
const SMALLEST = [1 / 32, 1 / 256, 1 / 2048];

/** k / parts for k = parts .. 1. */
const ends = (parts: number): number[] => Array.from({ length: parts }, (_, k) => (parts - k) / parts);

/**
 * Largest tried step up to `cap` ([batch, 1]) that keeps x + step dx and z + step dz positive definite: trial factorizations of a grid of
 * steps at once, and with a second number of `trials` of a second grid between the best step and the next one.
 */
export function maxStepPsd(
  context: Context,
  [x, dx]: readonly [Handle, Handle],
  [z, dz]: readonly [Handle, Handle],
  cap: Handle,
  [parts = 1, finer]: readonly number[],
): Handle {
  const { ops, layout } = context;
  if (layout.groups.length === 0) return cap;
  const zero = ops.scalar(0);
  const best = (steps: Handle): Handle => {
    const inside = ops.and(insidePsd(context, x, dx, steps), insidePsd(context, z, dz, steps));
    return ops.largest(ops.select(inside, steps, zero), [1], true);
  };
  const row = (shares: readonly number[]): Handle => ops.upload(Float64Array.from(shares), [1, shares.length]);
  return ops.tidy(() => {
    const coarse = ops.mul(cap, row([...ends(parts), ...SMALLEST]));
    const low = best(coarse);
    if (finer === undefined) return low;
    const high = ops.least(ops.select(ops.less(low, coarse), coarse, cap), [1], true);
    const between = ops.mul(ops.sub(high, low), row(ends(finer).slice(1)));
    return ops.max(low, best(ops.add(low, between)));
  });
}
