import type { Constants } from './constants.ts';
import type { GroupLayout } from './layout.ts';
import { bodiesOf, column, type Context, type GroupData, scaled, type ScaledOperator } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { type Grams, imageFunctionals } from './pieces.ts';
import type { ConeScaling } from './secondOrder.ts';

/** The ties' share of the Schur complement: among themselves [batch, count, 2 ties, 2 ties], and against block rows [.., 2 ties, blockRows]. */
export interface TieGram {
  readonly ties: Handle;
  readonly rows: Handle;
}

/** Slots of a group's grams: axes against axes, inputs against inputs, axes against inputs. */
function slots(context: Context, g: GroupLayout, gram: Handle): { aa: Handle; uu: Handle; au: Handle } {
  const { ops } = context;
  const cut = (i: number, j: number, rows: number, columns: number): Handle =>
    ops.slice(gram, [0, 0, i, j], [-1, -1, rows, columns]);
  const { axes: a, cones: u } = g;
  return { aa: cut(0, 0, a, a), uu: cut(a, a, u, u), au: cut(0, a, a, u) };
}

/**
 * Ties (u, a) have the functional v_a^H W v_u, whose real and imaginary parts are two rows. With A and B of `pieceGram` for (u, a) and
 * (v, c), the four numbers are the pairs A + conj(B) in the real row and i (conj(B) - A) in the imaginary row.
 */
function psdPart(context: Context, g: GroupLayout, data: GroupData, grams: Grams): Handle {
  const { ops } = context;
  const [batch = 0] = grams.x.shape;
  const { axes: a, cones: u, count, ties } = g;
  const n = batch * count;
  // half of the ties' factors goes to each slot of an input: the product of two carries the quarter
  const half = ops.mul(data.tieW as Handle, ops.scalar(0.5));
  const columns = ops.reshape(half, [batch, count, 1, u, 1]);
  const [x, z] = [slots(context, g, grams.x), slots(context, g, grams.z)];
  const factorColumns = (m: Handle): Handle => scaled(ops, m, columns);
  const bothSides = (m: Handle): Handle =>
    scaled(ops, scaled(ops, m, columns), ops.reshape(half, [batch, count, u, 1, 1]));
  const wide = (m: Handle, shape: readonly number[]): Handle => ops.reshape(m, [n, ...shape]);
  const flip = (m: Handle): Handle => ops.transpose(m, [0, 1, 3, 2]);
  const [xau, zau] = [factorColumns(x.au), factorColumns(z.au)];
  const a4 = ops.add(
    ops.mul(wide(xau, [1, a, u, 1]), wide(flip(zau), [u, 1, 1, a])),
    ops.mul(wide(zau, [1, a, u, 1]), wide(flip(xau), [u, 1, 1, a])),
  );
  const b4 = ops.add(
    ops.mul(wide(x.aa, [1, a, 1, a]), wide(flip(bothSides(z.uu)), [u, 1, u, 1])),
    ops.mul(wide(z.aa, [1, a, 1, a]), wide(flip(bothSides(x.uu)), [u, 1, u, 1])),
  );
  const conjugate = ops.conj(b4);
  const row = (m: Handle): Handle => ops.reshape(m, [n, ties, 1, ties]);
  const stacked = ops.concat([row(ops.add(a4, conjugate)), row(ops.mul(ops.sub(conjugate, a4), ops.scalar(0, 1)))], 2);
  return ops.reshape(ops.pairs(stacked), [batch, count, 2 * ties, 2 * ties]);
}

