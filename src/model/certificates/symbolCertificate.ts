import { steeringVector } from '../arrays.ts';
import { conjugate } from '../complexVector.ts';
import {
  type CertificateTerm,
  type CertificateTerms,
  multiplierOf,
  productTurns,
  sumFromAbove,
} from './certificate.ts';
import { HermitianSum } from './hermitianSum.ts';
import { cappedAmplitudes, weightedInformation } from './information.ts';
import { largestOfTimes } from './largestOfTimes.ts';
import { largestLevel, type LevelBound, levelValue, SYMBOL_ROUNDING } from './levelBound.ts';
import { othersOf, pairsOf } from '../othersOf.ts';
import { type CertificateSenders, senderChannels } from './senderChannels.ts';

/** Constraints of a symbol-level design, as docs/certificates.md writes them. */
export interface SymbolConstraints extends CertificateSenders {
  /** True where the rows hold over the error ball. */
  readonly robust: boolean;
  /** p_ks, [cell][user][L], radians. */
  readonly symbolPhase: Float64Array;
  readonly pskOrder: number;
  /** g, linear. */
  readonly threshold: number;
  /**
   * What a user counts as interference: `own`, what it hears, or a common level whose smallest and largest value are given, linear, which also caps what it may hear.
   */
  readonly interference: 'own' | { readonly least: number; readonly most: number };
}

/**
 * An upper bound of sum_m w_m u_m over all transmit vectors that meet the constraints (and over all R_s >= x_s x_s^H with them), u_m the information of BS m on its angle and
 * w_m its weight in term `information`: the Lagrangian at the multipliers of the certificate, every norm replaced by the real part of a product with a vector of norm at most 1,
 * and its largest value over x_s in closed form. What keeps the quadratic part from being concave is charged against the power budgets. A bound whatever
 * the certificate says (`blockCertificateBound`); below 0 it proves that nothing meets the constraints, at any level of the common interference in its range.
 */
export function symbolCertificateBound(of: SymbolConstraints, terms: CertificateTerms): number {
  const bound = symbolCertificateParts(of, terms);
  if (of.interference === 'own') return bound.rest;
  const { noisePower } = of.scenario;
  return levelValue(bound, noisePower, largestLevel(bound, noisePower, of.interference));
}

