/** Uniform numbers in (-1, 1) from mulberry32: small, and independent of src/random. */
export type Random = () => number;

export function testRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2147483648 - 1;
  };
}

export function randomArray(length: number, next: Random): Float64Array {
  return Float64Array.from({ length }, next);
}