/** Ties against the pieces, [batch, count, 2 ties, pieces]. */
function againstPieces(context: Context, index: number, data: GroupData, grams: Grams, images: Handle | null): Handle {
  const { ops, layout, constants } = context;
  const g = layout.groups[index] as GroupLayout;
  const c = constants.groups[index] as Constants['groups'][number];
  const [batch = 0] = grams.x.shape;
  const { axes: a, cones: u, count, ties, terms: t } = g;
  const parts: Handle[] = [];
  const factor = ops.reshape(data.tieW as Handle, [batch, count, u, 1, 1]);
  if (t > 0) {
    const weights = ops.reshape(ops.mul(data.weights, ops.scalar(0.25, 0)), [batch, count, 1, t]);
    const picked = (m: Handle, at: number, size: number, slot: Handle): Handle =>
      ops.gather(ops.slice(m, [0, 0, at, 0], [-1, -1, size, -1]), slot, 3);
    const axis = (m: Handle, slot: Handle): Handle => ops.reshape(picked(m, 0, a, slot), [batch, count, 1, a, t]);
    // G_slot,u = conj(G_u,slot), with the term's weight and the tie's factor
    const input = (m: Handle, slot: Handle, weight: Handle): Handle =>
      ops.reshape(scaled(ops, ops.mul(ops.conj(picked(m, a, u, slot)), weight), factor), [batch, count, u, 1, t]);
    const { termLeft: left, termRight: right } = c;
    const conjugate = ops.conj(weights);
    const sum = ops.add(
      ops.add(
        ops.mul(axis(grams.x, left), input(grams.z, right, weights)),
        ops.mul(input(grams.x, right, weights), axis(grams.z, left)),
      ),
      ops.add(
        ops.mul(axis(grams.x, right), input(grams.z, left, conjugate)),
        ops.mul(input(grams.x, left, conjugate), axis(grams.z, right)),
      ),
    );
    parts.push(ops.reshape(sum, [batch, count, ties, t]));
  }
  if (images) {
    const image = ops.transpose(imageFunctionals(context, g, data, images, c.pair, t, ties), [0, 1, 3, 2]);
    const wide = ops.reshape(image, [batch, count, u, a, g.dense]);
    const factored = scaled(ops, wide, ops.reshape(factor, [batch, count, u, 1, 1, 1]));
    parts.push(ops.reshape(factored, [batch, count, ties, g.dense]));
  }
  const all = ops.reshape(ops.pairs(ops.concat(parts, 3)), [batch, count, ties, g.pieces, 2]);
  return ops.reshape(ops.transpose(all, [0, 1, 2, 4, 3]), [batch, count, 2 * ties, g.pieces]);
}

export function tieGram(
  context: Context,
  index: number,
  program: ScaledOperator,
  grams: Grams,
  images: Handle | null,
  scaling: ConeScaling,
): TieGram {
  const { ops, layout, constants } = context;
  const g = layout.groups[index] as GroupLayout;
  const c = constants.groups[index] as Constants['groups'][number];
  const data = program.groups[index] as GroupData;
  const cones = scaling.cones as NonNullable<ConeScaling['cones']>;
  return ops.tidy(() => {
    const [batch = 0] = grams.x.shape;
    const own = (v: Handle): Handle => ops.slice(v, [0, g.cone, 0], [-1, g.count * g.cones, -1]);
    const beta = ops.mul(own(cones.beta), data.tieY as Handle);
    const flatW = ops.reshape(cones.w, [batch, layout.cones * layout.coneSize]);
    const w = bodiesOf(
      context,
      ops.concat(layout.nonneg > 0 ? [ops.zeros([batch, layout.nonneg]), flatW] : [flatW], 1),
      g,
    );
    // - s y of a tie: s^2 beta^2 (2 w w^T + I) on its cone's bodies
    const q = ops.reshape(ops.mul(w, beta), [batch, g.count, 2 * g.ties]);
    const outer = ops.mul(
      ops.reshape(q, [batch, g.count, 2 * g.ties, 1]),
      ops.reshape(q, [batch, g.count, 1, 2 * g.ties]),
    );
    const square = ops.broadcast(ops.square(beta), [batch, g.count * g.cones, 2 * g.axes]);
    const diagonal = ops.mul(c.tieIdentity as Handle, column(ops, ops.reshape(square, [batch, g.count, 2 * g.ties])));
    const bodies = ops.add(ops.mul(ops.mul(outer, ops.scalar(2)), c.sameCone as Handle), diagonal);
    const ties = ops.add(psdPart(context, g, data, grams), bodies);

    const blockRows = layout.extra + layout.border;
    const rows: Handle[] = [];
    if (g.pieces > 0) rows.push(ops.matmul(againstPieces(context, index, data, grams, images), c.incidence));
    if (program.entries) {
      // the head of a coupled cone meets the rows of its entries: -2 s beta^2 w_0 w_a times the entry
      const width = (layout.arrowBlocks + 1) * layout.columns;
      const entries = ops.gather(
        ops.reshape(program.entries, [batch, width, blockRows]),
        constants.heads[index] as Handle,
        1,
      );
      const w0 = ops.slice(own(cones.w), [0, 0, 0], [-1, -1, 1]);
      const lever = ops.mul(ops.mul(w, ops.mul(own(cones.beta2), data.tieY as Handle)), ops.mul(w0, ops.scalar(-2)));
      const product = ops.mul(column(ops, lever), ops.reshape(entries, [batch, g.count * g.cones, 1, blockRows]));
      rows.push(ops.reshape(product, [batch, g.count, 2 * g.ties, blockRows]));
    }
    const [first = ops.zeros([batch, g.count, 2 * g.ties, blockRows]), second] = rows;
    return { ties, rows: second ? ops.add(first, second) : first };
  });
}
