import type { ProgramShapeWords } from '../../words/programShape.ts';
import { eachBlockElement, stateParts } from '../../words/state.ts';
import type { Layout } from './layout.ts';

/** Where each number of a state (src/conic/words/state.ts) stands in [x | y | z | flag | 0] as laid out here, [size of a state]. */
export function stateMap(shape: ProgramShapeWords, { primal, dual, ...layout }: Layout): Int32Array {
  const [yAt, zAt, flag] = [primal, primal + dual, 2 * primal + dual];
  const parts = stateParts(shape);
  const map = new Int32Array(parts.size).fill(flag + 1);
  for (const [part, to] of [
    [0, 0],
    [zAt, parts.z],
  ] as const) {
    layout.scalarAt.forEach((place, i) => (map[to + i] = part + place));
    for (const g of layout.groups)
      eachBlockElement(g, (element, re, im) => {
        map[to + re] = part + g.primalAt + 2 * element;
        map[to + im] = part + g.primalAt + 2 * element + 1;
      });
  }
  layout.rowAt.forEach((place, r) => (map[parts.y + r] = yAt + place));
  for (const g of layout.groups)
    for (let i = 0; i < g.count * 2 * g.ties; i++) map[parts.y + g.stateDual + i] = yAt + g.dualAt + i;
  map[parts.flag] = flag;
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
