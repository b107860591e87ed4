import { afterEach, describe, expect, it } from 'vitest';
import { AnswerStore } from '../../src/conic/answerStore.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import { part } from '../../src/conic/programBatch.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { FAMILIES } from './families.ts';
import { randomProgram } from './randomProgram.ts';
import { countSolved } from './replaceSolve.ts';
import { selectPrograms } from './selectPrograms.ts';

const { program } = randomProgram({ ...(Object.values(FAMILIES)[0] as (typeof FAMILIES)[string]), batch: 3 });

let solved: Awaited<ReturnType<typeof countSolved>>;
afterEach(() => solved?.restore());

describe('AnswerStore', () => {
  it.each(Object.entries(FAMILIES))('%s: answers have the bits of a solve without it', async (_, options) => {
    const known = randomProgram({ ...options, batch: 3 }).program;
    const plain = await solveProgram(known);
    const answers = new AnswerStore();
    expect(await solveProgram(known, { answers })).toEqual(plain);
    solved = await countSolved();
    expect(await solveProgram(known, { answers })).toEqual(plain);
    expect(solved.count).toBe(0);
  });

  it('solves what is new in a batch, and equal programs once', async () => {
    const answers = new AnswerStore();
    await solveProgram(selectPrograms(program, [1]), { answers });
    const mixed: ConicProgram = selectPrograms(program, [2, 1, 0, 2]);
    const plain = await solveProgram(mixed);
    solved = await countSolved();
    expect(await solveProgram(mixed, { answers })).toEqual(plain);
    expect(solved.count).toBe(2);
  });

  it('takes programs of two shape objects with one layout for the same', async () => {
    const answers = new AnswerStore();
    await solveProgram(program, { answers });
    solved = await countSolved();
    await solveProgram({ ...program, shape: { ...program.shape } }, { answers });
    expect(solved.count).toBe(0);
  });

  it('tells programs apart by their numbers, starts and settings', async () => {
    const answers = new AnswerStore();
    const one = selectPrograms(program, [0]);
    const { state } = await solveProgram(one, { answers });
    solved = await countSolved();
    const others = [
      { tolerance: 1e-6 },
      { maxIterations: 7 },
      { scalarsOnly: true },
      { warmStart: state },
      { warmStart: state, finish: true },
    ];
    for (const settings of others) await solveProgram(one, { ...settings, answers });
    expect(solved.count).toBe(others.length);
    const rhs = one.data.rhs.map((b, i) => (i === 0 ? b * (1 + 2 ** -40) : b));
    await solveProgram({ ...one, data: { ...one.data, rhs } }, { answers });
    expect(solved.count).toBe(others.length + 1);
  });

  it('starts the programs of a batch that are new from their own states', async () => {
    const { state } = await solveProgram(program);
    const answers = new AnswerStore();
    const first = part(state, 0, 3);
    await solveProgram(selectPrograms(program, [0]), { warmStart: first, answers });
    expect(await solveProgram(program, { warmStart: state, answers })).toEqual(
      await solveProgram(program, { warmStart: state }),
    );
  });

  it('forgets the answers that were asked for longest ago', async () => {
    const { scalars, psd, multipliers, state } = await solveProgram(selectPrograms(program, [0]));
    const bytes = [scalars, ...psd, multipliers, state].reduce((n, v) => n + v.byteLength, 0);
    const answers = new AnswerStore(2 * bytes);
    for (const i of [0, 1, 0, 2]) await solveProgram(selectPrograms(program, [i]), { answers });
    solved = await countSolved();
    await solveProgram(selectPrograms(program, [0, 2]), { answers });
    expect(solved.count).toBe(0);
    await solveProgram(selectPrograms(program, [1]), { answers });
    expect(solved.count).toBe(1);
  });
});