/** The bound of `symbolCertificateBound` as a function of the common level. */
export function symbolCertificateParts(of: SymbolConstraints, terms: CertificateTerms): LevelBound {
  const { scenario, comp, threshold: g, symbolPhase, pskOrder } = of;
  const { cells: J, usersPerCell: K, txAntennas: N, frameLength: L, powerBudget, noisePower } = scenario;
  const T = comp ? 1 : J;
  const n = comp ? J * N : N;
  const users = J * K;
  const foreign = comp ? 0 : (J - 1) * K;
  const own = of.interference === 'own';
  const radius = of.robust ? scenario.csiErrorRadius * (comp ? Math.sqrt(J) : 1) : 0;
  const psi = Math.PI / pskOrder;
  const [sin, cos] = [Math.sin(psi), Math.cos(psi)];
  const cap = scenario.maxInterference / Math.max(1, J - 1);
  const number = (term: CertificateTerm, i: number): number => multiplierOf(terms, term, i);
  const channels = senderChannels(of);
  const cellOf = (user: number): number => Math.floor(user / K);
  /** User behind foreign user f of transmitter t, and the reverse. */
  const foreignUser = (t: number, f: number): number => (othersOf(t, J)[Math.floor(f / K)] as number) * K + (f % K);
  const foreignOf = (t: number, user: number): number => othersOf(t, J).indexOf(cellOf(user)) * K + (user % K);

  const value: number[] = [];
  /** Weights of the common level: of sqrt(sc2 + I), and of sqrt(I). */
  let [noiseWeight, levelWeight] = [0, 0];
  const total = Array.from({ length: T }, (_, t) => t);
  const parts = total.map((t) =>
    Array.from({ length: L }, (_, s) => ({ t, s, p: new Float64Array(2 * n), length: 0 })),
  );
  /** Weight of abs(h^T x) + radius norm(x) in the Lagrangian. */
  const heardWeight = (at: number): number => {
    const least = Math.hypot(terms.heard?.[2 * at] ?? 0, terms.heard?.[2 * at + 1] ?? 0);
    return Math.max(least, (own ? number('level', at) : 0) + number('limit', at)) || 0;
  };
  for (const t of total)
    for (let s = 0; s < L; s++) {
      const part = parts[t]?.[s] as (typeof parts)[number][number];
      const served = comp ? Array.from({ length: users }, (_, u) => u) : Array.from({ length: K }, (_, k) => t * K + k);
      for (const user of served) {
        const [up, down] = [number('signal', 2 * (user * L + s)), number('signal', 2 * (user * L + s) + 1)];
        const weight = up + down;
        if (weight === 0) continue;
        const phase = symbolPhase[user * L + s] as number;
        // Re(w exp(-j p) h^T x) = Re(((w exp(-j p))* h*)^H x)
        const [wr, wi] = [weight * sin, (up - down) * cos];
        const [pr, pi] = [Math.cos(phase), Math.sin(phase)];
        add(part.p, channels[t]?.[user] as Float64Array, wr * pr + wi * pi, -(wi * pr - wr * pi));
        part.length += radius * weight;
        const level = weight * sin * Math.sqrt(g);
        if (own) value.push(-Math.sqrt(noisePower) * noiseShare(level, user, s));
        else noiseWeight += level;
      }
      for (let f = 0; f < foreign; f++) {
        const at = (t * foreign + f) * L + s;
        const weight = heardWeight(at);
        if (weight === 0) continue;
        const [re, im] = [terms.heard?.[2 * at] ?? 0, terms.heard?.[2 * at + 1] ?? 0];
        // -Re(c* h^T x) = Re((-c h*)^H x)
        add(part.p, channels[t]?.[foreignUser(t, f)] as Float64Array, -re, -im);
        part.length += radius * weight;
        if (!own) levelWeight += weight / Math.sqrt(Math.max(1, J - 1));
        else value.push(Math.sqrt(cap) * Math.max(0, weight - shareOf(t, f, s)));
      }
    }

  /** Weight of the amplitude of foreign user f in the norm of what it hears, at most that of its rows of constructive interference. */
  function shareOf(t: number, f: number, s: number): number {
    const user = foreignUser(t, f);
    const level =
      (number('signal', 2 * (user * L + s)) + number('signal', 2 * (user * L + s) + 1)) * sin * Math.sqrt(g);
    const shares = sharesOf(user, s);
    const norm = Math.hypot(...shares);
    const mine = shares[othersOf(cellOf(user), J).indexOf(t)] as number;
    return norm > level ? (mine * level * (1 - SYMBOL_ROUNDING * Number.EPSILON)) / norm : mine;
  }
  function sharesOf(user: number, s: number): number[] {
    return othersOf(cellOf(user), J).map((t) => {
      const at = (t * foreign + foreignOf(t, user)) * L + s;
      return Math.max(0, heardWeight(at) - number('limit', at));
    });
  }
  /** What the noise has of the norm of a user's level. */
  function noiseShare(level: number, user: number, s: number): number {
    if (comp || J === 1) return level;
    const square = level * level;
    const left = square - sharesOf(user, s).reduce((sum, c) => sum + c * c, 0);
    // the root of a small difference is rounding alone
    return Math.sqrt(Math.max(0, left < square / 64 ? left - (J + 16) * Number.EPSILON * square : left));
  }

  const power = Array.from({ length: J }, (_, bs) => number('power', bs));
  const amplitudes = cappedAmplitudes(
    of,
    terms,
    Array.from({ length: J }, (_, bs) => bs),
  );
  value.push(...amplitudes.least.map((x) => -x));
  const information = [...weightedInformation(of, terms, false), ...amplitudes.parts];
  for (const t of total) {
    const bss = comp ? Array.from({ length: J }, (_, bs) => bs) : [t];
    for (const bs of bss) value.push(powerBudget * (power[bs] as number));
    const leaks = comp ? [] : othersOf(t, J).map((target) => ({ target, weight: number('leakage', t * J + target) }));
    for (const { weight } of leaks) value.push(scenario.maxLeakage * weight);
    const matrices = (parts[t] ?? []).map(({ s, p, length }) => {
      const z = new HermitianSum(n);
      for (const bs of bss) z.addDiagonal(-(power[bs] as number) / L, comp ? bs * N : 0, comp ? (bs + 1) * N : N);
      for (const { target, weight } of leaks)
        z.addPower(-weight / L, conjugate(steeringVector(N, scenario.targetAngles[t * J + target] as number)));
      for (const part of information) if (part.sender === t) z.addPower(part.weight / L, part.vector);
      if (own && !comp && J > 1) value.push(...addCuts(z, t, s));
      if (!own && !comp && J > 1 && scenario.amplitudeCrbCap !== undefined) levelWeight += addCaps(z, t, s);
      subtractUnit(p, terms.norm, (t * L + s) * n, n, length);
      return { z, p };
    });
    value.push(largestOfTimes(matrices, L * powerBudget * bss.length));
  }
  return { rest: sumFromAbove(value, SYMBOL_ROUNDING), noiseWeight, levelWeight };

  /**
   * Adds the caps h^T R_s h* + radius^2 tr(R_s) <= I/(J - 1) at the users of other cells; returns their weight of sqrt(I): I is at most sqrt(I Imax), which keeps the bound
   * concave in sqrt(I).
   */
  function addCaps(z: HermitianSum, t: number, s: number): number {
    let weight = 0;
    for (let f = 0; f < foreign; f++) {
      const kappa = number('capped', (t * foreign + f) * L + s);
      if (kappa === 0) continue;
      z.addPower(-kappa, channels[t]?.[foreignUser(t, f)] as Float64Array);
      z.addDiagonal(-kappa * radius ** 2);
      weight += kappa;
    }
    return (weight * Math.sqrt(scenario.maxInterference)) / (J - 1);
  }

  /** Adds what the rows linear in R_s of transmitter t have at time s; returns their constants. */
  function addCuts(z: HermitianSum, t: number, s: number): number[] {
    const constants: number[] = [];
    const at = (user: number): Float64Array => channels[t]?.[user] as Float64Array;
    for (let k = 0; k < K; k++) {
      const user = t * K + k;
      const weight = number('received', user * L + s);
      z.addPower(weight, at(user));
      z.addDiagonal(-weight * (radius / sin) ** 2);
      constants.push(-weight * g * noisePower);
    }
    for (let f = 0; f < foreign; f++) {
      const user = foreignUser(t, f);
      const received = number('received', user * L + s) * g;
      const capped = number('capped', (t * foreign + f) * L + s);
      z.addPower(-(received + capped), at(user));
      z.addDiagonal(-(received + capped) * radius ** 2);
      constants.push(capped * cap);
    }
    const turns = productTurns(pskOrder);
    pairsOf(K).forEach(([k, l], i) =>
      turns.forEach((turn, j) => {
        const pairs = (K * (K - 1)) / 2;
        const weight = number('pairs', ((t * pairs + i) * turns.length + j) * L + s);
        if (weight === 0) return;
        const [first, second] = [t * K + k, t * K + l];
        const angle = turn - (symbolPhase[first * L + s] as number) + (symbolPhase[second * L + s] as number);
        // Re(exp(j angle) h_k^T R h_l*): b^H R a with a = h_l* and b = exp(-j angle) h_k*
        const b = new Float64Array(2 * n);
        add(b, at(first), Math.cos(angle), -Math.sin(angle));
        z.addProduct(weight, at(second), b);
        z.addDiagonal(-weight * Math.sin(2 * psi) * (radius / sin) ** 2);
        constants.push(-weight * Math.sin(2 * psi) * g * noisePower);
      }),
    );
    return constants;
  }
}

/** p -= length u, u of norm at most 1. */
function subtractUnit(p: Float64Array, list: Float64Array | undefined, at: number, n: number, length: number): void {
  if (length === 0 || list === undefined || list.length < 2 * (at + n)) return;
  const u = list.subarray(2 * at, 2 * (at + n));
  const norm = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0));
  if (!Number.isFinite(norm)) return;
  const scale = norm > 1 ? length / (norm * (1 + 4 * n * Number.EPSILON)) : length;
  for (let i = 0; i < 2 * n; i++) p[i] = (p[i] as number) - scale * (u[i] as number);
}

/** target += (re + j im) x. */
function add(target: Float64Array, x: Float64Array, re: number, im: number): void {
  for (let i = 0; i < x.length; i += 2) {
    const [a, b] = [x[i] as number, x[i + 1] as number];
    target[i] = (target[i] as number) + re * a - im * b;
    target[i + 1] = (target[i + 1] as number) + re * b + im * a;
  }
}
