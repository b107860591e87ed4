import { instantiateWasm, layOutMemory } from '../device/cpu/wasmModule.ts';
import { errorRadius } from './csiErrors.ts';
import { requireErrorShape } from './errorShape.ts';
import type { Scenario } from './scenario.ts';
import { shapedWorstCase } from './shapedWorstCase.ts';
import { type Cooperation, requireSizes, sinrCbf, sinrComp } from './sinr.ts';

/** Exports of kernels/wasm/worstCase/index.ts. Addresses are bytes into `memory`. */
interface WasmWorstCase {
  readonly memory: WebAssembly.Memory;
  layOut(cells: number, usersPerCell: number, antennas: number, comp: number): number;
  memoryTop(): number;
  worstCase(radius: number, noisePower: number): void;
}

/** The smallest SINR of every user over the CSI error ball, and errors that attain it. */
export interface ExactWorstCase {
  /** Linear, [cell][user]. */
  readonly sinr: Float64Array;
  /** An error of each link at which its user falls to that SINR, [bs][cell][user][antenna][2]. */
  readonly errors: Float64Array;
}

/**
 * Exact block-level worst case: the smallest SINR of each user over all errors, norm(e) <= radius for every
 * link in CBF, norm of the stacked error <= sqrt(J) radius in CoMP.
 *
 * The largest g with (h+e)^T [W_kk/g - sum_{l != k} W_l] (h+e)* >= sr2 + ICI on the whole ball is found by Dinkelbach's
 * iteration (each g is the SINR at the minimizer of the previous trust-region problem) in place of bisection: it
 * decreases monotonically, converges superlinearly, and every value is attained by an explicit error. In CBF every
 * ICI_n is maximised over its own ball first, because the links' errors are independent.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @param radius d, default the scenario's `csiErrorRadius`.
 * @param errorShape S of every link, [bs][cell][user][antenna][antenna][2]: errors are S u with u in the ball (`shapedWorstCase`). Default: the identity.
 * @throws InputError on sizes that do not fit, or a negative radius.
 */
export function exactWorstCase(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  radius: number = scenario.csiErrorRadius,
  errorShape?: Float64Array,
): ExactWorstCase {
  requireSizes(scenario, channels, precoders, cooperation);
  errorRadius(scenario, radius);
  requireErrorShape(scenario, errorShape);
  if (radius === 0) {
    const sinr = cooperation === 'cbf' ? sinrCbf : sinrComp;
    return { sinr: sinr(scenario, channels, precoders), errors: new Float64Array(channels.length) };
  }
  if (errorShape) return shapedWorstCase(scenario, channels, precoders, cooperation, radius, errorShape);
  const { cells, noisePower } = scenario;
  const users = cells * scenario.usersPerCell;
  const { wasm, numbers } = memoryFor(scenario, cooperation);
  numbers.set(channels);
  numbers.set(precoders, channels.length);
  // the stacked error of CoMP has this norm at most
  wasm.worstCase(cooperation === 'comp' ? Math.sqrt(cells) * radius : radius, noisePower);
  const at = channels.length + precoders.length;
  return { sinr: numbers.slice(at, at + users), errors: numbers.slice(at + users) };
}

/** The module of this thread, its memory laid out for the system that was asked for last. */
interface LaidOut {
  readonly wasm: WasmWorstCase;
  readonly system: string;
  /** Channels, precoders, SINRs and errors, one behind the other. */
  readonly numbers: Float64Array;
}
let laidOut: LaidOut | undefined;

function memoryFor({ cells, usersPerCell, txAntennas }: Scenario, cooperation: Cooperation): LaidOut {
  const system = `${cells} ${usersPerCell} ${txAntennas} ${cooperation}`;
  if (laidOut?.system === system) return laidOut;
  const wasm = laidOut?.wasm ?? (instantiateWasm('worstCase') as unknown as WasmWorstCase);
  laidOut = undefined;
  const comp = cooperation === 'comp';
  const address = layOutMemory(wasm, () => wasm.layOut(cells, usersPerCell, txAntennas, comp ? 1 : 0));
  if (wasm.memoryTop() > wasm.memory.buffer.byteLength)
    throw new RangeError(`WebAssembly memory: could not allocate ${wasm.memoryTop()} bytes`);
  const users = cells * usersPerCell;
  const link = 2 * txAntennas;
  const length = 2 * cells * users * link + users * (comp ? cells : 1) * link + users;
  laidOut = { wasm, system, numbers: new Float64Array(wasm.memory.buffer, address, length) };
  return laidOut;
}
