import type { KernelDescriptor } from './descriptor.ts';
import type { ConicProgram, PsdData, PsdGroup } from '../program.ts';
import { at } from './at.ts';

/** Data of programs of one shape in float64, kernel order; every array has the batch as its leading dimension. */
export interface ConicData {
  readonly rhs: Float64Array;
  readonly entries: Float64Array;
  readonly groups: readonly {
    readonly vectors: Float64Array;
    readonly weights: Float64Array;
    readonly dense: Float64Array;
  }[];
}

/** Copies [batch, entries] into kernel order. */
function permute(values: Float64Array, order: Int32Array): Float64Array {
  const n = order.length;
  const out = new Float64Array(values.length);
  for (let o = 0; o < values.length; o += n)
    for (let i = 0; i < n; i++) out[o + i] = values[o + (order[i] as number)] as number;
  return out;
}

/** Gathers the vectors [batch, count, slot, size, 2] of a group into kernel slots. */
function gatherVectors(group: PsdGroup, data: PsdData, slots: Int32Array | null): Float64Array {
  if (!slots) return data.vectors;
  const width = 2 * group.size;
  const blocks = data.vectors.length / (group.vectors * width);
  const out = new Float64Array(blocks * slots.length * width);
  for (let b = 0; b < blocks; b++)
    for (let i = 0; i < slots.length; i++) {
      const from = (b * group.vectors + (slots[i] as number)) * width;
      out.set(data.vectors.subarray(from, from + width), (b * slots.length + i) * width);
    }
  return out;
}

/** The data of a batch in kernel order; arrays that need no change are the program's own. */
export function kernelData(
  { shape, data }: ConicProgram,
  { entryOrder, entriesInOrder, slots }: KernelDescriptor,
): ConicData {
  return {
    rhs: data.rhs,
    entries: entriesInOrder ? data.entries : permute(data.entries, entryOrder),
    groups: shape.psd.map((g, i) => {
      const d = at(data.psd, i);
      return { vectors: gatherVectors(g, d, at(slots, i)), weights: d.weights, dense: d.dense };
    }),
  };
}
