// The span of a group of precoders, through which alone they see a channel, as src/model/beamSpace.ts.
import { alloc } from '../errorDraws/heap';
import { get, set } from '../simd';

/** A precoder whose part outside the basis is below this fraction of the longest one adds no dimension. */
const DEPENDENT = 1e-13;

/** h^T w_l = s_l^H z with z = Q^H h and s_l = Q^H conj(w_l), Q an orthonormal basis of the conj(w_l). */
@unmanaged export class Beams {
  beams: i32; antennas: i32; rank: i32;
  /** Columns of Q, [rank][antennas][2]. */
  basis: usize;
  /** s_l, [beams][rank][2]. */
  vectors: usize;
  /** Room for one more column. */
  column: usize;
}

export function makeBeams(beams: i32, antennas: i32): Beams {
  const own = changetype<Beams>(alloc(offsetof<Beams>())), most = min(beams, antennas);
  own.beams = beams; own.antennas = antennas; own.rank = 0;
  own.basis = alloc((<usize>(most * antennas)) << 4);
  own.vectors = alloc((<usize>(beams * most)) << 4);
  own.column = alloc((<usize>antennas) << 4);
  return own;
}

/** Finds the span of precoders [beams][antennas][2] by Gram-Schmidt orthogonalization, twice for full accuracy. */
export function spanBeams(own: Beams, precoders: usize): void {
  const beams = own.beams, antennas = own.antennas, basis = own.basis, column = own.column, numbers = 2 * antennas, bytes = (<usize>antennas) << 4;
  let longest: f64 = 0, rank: i32 = 0;
  for (let l = 0; l < beams; l++) {
    let sum: f64 = 0;
    for (let i = 0; i < numbers; i++) { const x = get(precoders + <usize>l * bytes, i); sum += x * x; }
    longest = max(longest, sum);
  }
  for (let l = 0; l < beams && rank < antennas; l++) {
    conjugate(numbers, precoders + <usize>l * bytes, column);
    for (let pass = 0; pass < 2; pass++)
      for (let q = 0; q < rank; q++) removeComponent(numbers, column, basis + <usize>q * bytes);
    let sum: f64 = 0;
    for (let i = 0; i < numbers; i++) sum += get(column, i) * get(column, i);
    const size = Math.sqrt(sum);
    if (!(size > DEPENDENT * Math.sqrt(longest))) continue;
    for (let i = 0; i < numbers; i++) set(basis + <usize>rank * bytes, i, get(column, i) / size);
    rank++;
  }
  own.rank = rank;
  for (let l = 0; l < beams; l++) {
    conjugate(numbers, precoders + <usize>l * bytes, column);
    project(own, column, own.vectors + ((<usize>(l * rank)) << 4));
  }
}

function conjugate(numbers: i32, from: usize, to: usize): void {
  for (let i = 0; i < numbers; i += 2) { set(to, i, get(from, i)); set(to, i + 1, -get(from, i + 1)); }
}

function removeComponent(numbers: i32, x: usize, b: usize): void {
  let re: f64 = 0, im: f64 = 0;
  for (let i = 0; i < numbers; i += 2) {
    const br = get(b, i), bi = get(b, i + 1), xr = get(x, i), xi = get(x, i + 1);
    re += br * xr + bi * xi;
    im += br * xi - bi * xr;
  }
  for (let i = 0; i < numbers; i += 2) {
    const br = get(b, i), bi = get(b, i + 1);
    set(x, i, get(x, i) - (br * re - bi * im));
    set(x, i + 1, get(x, i + 1) - (br * im + bi * re));
  }
}

/** z = Q^H h of a channel [antennas][2]. */
export function project(own: Beams, h: usize, z: usize): void {
  for (let i = 0; i < own.rank; i++) innerProduct(own.antennas, own.basis + ((<usize>(i * own.antennas)) << 4), h, z + ((<usize>i) << 4));
}

/** to = x^H y of vectors [n][2]. */
export function innerProduct(n: i32, x: usize, y: usize, to: usize): void {
  let re: f64 = 0, im: f64 = 0;
  for (let j = 0; j < 2 * n; j += 2) {
    const xr = get(x, j), xi = get(x, j + 1), yr = get(y, j), yi = get(y, j + 1);
    re += xr * yr + xi * yi;
    im += xr * yi - xi * yr;
  }
  store<f64>(to, re);
  store<f64>(to, im, 8);
}

/** Q z, the channel of least norm with the projection z. */
export function lift(own: Beams, z: usize, h: usize): void {
  const numbers = 2 * own.antennas;
  memory.fill(h, 0, (<usize>own.antennas) << 4);
  for (let i = 0; i < own.rank; i++) {
    const re = get(z, 2 * i), im = get(z, 2 * i + 1), b = own.basis + ((<usize>(i * own.antennas)) << 4);
    for (let j = 0; j < numbers; j += 2) {
      const qr = get(b, j), qi = get(b, j + 1);
      set(h, j, get(h, j) + re * qr - im * qi);
      set(h, j + 1, get(h, j + 1) + re * qi + im * qr);
    }
  }
}

/** abs(s_l^H z)^2, the power that a channel receives of beam l. */
export function beamPower(own: Beams, beam: i32, z: usize): f64 {
  const s = own.vectors + ((<usize>(beam * own.rank)) << 4);
  let re: f64 = 0, im: f64 = 0;
  for (let i = 0; i < 2 * own.rank; i += 2) {
    const sr = get(s, i), si = get(s, i + 1), zr = get(z, i), zi = get(z, i + 1);
    re += sr * zr + si * zi;
    im += sr * zi - si * zr;
  }
  return re * re + im * im;
}

/** sum_l weight s_l s_l^H along the orthonormal vectors `basis` ([rank][rank][2], one in each row), the weight of beam `one` being 1, or no beam's where that is -1. */
export function weightedSum(own: Beams, one: i32, weight: f64, basis: usize, matrix: usize): void {
  const rank = own.rank;
  memory.fill(matrix, 0, (<usize>(rank * rank)) << 4);
  for (let l = 0; l < own.beams; l++) {
    const w = l == one ? 1.0 : weight, s = own.column;
    for (let i = 0; i < rank; i++) innerProduct(rank, basis + ((<usize>(i * rank)) << 4), own.vectors + ((<usize>(l * rank)) << 4), s + ((<usize>i) << 4));
    for (let i = 0; i < rank; i++) {
      const xr = w * get(s, 2 * i), xi = w * get(s, 2 * i + 1);
      for (let j = 0, m = 2 * i * rank; j < 2 * rank; j += 2, m += 2) {
        const yr = get(s, j), yi = get(s, j + 1);
        set(matrix, m, get(matrix, m) + xr * yr + xi * yi);
        set(matrix, m + 1, get(matrix, m + 1) + xi * yr - xr * yi);
      }
    }
  }
}
