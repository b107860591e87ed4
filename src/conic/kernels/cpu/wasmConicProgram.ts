import { invariant } from '../../../errors.ts';
import { at } from '../../words/at.ts';
import type { ConicData } from '../../words/kernelData.ts';
import { type ConicAnswers, type ConicSolveAttributes, INFO } from '../conicSolve.ts';
import { layOutMemory } from '../../../device/cpu/wasmModule.ts';
import { wasmKernels, type WasmKernels } from './wasmKernels.ts';

interface Copy {
  readonly view: Float64Array;
  readonly batch: Float64Array;
}

/** The wasm kernels laid out for one shape. Only the one made last may be used: all share one memory, whose layout stays for the next one of the same shape. */
export class WasmConicProgram {
  readonly #wasm: WasmKernels;
  readonly #attributes: ConicSolveAttributes;
  readonly #sources: readonly Copy[];
  readonly #warm: Float64Array;
  readonly #warmAddress: number;

  constructor(attributes: ConicSolveAttributes, data: ConicData) {
    const wasm = wasmKernels();
    layOut(wasm, attributes.descriptor);
    invariant(wasm.stateSize() === attributes.stateSize, 'descriptor and kernel agree on the size of a state');
    this.#wasm = wasm;
    this.#attributes = attributes;
    this.#sources = [
      { view: this.#view(0, attributes.rows), batch: data.rhs },
      { view: this.#view(1, attributes.entries), batch: data.entries },
      ...attributes.groups.flatMap((g, i) => {
        const { vectors, weights, dense } = at(data.groups, i);
        return [
          { view: this.#view(8 + 4 * i, g.count * g.vectors * g.size * 2), batch: vectors },
          { view: this.#view(9 + 4 * i, g.count * g.terms * 2), batch: weights },
          { view: this.#view(10 + 4 * i, g.count * g.dense * g.size * g.size * 2), batch: dense },
        ];
      }),
    ];
    this.#warmAddress = wasm.address(2);
    this.#warm = this.#view(2, attributes.stateSize);
  }

  // memory does not grow after configure: views stay valid
  #view(index: number, length: number): Float64Array {
    return new Float64Array(this.#wasm.memory.buffer, this.#wasm.address(index), length);
  }

  /** Loads program i of the data. */
  load(i: number): void {
    for (const { view, batch } of this.#sources) view.set(batch.subarray(i * view.length, (i + 1) * view.length));
  }

  /** Solves the loaded program from a state, or cold, and writes answer i. With `attributes.finish` the state is all but the answer. */
  solve(i: number, answers: ConicAnswers, warm: Float64Array | undefined): void {
    const a = this.#attributes;
    if (warm) this.#warm.set(warm);
    this.#wasm.solve(a.tolerance, a.maxIterations, warm ? 1 : 0, a.finish === true ? 1 : 0);
    const write = (index: number, to: Float64Array, length: number): void =>
      to.set(this.#view(index, length), i * length);
    write(3, answers.info, INFO);
    write(4, answers.scalars, a.columns);
    write(5, answers.multipliers, a.rows);
    if (answers.state.length > 0) write(6, answers.state, a.stateSize);
    answers.psd.forEach((psd, g) => {
      const { count, size } = at(a.groups, g);
      write(11 + 4 * g, psd, count * size * size * 2);
    });
  }

  /** Merit and objectives in float64 of an unscaled state for the loaded program; infinite where x or z leaves its cone. */
  verify(state: Float64Array): { merit: number; objective: number; dualObjective: number } {
    this.#warm.set(state);
    this.#wasm.verify(this.#warmAddress, this.#wasm.address(3));
    const [merit = NaN, objective = NaN, dualObjective = NaN] = this.#view(3, 3);
    return { merit, objective, dualObjective };
  }

  /**
   * Residual in float64 of the certificate of infeasibility that a state's y gives for the loaded program; infinite where it gives none. The
   * state's y and z become that certificate, with b^T y = 1.
   */
  verifyInfeasible(state: Float64Array, tolerance: number): number {
    this.#warm.set(state);
    const residual = this.#wasm.verifyInfeasible(this.#warmAddress, tolerance);
    state.set(this.#warm);
    return residual;
  }

  /** The same for the certificate of unboundedness that the state's x gives, with c^T x = -1. */
  verifyUnbounded(state: Float64Array): number {
    this.#warm.set(state);
    const residual = this.#wasm.verifyUnbounded(this.#warmAddress);
    state.set(this.#warm);
    return residual;
  }
}

/** The words that the memory is laid out for, and the number of that layout. */
let laidOut: { readonly descriptor: Int32Array; readonly number: number } | undefined;

/** Lays out the memory for a shape, unless it still is: programs of one shape mostly come one batch after the other. */
function layOut(wasm: WasmKernels, descriptor: Int32Array): void {
  if (laidOut?.descriptor === descriptor && laidOut.number === wasm.layoutNumber()) return;
  laidOut = undefined;
  layOutMemory(wasm, () => {
    const address = wasm.begin(descriptor.byteLength);
    new Int32Array(wasm.memory.buffer, address, descriptor.length).set(descriptor);
    wasm.configure(address);
  });
  laidOut = { descriptor, number: wasm.layoutNumber() };
}
