import { beforeAll, describe, expect, it } from 'vitest';
import { type ConicBatch, type ConicSolveAttributes, INFO } from '../../../src/conic/kernels/conicSolve.ts';
import { currentBackend, startBackend } from '../../../src/device/startBackend.ts';
import { Float64Finish } from '../../../src/conic/kernels/finishInFloat64.ts';
import type { ConicSolution } from '../../../src/conic/solution.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { replaceSolve } from '../replaceSolve.ts';
import { FAMILIES } from '../families.ts';
import { randomProgram, type RandomOptions } from '../randomProgram.ts';

const [OPTIMAL, ITERATION_LIMIT, NUMERICAL_ERROR] = [0, 4, 5];
const BATCH = 3;
const family = FAMILIES['every cone, two groups each'] as RandomOptions;
const { program, optimum } = randomProgram({ ...family, batch: BATCH });

/** What the kernel is given for the programs. */
let asked: { readonly attributes: ConicSolveAttributes; readonly data: ConicBatch };
let rough: ConicSolution;
let exact: ConicSolution;

beforeAll(async () => {
  await startBackend('cpu');
  const restore = await replaceSolve((solve) => async (data, attributes) => {
    asked = { attributes, data };
    return solve(data, attributes);
  });
  try {
    exact = await solveProgram(program);
    rough = await solveProgram(program, { tolerance: 1e-5 });
  } finally {
    restore();
  }
});

/** Answers of a device: status, iterations and the state of a solution. */
function deviceAnswers(status: readonly number[], iterations: number, states: Float64Array): Float32Array {
  const { stateSize } = asked.attributes;
  const width = INFO + stateSize;
  const numbers = new Float32Array(BATCH * width);
  status.forEach((code, i) => {
    numbers.set([code, iterations], i * width);
    numbers.set(states.subarray(i * stateSize, (i + 1) * stateSize), i * width + INFO);
  });
  return numbers;
}

function finishOf(tolerance: number): Float64Finish {
  return new Float64Finish({ ...asked.attributes, tolerance }, asked.data);
}

const relativeError = (value: number, expected: number): number =>
  Math.abs(value - expected) / (1 + Math.abs(expected));

describe('answers of a device', () => {
  it('that claim nothing go on to the next arithmetic and at last to float64, with all their iterations counted', () => {
    const finish = finishOf(1e-6);
    const claims = [OPTIMAL, ITERATION_LIMIT, NUMERICAL_ERROR];
    const open = finish.take([0, 1, 2], deviceAnswers(claims, 60, exact.state), 'float32');
    expect(open).toEqual([
      { program: 1, iterations: 60, state: undefined },
      { program: 2, iterations: 60, state: undefined },
    ]);
    const places = open.map(({ program: p }) => p);
    const width = INFO + asked.attributes.stateSize;
    const second = new Float32Array(4 * width);
    second.set([ITERATION_LIMIT, 0, 40], 0);
    second.set([ITERATION_LIMIT, 0, 40], 2 * width);
    const left = finish.take(places, second, 'doubleSingle');
    expect(left.map(({ iterations }) => iterations)).toEqual([100, 100]);
    for (const p of left) finish.solve(p);
    expect(finish.answers.path).toEqual(['float32', 'float64', 'float64']);
    for (const p of [1, 2]) {
      const [status, iterations = 0, merit, objective = NaN] = finish.answers.info.subarray(p * INFO);
      expect(status).toBe(OPTIMAL);
      expect(iterations).toBeGreaterThan(105);
      expect(merit).toBeLessThan(1e-6);
      expect(relativeError(objective, optimum[p] as number)).toBeLessThan(1e-5);
    }
  });

  it('that claim a solution and miss the tolerance go on from it', () => {
    const finish = finishOf(1e-8);
    const open = finish.take([0, 1, 2], deviceAnswers([OPTIMAL, OPTIMAL, OPTIMAL], 12, rough.state), 'float32');
    expect(open.map(({ state }) => state !== undefined)).toEqual([true, true, true]);
    for (const p of open) finish.solve(p);
    expect(finish.answers.path).toEqual(['float32+float64', 'float32+float64', 'float32+float64']);
    for (let i = 0; i < BATCH; i++) {
      expect(finish.answers.info[i * INFO + 2]).toBeLessThan(1e-8);
      expect(relativeError(finish.answers.info[i * INFO + 3] as number, optimum[i] as number)).toBeLessThan(1e-7);
    }
  });
});

describe('finish: true', () => {
  it('goes on from a rounded answer and needs half the iterations of a cold start at most', async () => {
    expect((await currentBackend()).backend.name).toBe('cpu');
    const warmStart = Float64Array.from(rough.state, Math.fround);
    const solution = await solveProgram(program, { warmStart, finish: true });
    for (let i = 0; i < BATCH; i++) {
      expect(solution.status[i]).toBe('optimal');
      expect(solution.merit[i]).toBeLessThan(1e-8);
      expect(relativeError(solution.objective[i] as number, optimum[i] as number)).toBeLessThan(1e-7);
      expect(solution.iterations[i]).toBeLessThanOrEqual((exact.iterations[i] as number) / 2);
    }
  });

  it('a start that is no answer does not spoil it', async () => {
    const warmStart = exact.state.map((v, i) => ((i + 1) % asked.attributes.stateSize === 0 ? v : -1e6 * v));
    const solution = await solveProgram(program, { warmStart, finish: true });
    expect(solution.status).toEqual(['optimal', 'optimal', 'optimal']);
  });
});
