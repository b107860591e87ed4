/** Direct formulas on covariances in antenna space, written independently of the programs. */
import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import type { Robustness } from '../../src/problems/types.ts';

export interface Hermitian {
  readonly n: number;
  readonly data: Float64Array;
}

export function blocksOf(covariances: Float64Array, n: number): Hermitian[] {
  const size = n * n * 2;
  return Array.from({ length: covariances.length / size }, (_, k) => ({
    n,
    data: covariances.subarray(k * size, (k + 1) * size),
  }));
}

export function sumOf(blocks: readonly Hermitian[], n: number): Hermitian {
  const data = new Float64Array(n * n * 2);
  for (const b of blocks) b.data.forEach((x, i) => (data[i] = (data[i] ?? 0) + x));
  return { n, data };
}

/** W h*, with h interleaved. */
function timesConjugate(w: Hermitian, h: Float64Array): Float64Array {
  const y = new Float64Array(2 * w.n);
  for (let i = 0; i < w.n; i++)
    for (let j = 0; j < w.n; j++) {
      const [wr = 0, wi = 0] = w.data.subarray(2 * (i * w.n + j));
      const [hr = 0, hi = 0] = h.subarray(2 * j);
      y[2 * i] = (y[2 * i] ?? 0) + wr * hr + wi * hi;
      y[2 * i + 1] = (y[2 * i + 1] ?? 0) + wi * hr - wr * hi;
    }
  return y;
}

/** h^T W h*. */
export function power(w: Hermitian, h: Float64Array): number {
  const y = timesConjugate(w, h);
  let s = 0;
  for (let i = 0; i < w.n; i++) s += (h[2 * i] ?? 0) * (y[2 * i] ?? 0) - (h[2 * i + 1] ?? 0) * (y[2 * i + 1] ?? 0);
  return s;
}

export function trace(w: Hermitian, from = 0, to = w.n): number {
  let s = 0;
  for (let i = from; i < to; i++) s += w.data[2 * (i * w.n + i)] ?? 0;
  return s;
}

function norm(x: Float64Array): number {
  return Math.sqrt(x.reduce((s, v) => s + v * v, 0));
}

/** U of a set of disturbing covariances on one link, (31)-(32); one norm for their sum with `guaranteedSum`. */
export function interferenceBound(
  blocks: readonly Hermitian[],
  h: Float64Array,
  robustness: Robustness,
  d: number,
): number {
  if (blocks.length === 0) return 0;
  const n = blocks[0]?.n ?? 0;
  if (robustness === 'none') return power(sumOf(blocks, n), h);
  if (robustness === 'guaranteedSum') {
    const r = sumOf(blocks, n);
    return power(r, h) + 2 * d * norm(timesConjugate(r, h)) + d * d * trace(r);
  }
  return blocks.reduce((s, w) => s + power(w, h) + 2 * d * norm(timesConjugate(w, h)) + d * d * trace(w), 0);
}

/** S of a user's own covariance. */
export function usefulBound(w: Hermitian, h: Float64Array, robustness: Robustness, d: number): number {
  const loss = robustness === 'guaranteed' || robustness === 'guaranteedSum' ? 2 * d * norm(timesConjugate(w, h)) : 0;
  return power(w, h) - loss;
}

/** h_n,mk. */
export function channelOf(program: PrecodingProgram, bs: number, cell: number, user: number): Float64Array {
  const { cells, usersPerCell, txAntennas } = program.scenario;
  const at = ((bs * cells + cell) * usersPerCell + user) * txAntennas * 2;
  return program.realization.channels.slice(at, at + txAntennas * 2);
}

/** Channels of a user stacked over the BSs. */
export function stackedChannelOf(program: PrecodingProgram, cell: number, user: number): Float64Array {
  const parts = Array.from({ length: program.scenario.cells }, (_, n) => [...channelOf(program, n, cell, user)]);
  return Float64Array.from(parts.flat());
}

/** exp(j pi (i - (n-1)/2) sin(angle)). */
export function steering(n: number, angle: number): Float64Array {
  const phases = Array.from({ length: n }, (_, i) => Math.PI * (i - (n - 1) / 2) * Math.sin(angle));
  return Float64Array.from(phases.flatMap((p) => [Math.cos(p), Math.sin(p)]));
}
