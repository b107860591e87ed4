import { createHash } from 'node:crypto';
import { stack } from '../linalg/stack.ts';
import type { ConicProgram, ProgramShape } from './program.ts';
import { dataOf, joinData, joinSolutions, part, solutionOf } from './programBatch.ts';
import type { ConicSolution, ProgramSettings } from './solution.ts';
import { kernelDescriptor } from './words/descriptor.ts';

/** Bytes of answers that a store keeps by default. */
const MOST_BYTES = 32 * 2 ** 20;

/** Options of one batched solve inside this package. */
export interface InnerSettings extends ProgramSettings {
  /** Programs that were solved with the same store before are not solved again. Default: all are solved. */
  readonly answers?: AnswerStore;
}

type Solve = (program: ConicProgram, settings: ProgramSettings) => Promise<ConicSolution>;

/**
 * Answers of programs by all that decides them: shape, numbers, start and settings. An answer does not depend on the batch in which a program is solved, so that
 * one from the store has the same bits as one that is computed again. All programs of a store are solved on one backend. The answers that were asked for longest ago are
 * forgotten beyond a number of bytes.
 */
export class AnswerStore {
  readonly #known = new Map<string, ConicSolution>();
  readonly #most: number;
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#most = mostBytes;
  }

  /** The solution of a batch; `solve` is asked for the programs that are new, and for equal ones once. */
  async solve(program: ConicProgram, settings: ProgramSettings, solve: Solve): Promise<ConicSolution> {
    const { batch } = program.data;
    const keys = Array.from({ length: batch }, (_, i) => keyOf(program, settings, i));
    const answers = new Map<string, ConicSolution>();
    const open: number[] = [];
    const asked = new Set<string>();
    keys.forEach((key, i) => {
      const known = this.#recall(key);
      if (known) answers.set(key, known);
      else if (!asked.has(key)) open.push(i);
      asked.add(key);
    });
    if (open.length === 0) return joinSolutions(keys.map((key) => answers.get(key) as ConicSolution));
    const isWhole = open.length === batch;
    const solved = await (isWhole ? solve(program, settings) : solve(...selected(program, settings, open)));
    open.forEach((i, j) => {
      const key = keys[i] as string;
      answers.set(key, solutionOf(solved, j));
      this.#keep(key, solutionOf(solved, j));
    });
    return isWhole ? solved : joinSolutions(keys.map((key) => answers.get(key) as ConicSolution));
  }

  #recall(key: string): ConicSolution | undefined {
    const known = this.#known.get(key);
    if (!known) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known); // the last one to be forgotten
    return known;
  }

  #keep(key: string, solution: ConicSolution): void {
    const own = copyOf(solution);
    this.#known.set(key, own);
    this.#bytes += bytesOf(own);
    for (const [oldest, answer] of this.#known) {
      if (this.#bytes <= this.#most) break;
      this.#known.delete(oldest);
      this.#bytes -= bytesOf(answer);
    }
  }
}

/** Some programs of a batch with their settings. */
function selected(
  program: ConicProgram,
  settings: ProgramSettings,
  indices: readonly number[],
): [ConicProgram, ProgramSettings] {
  const { warmStart } = settings;
  const warm = warmStart && stack(indices.map((i) => part(warmStart, i, program.data.batch)));
  return [
    { shape: program.shape, data: joinData(indices.map((i) => dataOf(program, i))) },
    { ...settings, ...(warm ? { warmStart: warm } : {}) },
  ];
}

const shapeDigests = new WeakMap<ProgramShape, string>();

/** Programs of different objects for one shape are laid out by the same words. */
function shapeDigest(shape: ProgramShape): string {
  let digest = shapeDigests.get(shape);
  if (digest === undefined) {
    digest = createHash('sha256').update(kernelDescriptor(shape).words).digest('base64');
    shapeDigests.set(shape, digest);
  }
  return digest;
}

function keyOf(program: ConicProgram, settings: ProgramSettings, index: number): string {
  const { rhs, entries, psd } = dataOf(program, index);
  const { warmStart, ...rest } = settings;
  const { tolerance, maxIterations, finish, scalarsOnly } = rest;
  const hash = createHash('sha256').update(shapeDigest(program.shape)).update(rhs).update(entries);
  for (const { vectors, weights, dense } of psd) hash.update(vectors).update(weights).update(dense);
  if (warmStart) hash.update(part(warmStart, index, program.data.batch));
  return hash.update(`${tolerance} ${maxIterations} ${finish} ${scalarsOnly}`).digest('base64');
}

/** A solution with arrays of its own: those of one program would keep those of its whole batch. */
function copyOf(solution: ConicSolution): ConicSolution {
  return {
    ...solution,
    objective: solution.objective.slice(),
    dualObjective: solution.dualObjective.slice(),
    merit: solution.merit.slice(),
    iterations: solution.iterations.slice(),
    scalars: solution.scalars.slice(),
    psd: solution.psd.map((blocks) => blocks.slice()),
    multipliers: solution.multipliers.slice(),
    state: solution.state.slice(),
  };
}

function bytesOf({ scalars, psd, multipliers, state }: ConicSolution): number {
  return [scalars, ...psd, multipliers, state].reduce((sum, values) => sum + values.byteLength, 0);
}
