import type { ErrorLaw } from '../../../src/model/errorLaw.ts';
import { openStream, type StreamKey } from '../../../src/random/stream.ts';
import type { Arithmetic } from './arithmetic.ts';
import { Elementary } from './elementary.ts';

/** 2^53 u as [upper 27 bits, lower 26 bits]. */
type Words = readonly [number, number];

function complement([high, low]: Words): Words {
  return [2 ** 27 - high - (low > 0 ? 1 : 0), low > 0 ? 2 ** 26 - low : 0];
}

/** The uniforms of a draw as the device sees them. */
export function wordsOf(key: StreamKey): () => Words {
  const { uint32 } = openStream(key);
  return () => {
    const high = uint32() >>> 5;
    return [high, uint32() >>> 6];
  };
}

/** kernels/errorDraws/errors.wgsl in some arithmetic: [link][antenna, norm][re, im]. */
export function emulatedErrors(
  arithmetic: Arithmetic,
  law: ErrorLaw,
  links: number,
  antennas: number,
  next: () => Words,
): Float32Array {
  const { add, mul, div } = arithmetic;
  const own = new Elementary(arithmetic);
  const errors = new Float32Array(2 * links * (antennas + 1));
  for (let link = 0; link < links; link++) {
    const at = 2 * link * (antennas + 1);
    const reach = law === 'ball' ? reachOf(own, next(), antennas) : 1;
    let sum = 0;
    for (let i = 0; i < antennas; i++) {
      const [u, v] = [next(), next()];
      const radius = own.root(own.minusLog(complement(u), u));
      const [c, s] = own.cosSin(v);
      const [re, im] = [mul(radius, c), mul(radius, s)];
      errors.set([re, im], at + 2 * i);
      sum = add(sum, add(mul(re, re), mul(im, im)));
    }
    const norm = own.root(sum);
    const perAntenna = Math.fround(Math.sqrt(1 / antennas));
    const scale = law === 'gaussian' ? perAntenna : div(reach, norm);
    for (let i = at; i < at + 2 * antennas; i++) errors[i] = mul(errors[i] as number, scale);
    errors[at + 2 * antennas] = law === 'gaussian' ? mul(norm, perAntenna) : 1;
  }
  return errors;
}

function reachOf(own: Elementary, u: Words, antennas: number): number {
  if (u[0] === 0 && u[1] === 0) return 0;
  return own.exponential(own.a.mul(own.minusLog(u, complement(u)), Math.fround(1 / (2 * antennas))));
}
