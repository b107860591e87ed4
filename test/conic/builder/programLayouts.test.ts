import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/conic/builder/columns.ts';
import type { ProgramBuilder } from '../../../src/conic/builder/programBuilder.ts';
import { ProgramLayouts } from '../../../src/conic/builder/programLayouts.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';

interface Described {
  readonly x: Column;
  readonly head: Column;
}

/** minimise -x subject to x + slack = most, norm(v) <= x, v_1 = weight W_11, tr W = 1: x = most if weight <= most. */
function describeProgram(program: ProgramBuilder, { most, weight }: { most: number; weight: number }): Described {
  program.blocks(1, 2, 2);
  const cone = program.cone('norm', 2);
  const x = program.nonneg('x');
  program.cost(x, -1);
  const cap = program.row(most);
  program.entry(cap, x, 1);
  program.slack(cap);
  const head = program.row(0);
  program.entry(head, cone[0], 1);
  program.entry(head, x, -1);
  const tie = program.tie(cone[1] as Column);
  const term = program.term(0, 0);
  program.add(term, 0, tie, weight, 0);
  const trace = program.row(1);
  const dense = program.dense();
  program.matrix(dense, 0, trace, Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0));
  program.vectors(0, 0, Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0), 4);
  return { x, head: cone[0] };
}

const built = (describeIt: (program: ProgramBuilder, context: number) => unknown, contexts: readonly number[] = [0]) =>
  new ProgramLayouts().build('key', contexts, describeIt);

describe('programs by their description', () => {
  it('are solved as they were described, each with its numbers', async () => {
    const contexts = [
      { most: 2, weight: 1 },
      { most: 3, weight: 0.5 },
    ];
    const { program, described, valueIn } = new ProgramLayouts().build('key', contexts, describeProgram);
    const solution = await solveProgram(program);
    expect(solution.status).toEqual(['optimal', 'optimal']);
    contexts.forEach(({ most }, i) => {
      const columns = solution.scalars.length / 2;
      const value = valueIn(solution.scalars.subarray(i * columns, (i + 1) * columns));
      const { x, head } = described[i] as Described;
      expect(value(x)).toBeCloseTo(most, 6);
      expect(value(head)).toBeCloseTo(most, 6);
    });
  });

  it('have their entries in the order of the kernels: by column, then by row, the objective last', () => {
    const { shape } = new ProgramLayouts().build('key', [{ most: 2, weight: 1 }], describeProgram).program;
    expect(Array.from(shape.entryColumn)).toEqual([0, 0, 0, 1, 2, 3]);
    expect(Array.from(shape.entryRow)).toEqual([0, 1, 4, 0, 1, 2]);
    expect(shape.secondOrder).toEqual([{ size: 2, count: 1 }]);
    expect(shape.rowBlock).toBeUndefined();
  });

  it('share one shape if their key is one', () => {
    const layouts = new ProgramLayouts();
    const first = layouts.build('key', [{ most: 2, weight: 1 }], describeProgram);
    const second = layouts.build('key', [{ most: 5, weight: 2 }], describeProgram);
    expect(second.program.shape).toBe(first.program.shape);
    expect(layouts.build('other', [{ most: 2, weight: 1 }], describeProgram).program.shape).not.toBe(
      first.program.shape,
    );
  });

  it('group the cones that are declared one after the other', () => {
    const { shape } = built((program) => {
      for (const size of [3, 3, 4, 3]) program.entry(program.row(), program.cone('cone', size)[0], 1);
    }).program;
    expect(shape.secondOrder).toEqual([
      { size: 3, count: 2 },
      { size: 4, count: 1 },
      { size: 3, count: 1 },
    ]);
  });

  it('leave out vectors that no term or coupled cone has', () => {
    const { shape, data } = built((program) => {
      program.blocks(1, 1, 4);
      program.couple('head', [1], [0]);
      program.add(program.term(3, 3), 0, program.row(1), 1, 0);
      for (const slot of [0, 1, 2, 3]) program.vector(0, slot, Float64Array.of(slot + 1, 0));
    }).program;
    expect(shape.psd[0]?.vectors).toBe(3);
    expect(Array.from(data.psd[0]?.vectors ?? [])).toEqual([1, 0, 2, 0, 4, 0]);
    expect(shape.psd[0]?.coupled).toEqual({ inputs: Int32Array.of(1), axes: Int32Array.of(0) });
  });
});

