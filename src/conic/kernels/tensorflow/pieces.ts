import type { Constants } from './constants.ts';
import type { GroupLayout } from './layout.ts';
import { type Context, type GroupData, hermitianPart } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';

/** V^H X V and V^H Z^-1 V of a group's slots, [batch, count, vectors, vectors] complex, at a scaling point (or at the identity). */
export interface Grams {
  readonly x: Handle;
  readonly z: Handle;
}

export function slotGrams({ ops }: Context, data: GroupData, x: Handle, zInverse: Handle): Grams {
  return {
    x: ops.matmul(ops.matmul(data.vectors, x), data.vectors, false, true),
    z: ops.matmul(ops.matmul(data.vectors, zInverse), data.vectors, false, true),
  };
}

/** herm(X D Z^-1) of the dense coefficients D. */
export function denseImages({ ops }: Context, dense: Handle, x: Handle, zInverse: Handle): Handle {
  const [batch = 0, count = 0, , n = 0] = dense.shape;
  const wide = (m: Handle): Handle => ops.reshape(m, [batch, count, 1, n, n]);
  return hermitianPart(ops, ops.matmul(ops.matmul(wide(x), dense), wide(zInverse)));
}

/**
 * Inner products <A_p, H(A_e)> of a group's pieces (terms, then dense rows), [batch, count, pieces, pieces]. For A_p = herm(w v_i v_j^H) and
 * A_e = herm(s v_k v_l^H) they are Re[w s A + w conj(s) B] / 4 with
 * A = GX_jk GZ_li + GX_li GZ_jk and B = GX_jl GZ_ki + GX_ki GZ_jl.
 */
export function pieceGram(
  context: Context,
  index: number,
  data: GroupData,
  grams: Grams | null,
  images: Handle | null,
): Handle {
  const { ops, layout, constants } = context;
  const g = layout.groups[index] as GroupLayout;
  const c = constants.groups[index] as Constants['groups'][number];
  return ops.tidy(() => {
    const rows: Handle[] = [];
    const crossed =
      images && data.dense && g.terms > 0
        ? ops.real(
            ops.mul(imageFunctionals(context, g, data, images, c.pair, 0, g.terms), asRow(context, data.weights)),
          )
        : null;
    if (g.terms > 0 && grams) {
      const pick = (m: Handle, row: Handle, column: Handle): Handle => ops.gather(ops.gather(m, row, 2), column, 3);
      const rl = { x: pick(grams.x, c.termRight, c.termLeft), z: pick(grams.z, c.termRight, c.termLeft) };
      const rr = { x: pick(grams.x, c.termRight, c.termRight), z: pick(grams.z, c.termRight, c.termRight) };
      const ll = { x: pick(grams.x, c.termLeft, c.termLeft), z: pick(grams.z, c.termLeft, c.termLeft) };
      const flip = (m: Handle): Handle => ops.transpose(m, [0, 1, 3, 2]);
      const a = ops.add(ops.mul(rl.x, flip(rl.z)), ops.mul(flip(rl.x), rl.z));
      const b = ops.add(ops.mul(rr.x, ops.conj(ll.z)), ops.mul(ops.conj(ll.x), rr.z));
      const s = asRow(context, data.weights);
      const w = ops.reshape(ops.mul(data.weights, ops.scalar(0.25, 0)), [...data.weights.shape, 1]);
      const sum = ops.mul(w, ops.add(ops.mul(s, a), ops.mul(ops.conj(s), b)));
      const terms = ops.real(sum);
      rows.push(crossed ? ops.concat([terms, ops.adjoint(crossed)], 3) : terms);
    }
    if (images && data.dense) {
      const [batch = 0] = images.shape;
      const flat = (m: Handle): Handle => ops.reshape(ops.pairs(m), [batch, g.count, g.dense, 2 * g.size * g.size]);
      const dense = ops.matmul(flat(images), flat(data.dense), false, true);
      rows.push(crossed ? ops.concat([crossed, dense], 3) : dense);
    }
    return ops.concat(rows, 2);
  });
}

/** [batch, count, n] as [batch, count, 1, n]. */
function asRow({ ops }: Context, a: Handle): Handle {
  const [batch = 0, count = 0, n = 0] = a.shape;
  return ops.reshape(a, [batch, count, 1, n]);
}

/** v_right^H M_d v_left of functionals at .. at + length for every dense image M_d, [batch, count, dense, length] complex. */
export function imageFunctionals(
  { ops }: Context,
  g: GroupLayout,
  data: GroupData,
  images: Handle,
  pair: Handle,
  at: number,
  length: number,
): Handle {
  const [batch = 0] = images.shape;
  const vectors = ops.reshape(data.vectors, [batch, g.count, 1, g.vectors, g.size]);
  const gram = ops.matmul(ops.matmul(vectors, images), vectors, false, true);
  const flat = ops.reshape(gram, [batch, g.count, g.dense, g.vectors * g.vectors]);
  return ops.gather(flat, ops.slice(pair, [at], [length]), 3);
}
