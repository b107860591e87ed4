import type { Layout } from './layout.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';

const even = (n: number): number => n + (n & 1);

/**
 * Where each number of a solution's `state` (kernels/wasm/layout.ts: x | y's place after z | flag, blocks in pairs of lanes) stands in
 * [x | y | z | flag | 0] as laid out here, [stateSize].
 */
export function stateMap(shape: ProgramShapeWords, layout: Layout, stateSize: number): Int32Array {
  const { primal, dual, rows } = layout;
  const [yAt, zAt, flag] = [primal, primal + dual, 2 * primal + dual];
  const map = new Int32Array(stateSize).fill(flag + 1);
  let primalSize = even(shape.scalars);
  const blockAt = layout.groups.map((g) => {
    const at = primalSize;
    primalSize += Math.ceil(g.count / 2) * 4 * g.size * g.size;
    return at;
  });
  primalSize = even(primalSize);
  for (const [part, to] of [
    [0, 0],
    [zAt, primalSize],
  ] as const) {
    layout.scalarAt.forEach((at, i) => (map[to + i] = part + at));
    layout.groups.forEach((g, i) => {
      const nn = g.size * g.size;
      for (let k = 0; k < g.count; k++)
        for (let e = 0; e < nn; e++) {
          const o = to + (blockAt[i] as number) + (k >> 1) * 4 * nn + (k & 1) + 2 * e;
          map[o] = part + g.primalAt + 2 * (k * nn + e);
          map[o + 2 * nn] = part + g.primalAt + 2 * (k * nn + e) + 1;
        }
    });
  }
  layout.rowAt.forEach((at, r) => (map[2 * primalSize + r] = yAt + at));
  let tie = 2 * primalSize + even(rows + 1);
  for (const g of layout.groups) for (let i = 0; i < g.count * 2 * g.ties; i++) map[tie++] = yAt + g.dualAt + i;
  map[stateSize - 1] = flag;
  return map;
}

/** The way back: place in a state (or of the zero behind its end) of each number of x | y | z. */
export function invert(map: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length).fill(map.length);
  map.forEach((from, to) => {
    if (from < length) out[from] = to;
  });
  return out;
}
