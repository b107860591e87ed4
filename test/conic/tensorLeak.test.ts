import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { ConicProgram } from '../../src/conic/program.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';

/** min x0 + 2 x1 subject to x0 + x1 = 1 and tr(W) + x2 = 1, W a 2 x 2 block. */
function program(batch: number): ConicProgram {
  const identity = [1, 0, 0, 0, 0, 0, 1, 0];
  return {
    shape: {
      rows: 2,
      nonneg: 3,
      secondOrder: [],
      psd: [
        {
          size: 2,
          count: 1,
          vectors: 0,
          terms: { left: new Int32Array(0), right: new Int32Array(0), row: new Int32Array(0) },
          denseCount: 1,
          denseRow: Int32Array.of(1),
          coupled: null,
        },
      ],
      entryRow: Int32Array.of(0, 0, 1, 2, 2),
      entryColumn: Int32Array.of(0, 1, 2, 0, 1),
    },
    data: {
      batch,
      rhs: Float64Array.from({ length: 2 * batch }, () => 1),
      entries: Float64Array.from({ length: 5 * batch }, (_, i) => (i % 5 === 4 ? 2 : 1)),
      psd: [
        {
          vectors: new Float64Array(0),
          weights: new Float64Array(0),
          dense: Float64Array.from({ length: 8 * batch }, (_, i) => identity[i % 8] as number),
        },
      ],
    },
  };
}

it('50 solves leave no tensor and no byte behind', async () => {
  const first = await solveProgram(program(8));
  expect(first.status).toEqual(Array.from({ length: 8 }, () => 'optimal'));
  for (const objective of first.objective) expect(objective).toBeCloseTo(1, 7);
  const before = memory();
  for (let i = 0; i < 50; i++) await solveProgram(program(8));
  const after = memory();
  expect(after.numTensors).toBe(before.numTensors);
  expect(after.numBytes).toBe(before.numBytes);
  expect(after.numDataBuffers).toBe(before.numDataBuffers);
});
