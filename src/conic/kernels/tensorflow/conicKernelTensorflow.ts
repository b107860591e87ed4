import { inParts } from '../../../device/inParts.ts';
import { type Handle, TensorOps } from '../../../device/tensorflow/ops.ts';
import type { TensorflowBackend } from '../../../device/tensorflow/tensorflowBackend.ts';
import { SOLVER_PATHS } from '../../solverPath.ts';
import { readDescriptor } from '../../words/programShape.ts';
import { ConicAnswers, type ConicBatch, type ConicKernel, type ConicSolveAttributes } from '../conicSolve.ts';
import { inputOf, registerConicSolve, solveOnTensors } from '../conicTensors.ts';
import { layOut } from './layout.ts';
import type { RawProgram } from './equilibrate.ts';
import { bytesPerProgram, solveBatch } from './solveBatch.ts';

/** Working memory of one batch; a larger batch is solved in parts. */
const WORKING_BYTES = 4 * 2 ** 30;

/**
 * The conic solve in TensorFlow: the list of steps of src/conic/algorithm for all programs of a batch at once, in ops on float64 and complex128
 * (src/device/tensorflow). A call of the registered kernel is one part of a batch.
 */
export function startConicTensorflow(backend: TensorflowBackend): ConicKernel {
  const { engine } = backend;
  registerConicSolve(backend, (inputs, a) => {
    const ops = new TensorOps(engine.binding);
    const [batch = 0] = inputOf(inputs, 'rhs').shape;
    // a single matrix takes another way through TensorFlow's products than one of many: a program alone is solved twice
    const own = (h: Handle): Handle => (batch === 1 ? ops.concat([h, h], 0) : h);
    const input = (name: string): Handle => own(engine.handleOf(inputOf(inputs, name)));
    const output = (h: Handle): Handle =>
      batch === 1
        ? ops.slice(
            h,
            h.shape.map(() => 0),
            [1, ...h.shape.slice(1)],
          )
        : h;
    try {
      const raw: RawProgram = {
        rhs: input('rhs'),
        entries: input('entries'),
        groups: a.groups.map((_, i) => ({
          vectors: input(`vectors${i}`),
          weights: input(`weights${i}`),
          dense: input(`dense${i}`),
        })),
      };
      const { info, scalars, multipliers, state, psd } = solveBatch(ops, a, raw, inputs['warm'] ? input('warm') : null);
      const path = ops.upload(new Float64Array(batch).fill(SOLVER_PATHS.indexOf('float64')), [batch]);
      const whole = [info, scalars, multipliers].map(output);
      return [...whole, path, ...[state, ...psd].map(output)].map((h) => engine.adopt(ops.release(h)));
    } finally {
      ops.dispose();
    }
  });
  return {
    designsAtOnce: 1, // no proof yet that CUDA's libraries round alike in every batch, which a resumed run would show
    solve: (batch, a) => solveInParts(backend, batch, a),
  };
}

/** Solves a batch in parts, so that its working memory is bounded; in smaller ones where the device has less. */
async function solveInParts(
  backend: TensorflowBackend,
  batch: ConicBatch,
  a: ConicSolveAttributes,
): Promise<ConicAnswers> {
  const most = Math.floor(WORKING_BYTES / bytesPerProgram(layOut(readDescriptor(a.descriptor))));
  const answers = new ConicAnswers(batch.batch, a, a.scalarsOnly !== true);
  await inParts({
    count: batch.batch,
    item: 'program',
    most: () => Math.max(2, most),
    begin: (from, to) => solveOnTensors(backend, rowsOf(batch, from, to), a),
    end(part, from) {
      const put = (to: Float64Array, own: Float64Array): void => {
        const width = to.length / batch.batch;
        to.set(own, from * width);
      };
      put(answers.info, part.info);
      put(answers.scalars, part.scalars);
      put(answers.multipliers, part.multipliers);
      put(answers.state, part.state);
      answers.psd.forEach((psd, i) => put(psd, part.psd[i] as Float64Array));
    },
  });
  return answers;
}

/** Programs from .. to - 1 of a batch, without a copy. */
function rowsOf({ batch, rhs, entries, groups, warm }: ConicBatch, from: number, to: number): ConicBatch {
  const rows = (values: Float64Array): Float64Array => {
    const width = values.length / batch;
    return values.subarray(from * width, to * width);
  };
  return {
    batch: to - from,
    rhs: rows(rhs),
    entries: rows(entries),
    groups: groups.map((g) => ({ vectors: rows(g.vectors), weights: rows(g.weights), dense: rows(g.dense) })),
    warm: warm && rows(warm),
  };
}
