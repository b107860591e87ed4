import { beforeAll, describe, expect, it } from 'vitest';
import { WasmConicProgram } from '../../../../src/conic/kernels/cpu/wasmConicProgram.ts';
import { wasmKernels } from '../../../../src/conic/kernels/cpu/wasmKernels.ts';
import type { DenseProgram } from '../../../../src/conic/reference/denseProgram.ts';
import { FAMILIES } from '../../families.ts';
import { badlyScaled } from '../../hardPrograms.ts';
import { randomProgram } from '../../randomProgram.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';

/** Eight passes of products, norms and roots. */
const ROUNDINGS = 20;

const PROGRAMS: Record<string, PieceProgram> = {
  ...Object.fromEntries(
    Object.entries(FAMILIES).map(([name, options]) => [
      name,
      new PieceProgram(randomProgram({ ...options, batch: 2 }).program),
    ]),
  ),
  'four decades of scales': new PieceProgram(badlyScaled(32, 2).program),
};

const EQUILIBRATE = `
  equilibrate();
  applyAdjoint(shape.e, shape.c);
  sumNorms();
  total();
  normalizeProgram();
  if (lid == 0) {
    answer[outBase] = scaleB; answer[outBase + 1] = scaleC; answer[outBase + 2] = normB; answer[outBase + 3] = normC;
  }`;

/** Factors of rows and coupled cones, of columns, and (scaleB, scaleC, normB, normC) as the kernel of the cpu backend has them. */
function cpuFactors({ program, descriptor, data }: PieceProgram, i: number, rows: number, columns: number) {
  const kernel = new WasmConicProgram(
    {
      descriptor: descriptor.words,
      rows: program.shape.rows,
      columns: 0,
      stateSize: descriptor.stateSize,
      entries: program.shape.entryRow.length,
      groups: program.shape.psd.map((g, k) => ({
        size: g.size,
        count: g.count,
        vectors: descriptor.slots[k]?.length ?? g.vectors,
        terms: g.terms.left.length,
        dense: g.denseCount,
      })),
      tolerance: 1e-8,
      maxIterations: 1,
    },
    data,
  );
  kernel.load(i);
  const wasm = wasmKernels();
  const read = (part: number, length: number): Float64Array =>
    new Float64Array(wasm.memory.buffer, wasm.factors(part), length).slice();
  return { row: read(0, rows), column: read(1, columns), scalars: read(2, 4) };
}

/** Ruiz's scaling by definition: the largest coefficient for scalars and second-order cones, Frobenius norms for blocks. */
function ruiz({ m, n, A, cones }: DenseProgram): { row: number[]; column: number[] } {
  const sizes = [...Array<number>(cones.nonneg).fill(1), ...cones.secondOrder, ...cones.psd.map((k) => k * k)];
  const blocks = sizes.length - cones.psd.length;
  const norms = Array.from({ length: m }, (_, r) => {
    let at = r * n;
    return sizes.map((width, k) => {
      const part = A.subarray(at, (at += width));
      return k < blocks ? Math.max(...part.map(Math.abs)) : Math.hypot(...part);
    });
  });
  const row = Array<number>(m).fill(1);
  const column = Array<number>(sizes.length).fill(1);
  for (let pass = 0; pass < 8; pass++) {
    const scaled = norms.map((list, r) => list.map((v, k) => v * (row[r] ?? NaN) * (column[k] ?? NaN)));
    scaled.forEach((list, r) => (row[r] = (row[r] ?? NaN) / Math.sqrt(Math.max(...list) || 1)));
    column.forEach((v, k) => (column[k] = v / Math.sqrt(Math.max(...scaled.map((list) => list[k] ?? NaN)) || 1)));
  }
  return { row, column };
}

/** Whether some norms are bounds: of ties, which share a factor, and of rows with terms beside full coefficients, taken as orthogonal. */
function bounded({ ties, program: { shape } }: PieceProgram): boolean {
  const rows = (list: Int32Array): number[] => [...list].filter((r) => r >= 0 && r < shape.rows);
  return ties > 0 || shape.psd.some((g) => rows(g.denseRow).some((r) => rows(g.terms.row).includes(r)));
}

describePieces('equilibration', (runner) => {
  const expectClose = (got: ArrayLike<number>, expected: ArrayLike<number>): void => {
    expect(got.length).toBe(expected.length);
    for (let i = 0; i < expected.length; i++)
      expect(Math.abs((got[i] as number) / (expected[i] as number) - 1)).toBeLessThanOrEqual(ROUNDINGS * runner().unit);
  };

  describe.each(Object.entries(PROGRAMS))('%s', (_, program) => {
    const { layout, batch, input, shape } = program;
    let workspace: Float64Array;
    let answer: Float64Array;
    beforeAll(async () => {
      ({ workspace, answer } = await runner().run(EQUILIBRATE, {
        layout,
        programs: batch,
        input,
        workspace: program.workspace(),
      }));
    });
    const scalars = (i: number): Float64Array => answer.subarray((i * answer.length) / batch).subarray(0, 4);

    it('has the factors of the cpu kernel', () => {
      for (let i = 0; i < batch; i++) {
        const { row, column, scalars: own } = cpuFactors(program, i, shape.rowFactors, shape.columnFactors);
        expectClose(program.part(workspace, i, shape.rowFactor, shape.rowFactors), row);
        expectClose(program.part(workspace, i, shape.columnFactor, shape.columnFactors), column);
        expectClose(scalars(i), own);
      }
    });

    it('b and c are the data times the factors, of norm 1', () => {
      const bound = ROUNDINGS * runner().unit;
      const check = (got: Float64Array, data: Float64Array, reciprocal: Float64Array): void => {
        const scaled = data.map((v, j) => v / (reciprocal[j] as number));
        const norm = Math.hypot(...scaled);
        const error = Math.hypot(...got.map((v, j) => v - (scaled[j] as number) / (norm || 1)));
        expect(error).toBeLessThanOrEqual(bound);
      };
      program.dense.forEach((dense, i) => {
        check(program.dual(workspace, i, shape.b), dense.b, program.dual(workspace, i, shape.dualScale));
        // one factor for all of a block, so that its svec is scaled by any diagonal element's
        const scale = new Float64Array(dense.n);
        scale.set(program.part(workspace, i, shape.primalScale, shape.scalars));
        let at = shape.scalars;
        for (const { n, count, primal } of program.groups)
          for (let k = 0; k < count; k++, at += n * n)
            scale.fill(
              program.part(workspace, i, shape.primalScale + primal + 2 * k * n * n, 1)[0] as number,
              at,
              at + n * n,
            );
        check(program.primal(workspace, i, shape.c), dense.c, scale);
      });
    });

    it.skipIf(bounded(program))('the factors are those of eight Ruiz passes over the explicit rows', () => {
      program.dense.forEach((dense, i) => {
        const { row, column } = ruiz(dense);
        expectClose(program.part(workspace, i, shape.rowFactor, shape.rowFactors), row);
        expectClose(program.part(workspace, i, shape.columnFactor, shape.columnFactors), column);
      });
    });
  });
});
