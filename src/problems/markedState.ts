import { warmStartOf } from '../conic/batching.ts';
import type { ConicSolution } from '../conic/solution.ts';

/** Marks a shape by its key (32-bit FNV-1a), so that a state of another shape is not started from. */
export function fingerprint(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** State of one program of a batch, marked with the shape that it belongs to; empty where the solution has none. */
export function markedState({ state, status }: ConicSolution, index: number, print: number): Float64Array {
  const size = state.length / status.length;
  if (size === 0) return state;
  const own = new Float64Array(size + 1);
  own.set(state.subarray(index * size, (index + 1) * size));
  own[size] = print;
  return own;
}

/** The warm start of a batch from marked states: programs without one, or with one of another shape, start cold. Undefined where all do. */
export function markedStart(marked: readonly (Float64Array | undefined)[], print: number): Float64Array | undefined {
  const states = marked.map((state) => (state?.at(-1) === print ? state.subarray(0, -1) : null));
  return warmStartOf(states, states.find((state) => state !== null)?.length ?? 0);
}
