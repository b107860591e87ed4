import { vectorOrder } from './descriptor.ts';

/**
 * Where each vector of a group stands in the order that the kernels want, -1 of one that they do not want: a program with that order is not
 * copied on its way to them.
 */
export function vectorPlaces(group: Parameters<typeof vectorOrder>[0]): Int32Array {
  const places = new Int32Array(group.vectors).fill(-1);
  vectorOrder(group).forEach((vector, place) => {
    places[vector] = place;
  });
  return places;
}
