import type { Arithmetic } from '../../device/backend.ts';
import { ARITHMETIC_CONSTANTS } from '../algorithm/constants.ts';
import type { SolverPath } from '../solverPath.ts';
import { ConicAnswers, type ConicBatch, type ConicSolveAttributes, INFO } from './conicSolve.ts';
import { type PackedNumbers, readNumbers } from './packedNumbers.ts';
import { WasmConicProgram } from './cpu/wasmConicProgram.ts';
import { readDescriptor } from '../words/programShape.ts';
import { eachBlockElement, stateParts } from '../words/state.ts';
import { ALMOST_MERIT, OPTIMAL_MERIT } from '../settings.ts';
import { statusCode } from '../status.ts';
import { at } from '../words/at.ts';

const [OPTIMAL, ALMOST] = [statusCode('optimal'), statusCode('almostOptimal')];
const [INFEASIBLE, UNBOUNDED] = [statusCode('infeasible'), statusCode('unbounded')];
const { CERTIFICATE } = ARITHMETIC_CONSTANTS.float64;
/** Tolerances below this are beyond float32. */
export const FLOAT32_TOLERANCE = 1e-6;

/** What an answer of the device alone is recorded as. */
const PATHS: Record<Arithmetic, SolverPath> = {
  float32: 'float32',
  doubleSingle: 'double-single',
  float64: 'float64',
};

/** A program whose answer claims nothing, or what does not hold in float64 to the tolerance. */
export interface Unfinished {
  readonly program: number;
  readonly iterations: number;
  /** Its state, where it is worth a start. */
  readonly state: Float64Array | undefined;
}

/** Answers of one batch on their way to claims that hold in float64 on unscaled data. */
export class Float64Finish {
  readonly answers: ConicAnswers;
  readonly #batch: ConicBatch;
  readonly #attributes: ConicSolveAttributes;
  readonly #kernel: WasmConicProgram;
  readonly #scatter: (state: Float64Array, i: number) => void;
  /** Iterations of earlier attempts on each program. */
  readonly #spent: Int32Array;

  constructor(attributes: ConicSolveAttributes, batch: ConicBatch) {
    this.#attributes = attributes;
    this.#batch = batch;
    this.#kernel = new WasmConicProgram(attributes, batch);
    this.answers = new ConicAnswers(batch.batch, attributes);
    this.#scatter = stateScatter(attributes, this.answers);
    this.#spent = new Int32Array(batch.batch);
  }

  /** The state that the caller gave for a program, where there is one. */
  givenTo(program: number): Float64Array | undefined {
    const { stateSize } = this.#attributes;
    return this.#batch.warm?.subarray(program * stateSize, (program + 1) * stateSize);
  }

  /** All programs before the first attempt. */
  untried(): Unfinished[] {
    return Array.from(this.#spent, (iterations, program) => ({ program, iterations, state: this.givenTo(program) }));
  }

  /**
   * Takes the device's answers. A solution keeps its status where its merit, computed again, allows it, a certificate where its residual is
   * below 1e-7. A program that claims nothing (iteration limit, numerical error) does not hold either. From float32 or double-single a tolerance is to be met;
   * float64 cannot do more than strive for one below 1e-8, as on the host.
   *
   * @param pathOf what an answer that holds is recorded as; default: this arithmetic.
   * @returns the programs whose answers do not hold.
   */
  take(
    programs: readonly number[],
    numbers: PackedNumbers,
    arithmetic: Arithmetic,
    pathOf: (program: number) => SolverPath = () => PATHS[arithmetic],
  ): Unfinished[] {
    const { stateSize } = this.#attributes;
    const info = new Float64Array(INFO);
    const state = new Float64Array(stateSize); // of one program after the other
    const unfinished: Unfinished[] = [];
    programs.forEach((program, j) => {
      const start = j * (INFO + stateSize);
      readNumbers(numbers, arithmetic, info, start);
      readNumbers(numbers, arithmetic, state, start + INFO);
      this.#kernel.load(program);
      const iterations = at(this.#spent, program) + at(info, 1);
      this.#spent[program] = iterations;
      const claim = this.#claim(info, state, arithmetic);
      if (!claim) {
        const solved = at(info, 0) <= ALMOST;
        unfinished.push({ program, iterations, state: solved ? state.slice() : undefined });
        return;
      }
      this.answers.path[program] = pathOf(program);
      this.answers.info.set(
        [claim.status, iterations, claim.merit, claim.objective, claim.dualObjective],
        program * INFO,
      );
      state[stateSize - 1] = claim.status <= ALMOST ? 1 : 0;
      this.#scatter(state, program);
    });
    return unfinished;
  }

  /** Solves a program by the float64 kernel of the host, from a state where there is one. */
  solve({ program, iterations, state }: Unfinished, path: SolverPath = state ? 'float32+float64' : 'float64'): void {
    this.#kernel.load(program);
    this.#kernel.solve(program, this.answers, state);
    const place = program * INFO + 1;
    this.answers.info[place] = at(this.answers.info, place) + iterations;
    this.answers.path[program] = path;
  }

  #claim(
    info: Float64Array,
    state: Float64Array,
    arithmetic: Arithmetic,
  ): { status: number; merit: number; objective: number; dualObjective: number } | undefined {
    const { tolerance } = this.#attributes;
    const status = at(info, 0);
    if (status <= ALMOST) {
      const { merit, objective, dualObjective } = this.#kernel.verify(state);
      const reach = arithmetic === 'float64' ? Math.max(tolerance, OPTIMAL_MERIT) : tolerance;
      if (merit < reach) return { status: OPTIMAL, merit, objective, dualObjective };
      const almost = merit < ALMOST_MERIT && tolerance >= FLOAT32_TOLERANCE;
      return almost ? { status: ALMOST, merit, objective, dualObjective } : undefined;
    }
    const none = { objective: NaN, dualObjective: NaN };
    if (status === INFEASIBLE || status === UNBOUNDED) {
      const check = status === INFEASIBLE ? 'verifyInfeasible' : 'verifyUnbounded';
      const merit = this.#kernel[check](state, CERTIFICATE);
      return merit < CERTIFICATE ? { status, merit, ...none } : undefined;
    }
    return undefined;
  }
}

/** Writes a state's scalars, multipliers and blocks into the answers. */
export function stateScatter(a: ConicSolveAttributes, answers: ConicAnswers): (state: Float64Array, i: number) => void {
  const shape = readDescriptor(a.descriptor);
  const { y } = stateParts(shape);
  const places = shape.groups.map((g) => {
    const of = new Int32Array(2 * g.count * g.n * g.n);
    eachBlockElement(g, (element, re, im) => of.set([re, im], 2 * element));
    return of;
  });
  const pick = (state: Float64Array, from: Int32Array, to: Float64Array, i: number): void =>
    from.forEach((place, k) => (to[i * from.length + k] = at(state, place)));
  return (state, i) => {
    answers.state.set(state, i * a.stateSize);
    pick(state, shape.columnPosition, answers.scalars, i);
    answers.multipliers.set(state.subarray(y, y + a.rows), i * a.rows);
    places.forEach((of, g) => {
      pick(state, of, at(answers.psd, g), i);
    });
  };
}
