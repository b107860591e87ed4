import type { ConicProgram } from '../../src/conic/program.ts';

/** The batch made of the programs `indices` of another, in that order. */
export function selectPrograms({ shape, data }: ConicProgram, indices: readonly number[]): ConicProgram {
  const pick = (v: Float64Array): Float64Array => {
    const n = v.length / data.batch;
    const out = new Float64Array(indices.length * n);
    indices.forEach((from, to) => {
      out.set(v.subarray(from * n, (from + 1) * n), to * n);
    });
    return out;
  };
  return {
    shape,
    data: {
      batch: indices.length,
      rhs: pick(data.rhs),
      entries: pick(data.entries),
      psd: data.psd.map((d) => ({ vectors: pick(d.vectors), weights: pick(d.weights), dense: pick(d.dense) })),
    },
  };
}
