import { InputError } from '../errors.ts';
import { squaredNorm } from './complexVector.ts';
import { requireErrorShape, shapedBeams } from './errorShape.ts';
import { stackChannels, type Cooperation } from './sinr.ts';
import type { Scenario } from './scenario.ts';
import { sampleCovariance } from './sampleCovariance.ts';
import { partsOf } from './userLinks.ts';

/** A symbol-level transmission. */
export interface Transmission {
  readonly cooperation: Cooperation;
  /** CBF x_ns: [bs][s][antenna][2]; CoMP: [s][stacked antenna][2]. */
  readonly vectors: Float64Array;
  /** p_ks, radians, [cell][user][L]. */
  readonly symbolPhase: Float64Array;
  readonly pskOrder: number;
}

/**
 * Symbol-level SINR (46)(47) of every user, its minimum over the frame: with ht = h exp(-j p_ks) and psi = pi/M,
 * max(0, Re(ht^T x_s) - abs(Im(ht^T x_s)) cot psi)^2 / (sc2 + ICI_ks), ICI_ks = sum over the other BSs of abs(h^T x)^2 (CBF).
 *
 * With a radius it is the exact worst case over all errors of that norm: Re - abs(Im) cot psi drops by exactly
 * radius norm(x)/sin psi, and each interfering amplitude grows to at most abs(h^T x) + d norm(x). Radius: d for every link in
 * CBF, sqrt(J) d for the stacked channel in CoMP.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param radius default 0: the nominal SINR.
 * @param errorShape S of every link, [bs][cell][user][antenna][antenna][2]: errors are S u with u in the ball, and norm(S^T x) takes the place of norm(x).
 * Default: the identity.
 * @returns linear, [cell][user].
 * @throws InputError on arrays that do not fit the scenario.
 */
export function symbolLevelSinr(
  scenario: Scenario,
  channels: Float64Array,
  transmission: Transmission,
  radius = 0,
  errorShape?: Float64Array,
): Float64Array {
  const { cells, usersPerCell, txAntennas, frameLength: L, noisePower } = scenario;
  const { cooperation, vectors, symbolPhase, pskOrder } = transmission;
  const comp = cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const count = cells * usersPerCell;
  requireLength('vectors', vectors.length, cells * txAntennas * L * 2);
  requireLength('symbolPhase', symbolPhase.length, count * L);
  requireLength('channels', channels.length, cells * count * txAntennas * 2);
  requireErrorShape(scenario, errorShape);
  const stacked = comp ? stackChannels(scenario, channels) : channels;
  const allStations = Array.from({ length: cells }, (_, bs) => bs);
  const psi = Math.PI / pskOrder;
  const cot = Math.cos(psi) / Math.sin(psi);
  const result = new Float64Array(count).fill(Infinity);
  const shapes = errorShape && partsOf(errorShape, cells * count);
  const product = { re: 0, im: 0, norm: 0 };
  /** Of x with the links from `stations` to a user. */
  const multiply = (user: number, stations: readonly number[], x: number): void => {
    const h = 2 * n * (comp ? user : (stations[0] as number) * count + user);
    let re = 0;
    let im = 0;
    let norm = 0;
    for (let i = 0; i < 2 * n; i += 2) {
      const [a, b] = [stacked[h + i] as number, stacked[h + i + 1] as number];
      const [c, d] = [vectors[x + i] as number, vectors[x + i + 1] as number];
      re += a * c - b * d;
      im += a * d + b * c;
      norm += c * c + d * d;
    }
    product.re = re;
    product.im = im;
    if (shapes && radius > 0) {
      const ofLinks = stations.map((bs) => shapes[bs * count + user] as Float64Array);
      norm = squaredNorm(shapedBeams(vectors.subarray(x, x + 2 * n), ofLinks, txAntennas));
    }
    product.norm = Math.sqrt(norm);
  };
  for (let user = 0; user < count; user++) {
    const cell = Math.floor(user / usersPerCell);
    for (let s = 0; s < L; s++) {
      let noise = noisePower;
      if (!comp)
        for (let bs = 0; bs < cells; bs++) {
          if (bs === cell) continue;
          multiply(user, [bs], 2 * n * (bs * L + s));
          noise += (Math.hypot(product.re, product.im) + radius * product.norm) ** 2;
        }
      if (comp) multiply(user, allStations, 2 * n * s);
      else multiply(user, [cell], 2 * n * (cell * L + s));
      const phase = symbolPhase[user * L + s] as number;
      const along = product.re * Math.cos(phase) + product.im * Math.sin(phase);
      const across = product.im * Math.cos(phase) - product.re * Math.sin(phase);
      const amplitude = Math.max(0, along - Math.abs(across) * cot - (radius * product.norm) / Math.sin(psi));
      result[user] = Math.min(result[user] as number, amplitude ** 2 / noise);
    }
  }
  return result;
}

function requireLength(name: string, got: number, expected: number): void {
  if (got !== expected) throw new InputError(`${name}: expected ${expected} numbers, got ${got}`);
}

/** Transmit covariances X X^H / L: CBF [bs][N][N][2], CoMP one stacked [J N][J N][2]. */
export function symbolLevelCovariances(scenario: Scenario, { cooperation, vectors }: Transmission): Float64Array {
  const { cells, txAntennas, frameLength: L } = scenario;
  const n = cooperation === 'comp' ? cells * txAntennas : txAntennas;
  const stations = cooperation === 'comp' ? 1 : cells;
  const result = new Float64Array(stations * n * n * 2);
  for (let g = 0; g < stations; g++)
    result.set(sampleCovariance(vectors.subarray(2 * n * g * L, 2 * n * (g + 1) * L), n), 2 * n * n * g);
  return result;
}
