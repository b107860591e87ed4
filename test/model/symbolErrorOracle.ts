import type { Transmission } from '../../src/model/constructiveInterference.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { type Cooperation, stackChannels } from '../../src/model/sinr.ts';

/**
 * Exact symbol error rates of QPSK for given true channels, the noise integrated in closed form. It shares no code with the simulation: block
 * level multiplies gains h^T w, not transmit vectors, and goes through every combination of the users' symbols.
 */

/** Complex number. */
type Complex = readonly [number, number];

/** Distribution function of the normal law: 1/2 + phi(x) sum x^(2k+1) / (1 3 .. (2k+1)). */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) sum += term *= (x * x) / k;
  return 0.5 + (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/** SER of M-PSK in complex Gaussian noise of unit power: (1/pi) int_0^(pi - pi/M) exp(-snr sin^2(pi/M)/sin^2 t) dt (Craig 1991). */
export function mpskErrorRate(order: number, snr: number): number {
  const steps = 20000;
  const end = Math.PI - Math.PI / order;
  let sum = 0;
  for (let k = 0; k < steps; k++) {
    const t = ((k + 0.5) * end) / steps;
    sum += Math.exp((-snr * Math.sin(Math.PI / order) ** 2) / Math.sin(t) ** 2);
  }
  return (sum * end) / steps / Math.PI;
}

/** Chance that z plus noise leaves the sector abs(arg) <= pi/4: the distances to its two edges have independent noise. */
function sectorError([re, im]: Complex, noisePower: number): number {
  const sigma = Math.sqrt(noisePower);
  return 1 - normalCdf((re + im) / sigma) * normalCdf((re - im) / sigma);
}

function dot(a: Float64Array, at: number, b: Float64Array, bt: number, n: number): Complex {
  let re = 0;
  let im = 0;
  for (let i = 0; i < 2 * n; i += 2) {
    const [p, q, r, s] = [a[at + i], a[at + i + 1], b[bt + i], b[bt + i + 1]] as [number, number, number, number];
    re += p * r - q * s;
    im += p * s + q * r;
  }
  return [re, im];
}

function rotated([re, im]: Complex, angle: number): Complex {
  return [re * Math.cos(angle) - im * Math.sin(angle), re * Math.sin(angle) + im * Math.cos(angle)];
}

/**
 * Block level: mean over all QPSK symbols of the interfering users; the own one is fixed, a common rotation of all changes nothing.
 *
 * @param actual true channels.
 * @param estimated channels whose gain h^T w_k the receiver knows.
 * @returns [cell][user].
 */
export function exactBlockErrorRates(
  scenario: Scenario,
  actual: Float64Array,
  estimated: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
): Float64Array {
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  const comp = cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const users = cells * usersPerCell;
  const gain = (channels: Float64Array, user: number, other: number): Complex => {
    const link = comp ? stackChannels(scenario, channels) : channels;
    const h = comp ? user : Math.floor(other / usersPerCell) * users + user;
    return dot(link, 2 * n * h, precoders, 2 * n * other, n);
  };
  return Float64Array.from({ length: users }, (_, user) => {
    const [re, im] = gain(estimated, user, user);
    const axis = -Math.atan2(im, re);
    const gains = Array.from({ length: users }, (__, other) => rotated(gain(actual, user, other), axis));
    const others = gains.filter((__, other) => other !== user);
    let sum = 0;
    for (let code = 0; code < 4 ** others.length; code++) {
      const signal = others.reduce<Complex>((z, g, i) => {
        const [a, b] = rotated(g, (Math.floor(code / 4 ** i) % 4) * (Math.PI / 2));
        return [z[0] + a, z[1] + b];
      }, gains[user] as Complex);
      sum += sectorError(signal, noisePower);
    }
    return sum / 4 ** others.length;
  });
}

/**
 * Symbol level: mean over the designed QPSK frame.
 *
 * @param actual true channels.
 * @returns [cell][user].
 */
export function exactFrameErrorRates(
  scenario: Scenario,
  actual: Float64Array,
  transmission: Transmission,
): Float64Array {
  const { cells, usersPerCell, txAntennas, frameLength: L, noisePower } = scenario;
  const { vectors, symbolPhase } = transmission;
  const comp = transmission.cooperation === 'comp';
  const n = comp ? cells * txAntennas : txAntennas;
  const users = cells * usersPerCell;
  const link = comp ? stackChannels(scenario, actual) : actual;
  return Float64Array.from({ length: users }, (_, user) => {
    let sum = 0;
    for (let s = 0; s < L; s++) {
      let signal: Complex = [0, 0];
      for (let bs = 0; bs < (comp ? 1 : cells); bs++) {
        const [a, b] = dot(link, 2 * n * (comp ? user : bs * users + user), vectors, 2 * n * (bs * L + s), n);
        signal = [signal[0] + a, signal[1] + b];
      }
      sum += sectorError(rotated(signal, -(symbolPhase[user * L + s] as number)), noisePower);
    }
    return sum / L;
  });
}
