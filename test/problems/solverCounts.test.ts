import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { replaceSolve } from '../conic/replaceSolve.ts';
import { AnswerStore } from '../../src/conic/answerStore.ts';
import { INFO } from '../../src/conic/kernels/conicSolve.ts';
import type { SolverPath } from '../../src/conic/solverPath.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import type { Design, DesignTask, Scheme } from '../../src/problems/types.ts';

// Every program passes the backend: what it counts there is what a design must say.

/** Place of the iteration count in the numbers that a program's outcome has. */
const ITERATIONS = 1;

/** Iterations and number of the batches since the last `restart`; the batch `marked` comes back as of lower precision. */
const seen = { iterations: 0, batches: 0, marked: -1 };

function restart(marked = -1): void {
  Object.assign(seen, { iterations: 0, batches: 0, marked });
}

beforeAll(async () =>
  replaceSolve((solve) => async (batch, attributes) => {
    const solved = await solve(batch, attributes);
    for (let i = 0; i < batch.batch; i++) seen.iterations += solved.info[i * INFO + ITERATIONS] as number;
    const path: SolverPath = seen.batches++ === seen.marked ? 'double-single' : 'float64';
    return Object.assign(solved, { path: Array.from({ length: batch.batch }, () => path) });
  }),
);
beforeEach(() => {
  // every program reaches the backend, also one that was solved before
  vi.spyOn(AnswerStore.prototype, 'solve').mockImplementation((program, settings, solve) => solve(program, settings));
});
afterEach(() => {
  vi.restoreAllMocks();
  restart();
});

const scenario = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, frameLength: 3, csiErrorRadius: 0.01 };
const small = { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 2 };
const FORMS = [{ thresholdDb: 8 }, { thresholdDb: 70 }, { rho: 0 }, { rho: 0.6 }, { rho: 1 }];
const KINDS: readonly (readonly [Scheme, Design])[] = [
  ['BLP-CBF', 'paper'],
  ['BLP-CBF', 'capsFree'],
  ['BLP-CBF', 'joint'],
  ['BLP-CBF', 'blind'],
  ['BLP-CoMP', 'paper'],
  ['BLP-CoMP', 'capsFree'],
  ['BLP-CoMP', 'joint'],
  ['SLP-CBF', 'paper'],
  ['SLP-CBF', 'joint'],
  ['SLP-CoMP', 'paper'],
];

describe.each(KINDS)('%s %s', (scheme, design) => {
  const taskOf = (form: (typeof FORMS)[number], system = scenario as object): DesignTask =>
    drawDesignTask({ scheme, design, robustness: 'guaranteed', ...form, scenario: system, seed: 9n });

  it.each(FORMS)('counts the interior-point iterations of all its programs, %o', async (form) => {
    for (const tolerance of [undefined, 1e-6]) {
      restart();
      const [result] = await designPrecoders([taskOf(form)], tolerance === undefined ? {} : { tolerance });
      expect(seen.batches).toBeGreaterThan(0);
      expect(result?.solverIterations).toBe(seen.iterations);
    }
  });

  it('charges every rho with the programs that it shares', async () => {
    const rhos = [0.2, 0.8];
    const together = await designPrecoders(rhos.map((rho) => taskOf({ rho })));
    const shared = seen.iterations;
    const sum = together.reduce((total, d) => total + d.solverIterations, 0);
    expect(sum).toBeGreaterThan(shared);
    for (const d of together) expect(d.solverIterations).toBeLessThanOrEqual(shared);
  });

  it.each([{ thresholdDb: 8 }, { rho: 0.6 }])('names the least precise arithmetic of any batch, %o', async (form) => {
    const task = taskOf(form, small);
    await designPrecoders([task]);
    const { batches } = seen;
    // the first and last ones, and a spread of those between
    const step = Math.max(1, Math.floor(batches / 12));
    for (let marked = 0; marked < batches; marked += marked < 4 || marked > batches - 5 ? 1 : step) {
      restart(marked);
      const [result] = await designPrecoders([task]);
      expect(`${marked} of ${batches}: ${result?.solverPath}`).toBe(`${marked} of ${batches}: double-single`);
    }
  });
});
