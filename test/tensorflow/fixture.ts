import { findBackend } from '@tensorflow/tfjs-core';
import type { TfjsBinding } from '../../src/device/tensorflow/binding.ts';
import { makeConstants } from '../../src/conic/kernels/tensorflow/constants.ts';
import { TensorflowEngine } from '../../src/device/tensorflow/engine.ts';
import { layOut } from '../../src/conic/kernels/tensorflow/layout.ts';
import type { Context } from '../../src/conic/kernels/tensorflow/operator.ts';
import { TensorOps } from '../../src/device/tensorflow/ops.ts';
import { type ProgramShapeWords, readDescriptor } from '../../src/conic/words/programShape.ts';
import type { RawProgram } from '../../src/conic/kernels/tensorflow/equilibrate.ts';
import { kernelDescriptor } from '../../src/conic/words/descriptor.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import { randomProgram } from '../conic/randomProgram.ts';

/** The binding that the running tensorflow backend uses. */
export function runningBinding(): TfjsBinding & { getNumOfTensors(): number } {
  return new TensorflowEngine(findBackend('tensorflow')).binding as TfjsBinding & { getNumOfTensors(): number };
}

/** Every kind of cone, coupled groups of two sizes, one group without coupled cones; slots are in kernel order already. */
export function mixedProgram(batch: number): ConicProgram {
  const { program } = randomProgram({
    seed: 20,
    rows: 8,
    nonneg: 5,
    batch,
    secondOrder: [{ size: 4, count: 1 }],
    psd: [
      { size: 3, count: 2, vectors: 5, termsPerRow: 2, denseRows: 2, coupled: { inputs: 3, axes: 2 } },
      { size: 3, count: 1, vectors: 2, termsPerRow: 1 },
      { size: 2, count: 3, vectors: 4, termsPerRow: 1, coupled: { inputs: 2, axes: 2 } },
    ],
  });
  return program;
}

/** A program on the device as the kernel gets it. */
export function uploaded(program: ConicProgram): {
  readonly context: Context;
  readonly shape: ProgramShapeWords;
  readonly inputs: RawProgram;
} {
  const { shape, data } = program;
  const { batch } = data;
  const descriptor = kernelDescriptor(shape);
  const ops = new TensorOps(runningBinding());
  const read = readDescriptor(descriptor.words);
  const layout = layOut(read);
  const context = { ops, layout, constants: makeConstants(ops, read, layout) };
  const permuted = (values: Float64Array, order: Int32Array, width: number): Float64Array => {
    const rows = values.length / (order.length * width);
    const out = new Float64Array(values.length);
    for (let b = 0; b < rows; b++)
      order.forEach((from, to) => {
        const at = (b * order.length + from) * width;
        out.set(values.subarray(at, at + width), (b * order.length + to) * width);
      });
    return out;
  };
  const groups = shape.psd.map((g, i) => {
    const d = data.psd[i];
    if (!d) throw new Error('a group has data');
    const slots = descriptor.slots[i];
    if (slots && slots.length !== g.vectors) throw new Error('every slot is used');
    return {
      vectors: ops.upload(slots ? permuted(d.vectors, slots, 2 * g.size) : d.vectors, [
        batch,
        g.count,
        g.vectors,
        g.size,
        2,
      ]),
      weights: ops.upload(d.weights, [batch, g.count, g.terms.left.length, 2]),
      dense: ops.upload(d.dense, [batch, g.count, g.denseCount, g.size, g.size, 2]),
    };
  });
  const inputs: RawProgram = {
    rhs: ops.upload(data.rhs, [batch, shape.rows]),
    entries: ops.upload(permuted(data.entries, descriptor.entryOrder, 1), [batch, shape.entryRow.length]),
    groups,
  };
  return { context, shape: read, inputs };
}
