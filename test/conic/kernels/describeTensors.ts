import { backend as activeBackend, memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { conicKernelOf } from '../../../src/conic/kernels/conicKernelOf.ts';
import type { ConicBatch, ConicSolveAttributes, ConicAnswers } from '../../../src/conic/kernels/conicSolve.ts';
import { solveOnTensors } from '../../../src/conic/kernels/conicTensors.ts';
import type { OpenBackend } from '../../../src/device/startBackend.ts';
import { currentBackend } from '../../../src/device/startBackend.ts';
import type { ConicProgram } from '../../../src/conic/program.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { randomProgram } from '../randomProgram.ts';
import { replaceSolve } from '../replaceSolve.ts';

const { program } = randomProgram({
  seed: 3,
  batch: 4,
  rows: 5,
  nonneg: 2,
  psd: [{ size: 3, count: 2, vectors: 2, termsPerRow: 1 }],
});

interface Asked {
  readonly backend: OpenBackend;
  readonly batch: ConicBatch;
  readonly attributes: ConicSolveAttributes;
}

/** What the kernel of the running backend is asked for a program. */
async function askedFor(own: ConicProgram, warmStart?: Float64Array): Promise<Asked> {
  const { backend } = await currentBackend();
  let asked: Asked | undefined;
  const restore = await replaceSolve((solve) => async (batch, attributes) => {
    asked = { backend, batch, attributes };
    return solve(batch, attributes);
  });
  try {
    await solveProgram(own, warmStart ? { warmStart } : {});
  } finally {
    restore();
  }
  if (!asked) throw new Error('nothing was solved');
  return asked;
}

/** Tensors and their memory, in tfjs and in the active backend. */
function held(): readonly number[] {
  const { numTensors, numDataBuffers, numBytes } = memory();
  return [numTensors, numDataBuffers, numBytes, activeBackend().numDataIds()];
}

/** The kernel `IsacConicSolve` in tfjs's registry, on the running backend. */
export function describeTensors(name: string): void {
  describe(`the registered tfjs kernel on ${name}`, () => {
    it('gives the bytes of the solve on arrays, cold and warm', async () => {
      const { state } = await solveProgram(program);
      for (const warmStart of [undefined, state]) {
        const { backend, batch, attributes } = await askedFor(program, warmStart);
        const plain = await (await conicKernelOf(backend)).solve(batch, attributes);
        const { info, scalars, multipliers, state: states, psd, path }: ConicAnswers = plain;
        expect(await solveOnTensors(backend, batch, attributes)).toEqual({
          info,
          scalars,
          multipliers,
          state: states,
          psd,
          path,
        });
      }
    });

    it('10 calls, and 10 solves on arrays, leave no tensor and no byte behind', async () => {
      const { backend, batch, attributes } = await askedFor(program);
      await solveOnTensors(backend, batch, attributes);
      const before = held();
      for (let i = 0; i < 10; i++) await solveOnTensors(backend, batch, attributes);
      for (let i = 0; i < 10; i++) await solveProgram(program);
      expect(held()).toEqual(before);
    });

    it('a call that ends in an error leaves none either', async () => {
      const { backend, batch, attributes } = await askedFor(program);
      const before = held();
      const { groups, stateSize } = attributes;
      const wrong = [
        { ...attributes, groups: [...groups, ...groups] },
        ...(backend.name === 'tensorflow' ? [] : [{ ...attributes, stateSize: stateSize + 1 }]),
      ];
      for (const own of wrong) await expect(solveOnTensors(backend, batch, own)).rejects.toThrow('internal error');
      expect(held()).toEqual(before);
    });
  });
}