describe('a number without a place of its own is refused', () => {
  const cases: Record<string, [(program: ProgramBuilder) => void, RegExp]> = {
    'a coefficient written twice': [
      (program) => {
        const [row, x] = [program.row(), program.nonneg('power')];
        program.entry(row, x, 1);
        program.entry(row, x, 2);
      },
      /the coefficient of power in row 0 is written twice/,
    ],
    'a row that there is not': [(program) => program.entry(3, program.nonneg('x'), 1), /the program has no row 3/],
    'a column of another program': [
      (program) => {
        program.nonneg('x');
        program.entry(program.row(), { kind: 'nonneg', name: 'information', id: 0 }, 1);
      },
      /the program did not declare the column information/,
    ],
    'a term of one block written twice': [
      (program) => {
        program.blocks(2, 1, 1);
        const [term, row] = [program.term(0, 0), program.row()];
        program.add(term, 1, row, 1, 0);
        program.add(term, 1, row, 1, 0);
      },
      /term 0 of block 1 is written twice/,
    ],
    'a term without a row': [
      (program) => {
        program.blocks(1, 1, 1);
        program.term(0, 0);
      },
      /term 0 is in no row/,
    ],
    'a block that there is not': [
      (program) => {
        program.blocks(1, 1, 1);
        program.add(program.term(0, 0), 1, program.row(), 1, 0);
      },
      /the program has no PSD block 1/,
    ],
    'a vector that there is not': [
      (program) => {
        program.blocks(1, 1, 1);
        program.term(0, 1);
      },
      /a PSD block has no vector 1/,
    ],
    'a vector that is missing': [
      (program) => {
        program.blocks(1, 1, 1);
        program.add(program.term(0, 0), 0, program.row(), 1, 0);
      },
      /every vector of a term or cone is written/,
    ],
  };
  it.each(Object.keys(cases))('%s', (name) => {
    const [describeIt, message] = cases[name] as (typeof cases)[string];
    expect(() => built(describeIt)).toThrow(message);
  });
});

describe('a program of another pattern than the first of its batch is refused', () => {
  const base = (program: ProgramBuilder): { row: number; x: Column; y: Column } => {
    const [row, x, y] = [program.row(1), program.nonneg('x'), program.nonneg('y')];
    program.entry(row, x, 1);
    return { row, x, y };
  };
  const others: Record<string, (program: ProgramBuilder) => void> = {
    'one entry more': (program) => {
      const { row, y } = base(program);
      program.entry(row, y, 1);
    },
    'one entry less': (program) => {
      program.row(1);
      program.nonneg('x');
      program.nonneg('y');
    },
    'another column': (program) => {
      const row = program.row(1);
      program.nonneg('x');
      program.entry(row, program.nonneg('y'), 1);
    },
    'another name': (program) => {
      program.row(1);
      program.nonneg('z');
    },
    'a row of a block': (program) => {
      program.row(1, 0);
    },
    'a cone': (program) => {
      program.row(1);
      program.cone('x', 1);
    },
  };
  it.each(Object.keys(others))('%s', (name) => {
    const other = others[name] as (typeof others)[string];
    const describeIt = (program: ProgramBuilder, context: number): unknown =>
      context === 0 ? base(program) : other(program);
    expect(() => built(describeIt, [0, 0, 1])).toThrow(/program 2 of the batch/);
    expect(() => built(describeIt, [0, 0, 0])).not.toThrow();
  });
});
