import { afterAll, describe, expect, it } from 'vitest';
import { factorArrow, solveArrow } from '../../src/conic/kernels/tensorflow/arrow.ts';
import { equilibrate } from '../../src/conic/kernels/tensorflow/equilibrate.ts';
import { applyHPsd, scalePsd } from '../../src/conic/kernels/tensorflow/hermitianPsd.ts';
import { applyA, applyAdjoint } from '../../src/conic/kernels/tensorflow/operator.ts';
import type { Handle } from '../../src/device/tensorflow/ops.ts';
import { schurComplement } from '../../src/conic/kernels/tensorflow/schur.ts';
import { applyHCones, scaleCones } from '../../src/conic/kernels/tensorflow/secondOrder.ts';
import { testRandom } from '../conic/testRandom.ts';
import { mixedProgram, uploaded } from './fixture.ts';

const BATCH = 2;
const { context, shape, inputs } = uploaded(mixedProgram(BATCH));
const { ops, layout, constants } = context;
afterAll(() => ops.dispose());
const program = equilibrate(context, shape, inputs);
const next = testRandom(7);

/** Unit + a small random Hermitian element: inside every cone, 0 in the padding of cones. */
function interior(size: number): Handle {
  const values = new Float64Array(BATCH * layout.primal);
  const padded = new Set<number>();
  shape.coneSize.forEach((n, c) => {
    for (let i = n; i < layout.coneSize; i++) padded.add(layout.nonneg + c * layout.coneSize + i);
  });
  for (let b = 0; b < BATCH; b++) {
    const own = values.subarray(b * layout.primal, (b + 1) * layout.primal);
    for (let i = 0; i < layout.scalars; i++) if (!padded.has(i)) own[i] = size * next();
    for (const g of layout.groups)
      for (let k = 0; k < g.count; k++)
        for (let i = 0; i < g.size; i++)
          for (let j = 0; j <= i; j++) {
            const at = (r: number, c: number): number => g.primalAt + 2 * (k * g.size * g.size + r * g.size + c);
            const [re, im] = [size * next(), i === j ? 0 : size * next()];
            own.set([re, im], at(i, j));
            own.set([re, -im], at(j, i));
          }
  }
  return ops.add(ops.upload(values, [BATCH, layout.primal]), constants.unit);
}

/** Random dual vector, 0 where no row stands. */
function dual(): Handle {
  const values = Float64Array.from({ length: BATCH * layout.dual }, next);
  const used = new Set(layout.rowAt);
  for (let i = 0; i < layout.rowCount; i++)
    if (!used.has(i)) for (let b = 0; b < BATCH; b++) values[b * layout.dual + i] = 0;
  return ops.upload(values, [BATCH, layout.dual]);
}

const inner = (u: Handle, v: Handle): Float64Array => ops.read(ops.sum(ops.mul(u, v), [1]));
const largest = (v: Handle): number => Math.max(...ops.read(v).map(Math.abs));

describe('operators of the tensorflow backend', () => {
  it('A^T is the adjoint of A', () => {
    const [x, y] = [interior(0.3), dual()];
    const left = inner(applyA(context, program, x), y);
    inner(x, applyAdjoint(context, program, y)).forEach((v, i) => expect(v).toBeCloseTo(left[i] ?? NaN, 12));
  });

  it('every row and every cone block of the equilibrated operator has a largest piece near 1', () => {
    for (const factor of [program.rowFactor, program.columnFactor])
      for (const v of ops.read(factor)) expect(v).toBeGreaterThan(0);
    const image = applyA(context, program, ops.broadcast(constants.unit, [BATCH, layout.primal]));
    expect(largest(image)).toBeLessThan(20);
  });

  it('the arrow factorization of the assembled A H A^T solves A H A^T y = b', () => {
    const [x, z] = [interior(0.15), interior(0.15)];
    const cones = scaleCones(context, x, z);
    const psd = scalePsd(context, x, z);
    // H maps z to x on second-order and nonnegative cones (Nesterov-Todd), and on blocks with X Z = Z X only
    const scalars = ops.concat(applyHCones(context, cones, z), 1);
    expect(largest(ops.sub(scalars, ops.slice(x, [0, 0], [-1, layout.scalars])))).toBeLessThan(1e-12);
    const factor = factorArrow(context, schurComplement(context, program, psd, cones), ops.zeros([BATCH, 1]));
    const b = [dual(), dual()];
    solveArrow(context, factor, b).forEach((y, i) => {
      const t = applyAdjoint(context, program, y);
      const h = ops.concat([...applyHCones(context, cones, t), ...applyHPsd(context, psd, t)], 1);
      expect(largest(ops.sub(applyA(context, program, h), b[i] as Handle))).toBeLessThan(1e-10);
    });
  });
});
