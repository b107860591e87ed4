/** The relative error of an operation that WGSL calls correctly rounded: to either neighbour. */
export const UNIT = 2 ** -23;
/** The smallest normal number: a device may take what is smaller for 0. */
const SMALLEST = 2 ** -126;
/** In place of what lies beyond: no device has to know infinity. */
export const BEYOND = Math.fround(1e38);

const number = new Float32Array(1);
const bits = new Uint32Array(number.buffer);

/** The largest float32 that is not above a number, which is not negative. */
export function notAbove(x: number): number {
  if (x < SMALLEST) return 0;
  number[0] = Math.min(x, BEYOND);
  if (number[0] > x) bits[0] = (bits[0] as number) - 1;
  return number[0];
}

/** The smallest float32 that is not below a number, which is not negative. */
export function notBelow(x: number): number {
  if (x === 0) return 0;
  number[0] = Math.max(SMALLEST, Math.min(x, BEYOND));
  if (number[0] < x && number[0] < BEYOND) bits[0] = (bits[0] as number) + 1;
  return number[0];
}
