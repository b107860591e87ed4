/** float32 as some device computes it. */
export interface Arithmetic {
  readonly add: (a: number, b: number) => number;
  readonly mul: (a: number, b: number) => number;
  readonly div: (a: number, b: number) => number;
  readonly sqrt: (x: number) => number;
}

const number = new Float32Array(1);
const bits = new Uint32Array(number.buffer);
const SMALLEST = 2 ** -126;

/** The bits of a float32, and the float32 of some bits. */
export function bitsOf(x: number): number {
  number[0] = x;
  return bits[0] as number;
}
export function numberOf(word: number): number {
  bits[0] = word;
  return number[0] as number;
}

/** One unit in the last place of a number. */
function ulp(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);
}

/** Rounds to one of the two neighbours; numbers too small for float32 are taken for 0. */
function toNeighbour(x: number, up: () => boolean): number {
  const nearest = Math.fround(x);
  if (Math.abs(nearest) < SMALLEST) return 0;
  if (nearest === x || nearest > x === up()) return nearest;
  // a step towards the other side of x
  return numberOf(bitsOf(nearest) + (nearest > x === x < 0 ? 1 : -1));
}

/** Arithmetics by the way they round. The specification of WGSL allows all of them: quotients to 2.5 units in the last place, roots to 4.5. */
export function arithmetics(random: () => number): Record<string, Arithmetic> {
  const { fround } = Math;
  const rough = (up: () => boolean): Arithmetic => {
    const off = (x: number, units: number): number =>
      Math.abs(x) < SMALLEST ? 0 : fround(x + (up() ? units : -units) * ulp(x));
    return {
      add: (a, b) => toNeighbour(a + b, up),
      mul: (a, b) => toNeighbour(a * b, up),
      div: (a, b) => off(a / b, 2),
      sqrt: (x) => off(Math.sqrt(x), 4),
    };
  };
  return {
    nearest: {
      add: (a, b) => fround(a + b),
      mul: (a, b) => fround(a * b),
      div: (a, b) => fround(a / b),
      sqrt: (x) => fround(Math.sqrt(x)),
    },
    upwards: rough(() => true),
    downwards: rough(() => false),
    'either way': rough(() => random() < 0.5),
  };
}
