import { Matrix, solve as denseSolve } from 'ml-matrix';
import { expect, it } from 'vitest';
import { FAMILIES } from '../../families.ts';
import { type RandomOptions, randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { arrowBlocks, arrowElements, unknowns } from './pieceArrow.ts';
import { PieceProgram } from './pieceProgram.ts';

const coupled = FAMILIES['coupled and free groups together'] as RandomOptions;

/** Shapes of arrows: the border alone, narrow and wide blocks, more rows than a panel, rows local to blocks beside the ties. */
const SHAPES: Record<string, PieceProgram> = {
  'a border of 20 rows alone': new PieceProgram(randomProgram({ seed: 1, rows: 20, nonneg: 30 }).program),
  'a border of one row': new PieceProgram(randomProgram({ seed: 2, rows: 1, nonneg: 2 }).program),
  'blocks of two sizes and a border of 8': new PieceProgram(randomProgram(coupled).program),
  'blocks of 36 rows and a border of 11': new PieceProgram(
    randomProgram({
      seed: 3,
      rows: 11,
      psd: [{ size: 6, count: 2, vectors: 9, termsPerRow: 1, coupled: { inputs: 3, axes: 6 } }],
    }).program,
  ),
  'a block beside which rows of its own stand': localRows(),
};

/** The rows that one block alone meets belong to it. */
function localRows(): PieceProgram {
  const { program } = randomProgram({
    seed: 4,
    rows: 9,
    nonneg: 9,
    psd: [{ size: 3, count: 2, vectors: 4, coupled: { inputs: 2, axes: 2 } }],
  });
  return new PieceProgram({
    ...program,
    shape: { ...program.shape, rowBlock: Int32Array.from([-1, 0, 0, 1, -1, 1, 1, 2, 2]) },
  });
}

/** Random numbers for the places of unknowns, 0 between the blocks, where there is none. */
function randomSide(program: PieceProgram, next: ReturnType<typeof testRandom>): Float64Array {
  const known = new Set(unknowns(program));
  return randomArray(program.shape.unknowns, next).map((v, u) => (known.has(u) ? v : 0));
}

/** A positive definite matrix over the arrow's unknowns with the arrow's zeros, its smallest eigenvalue at least 0.5. */
function randomArrow(program: PieceProgram, seed: number): Matrix {
  const size = program.shape.unknowns;
  const next = testRandom(seed);
  const blocks = arrowBlocks(program);
  const border = blocks.at(-1) ?? { r: 0, place: 0 };
  const arrow = Matrix.eye(size).mul(0.5);
  for (const { r, place } of blocks) {
    const places = Array.from({ length: r }, (_, i) => place + i);
    if (place !== border.place) for (let j = 0; j < border.r; j++) places.push(border.place + j);
    const raw = new Matrix(places.map(() => [...randomArray(places.length, next)]));
    const gram = raw.mmul(raw.transpose());
    places.forEach((u, i) => {
      places.forEach((v, j) => arrow.set(u, v, arrow.get(u, v) + gram.get(i, j)));
    });
  }
  return arrow;
}

describePieces('arrow systems', (runner) => {
  const solve = async (
    program: PieceProgram,
    arrow: Matrix,
    sides: readonly Float64Array[],
  ): Promise<Float64Array[]> => {
    const { layout, input, shape } = program;
    const workspace = new Float64Array(layout.workspace);
    for (const { address, row, column } of arrowElements(program)) workspace[address] = arrow.get(row, column);
    const places = [shape.q, shape.p].slice(0, sides.length);
    places.forEach((address, s) => {
      const side = sides[s] ?? [];
      program.setDual(
        workspace,
        0,
        address,
        Float64Array.from(unknowns(program), (u) => side[u] as number),
      );
    });
    const out = await runner().run('factorArrow(); solveSchur(i32(run.first), i32(run.end));', {
      layout,
      programs: 1,
      input,
      workspace,
      first: shape.q,
      end: places.at(-1) ?? shape.q,
    });
    return places.map((address) => {
      const x = new Float64Array(shape.unknowns);
      program.dual(out.workspace, 0, address).forEach((v, i) => (x[unknowns(program)[i] as number] = v));
      return x;
    });
  };

  it.each(Object.entries(SHAPES))(
    '%s: the solution of the dense system, for one side and for two',
    async (_, program) => {
      const size = program.shape.unknowns;
      const next = testRandom(size);
      const arrow = randomArrow(program, size);
      const sides = [randomSide(program, next), randomSide(program, next)];
      const condition = arrow.norm() / 0.5;
      const check = (solutions: readonly Float64Array[]): void => {
        solutions.forEach((x, s) => {
          const expected = denseSolve(arrow, Matrix.columnVector([...(sides[s] as Float64Array)]));
          const error = Matrix.columnVector([...x])
            .sub(expected)
            .norm();
          expect(error).toBeLessThanOrEqual(condition * runner().unit * expected.norm());
        });
      };
      const both = await solve(program, arrow, sides);
      check(both);
      const alone = await solve(program, arrow, sides.slice(0, 1));
      check(alone);
      expect(alone[0]).toEqual(both[0]);
    },
  );

  it('a row that depends on others does not spoil the solution of a consistent system', async () => {
    const program = SHAPES['blocks of two sizes and a border of 8'] as PieceProgram;
    const size = program.shape.unknowns;
    const arrow = randomArrow(program, 9);
    const { place, r } = arrowBlocks(program).at(-1) ?? { place: 0, r: 0 };
    const [first, second] = [place + r - 1, place + r - 2]; // of the border
    // the last row becomes the one before it
    for (let j = 0; j < size; j++) {
      const v = arrow.get(second, j);
      arrow.set(first, j, v);
      arrow.set(j, first, v);
    }
    arrow.set(first, first, arrow.get(second, second));
    arrow.set(first, second, arrow.get(second, second));
    arrow.set(second, first, arrow.get(second, second));
    const solution = Matrix.columnVector([...randomSide(program, testRandom(6))]);
    const b = arrow.mmul(solution);
    const [x] = await solve(program, arrow, [Float64Array.from(b.to1DArray())]);
    if (!x) throw new Error('no solution');
    const rest = arrow.mmul(Matrix.columnVector([...x])).sub(b);
    // the raised pivot counts like a change of its diagonal by its own size
    const raised = { float32: 1e-7, doubleSingle: 1e-14 }[runner().precision];
    expect(x.every(Number.isFinite)).toBe(true);
    expect(rest.norm() / b.norm()).toBeLessThan(100 * (runner().unit + raised));
  });
});
