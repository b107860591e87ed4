import { instantiateWasm } from '../../../device/cpu/wasmModule.ts';

/** Exports of kernels/wasm/errorDraws/index.ts. Addresses are bytes into `memory`. */
export interface WasmErrorDraws {
  readonly memory: WebAssembly.Memory;
  begin(links: number, antennas: number, draws: number): void;
  doubles(count: number): number;
  memoryTop(): number;
  setKey(low: number, high: number, realization: number): void;
  makeUser(
    rows: number,
    senders: number,
    each: number,
    links: number,
    index: number,
    users: number,
    own: number,
    ownRow: number,
    noise: number,
    cotangent: number,
    floors: number,
  ): number;
  drawErrors(law: number, first: number, count: number): void;
  errorsAt(): number;
  receive(user: number, symbolLevel: number, count: number, sinr: number, least: number, first: number): void;
  makeSummary(
    bins: number,
    perLog: number,
    place: number,
    inverseReference: number,
    level0: number,
    level1: number,
  ): number;
  reduce(summary: number, sinr: number, count: number, cut: number): void;
  candidates(summary: number): number;
  candidatesAt(summary: number): number;
  mean(summary: number): number;
  squares(summary: number): number;
  below(summary: number, level: number): number;
  countsAt(summary: number): number;
  beginFrames(symbols: number, frames: number, beams: number): void;
  makeListener(
    rows: number,
    senders: number,
    each: number,
    links: number,
    index: number,
    users: number,
    length: number,
    cotangent: number,
    sigma: number,
    turns: number,
  ): number;
  drawNoise(first: number, count: number): void;
  drawSymbols(first: number, count: number, order: number, points: number): void;
  decide(listener: number, symbolLevel: number, count: number): void;
  wrongDecisions(listener: number): number;
  wrongSquares(listener: number): number;
  framesWithWrong(listener: number): number;
  framesWithRight(listener: number): number;
}

/** Instances that nobody uses, of this thread. */
const idle: WasmErrorDraws[] = [];

/**
 * Runs something on an instance of the WebAssembly module of the error draws (f64x2 SIMD) that is its own until it ends.
 *
 * @throws BackendUnavailable when the module was not built.
 */
export function withWasmErrorDraws<T>(run: (wasm: WasmErrorDraws) => T): T {
  const wasm = idle.pop() ?? (instantiateWasm('errorDraws') as unknown as WasmErrorDraws);
  const giveBack = (): void => void idle.push(wasm);
  try {
    const result = run(wasm);
    if (result instanceof Promise) return result.finally(giveBack) as T;
    giveBack();
    return result;
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** Writes numbers to the memory that is laid out. @returns their address. */
export function writeDoubles(wasm: WasmErrorDraws, numbers: Float64Array): number {
  const at = wasm.doubles(numbers.length);
  new Float64Array(wasm.memory.buffer, at, numbers.length).set(numbers);
  return at;
}
