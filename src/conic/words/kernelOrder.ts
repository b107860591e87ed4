import type { PsdGroup } from '../program.ts';

/** What the order of a group's vectors depends on. */
type GroupVectors = Pick<PsdGroup, 'vectors' | 'coupled'> & {
  readonly terms: { readonly left: ArrayLike<number>; readonly right: ArrayLike<number> };
};

/**
 * The vectors of a group in the order of the kernels, as indices into those of the program: with coupled cones the axes, the inputs, and those of
 * the others that a term has; else all as they are.
 */
export function vectorOrder({ vectors, coupled, terms }: GroupVectors): Int32Array {
  if (!coupled) return Int32Array.from({ length: vectors }, (_, s) => s);
  const order = [...coupled.axes, ...coupled.inputs];
  const present = new Set(order);
  const used = new Set([...Array.from(terms.left), ...Array.from(terms.right)]);
  for (let s = 0; s < vectors; s++) if (!present.has(s) && used.has(s)) order.push(s);
  return Int32Array.from(order);
}

/**
 * Where each vector of a group stands in the order that the kernels want, -1 of one that they do not want: a program with that order is not
 * copied on its way to them.
 */
export function vectorPlaces(group: GroupVectors): Int32Array {
  const places = new Int32Array(group.vectors).fill(-1);
  vectorOrder(group).forEach((vector, place) => {
    places[vector] = place;
  });
  return places;
}
