import type { CertificateTerm, CertificateTerms } from '../../model/certificates/certificate.ts';
import type { Scenario } from '../../model/scenario.ts';
import { largestLevel, type LevelBound, levelValue } from '../../model/certificates/levelBound.ts';

/** Terms with what they prove at every common interference level. */
export interface LevelProof {
  readonly terms: CertificateTerms;
  readonly bound: LevelBound;
}

/** Levels of the common interference. */
export interface LevelRange {
  readonly scenario: Scenario;
  readonly least: number;
  readonly most: number;
}

/** What proofs leave of a range: terms that exclude all of it, or square roots of levels between which they say nothing. */
export type Remaining = { readonly terms: CertificateTerms } | { readonly from: number; readonly to: number };

const BISECTIONS = 100;
const MIXES = 60;

/**
 * Excludes levels of the common interference by proofs. Each of them is concave in r = sqrt(I) and so excludes all r but an interval. Where no r is in all
 * intervals, two of them have no r in common (Helly), and a mix of their two proofs is below 0 at every r.
 */
export function excludeLevels(proofs: readonly LevelProof[], range: LevelRange): Remaining {
  let [from, to] = [Math.sqrt(range.least), Math.sqrt(range.most)];
  let [low, high]: (LevelProof | null)[] = [null, null];
  for (const proof of proofs) {
    const value = (r: number): number => levelValue(proof.bound, range.scenario.noisePower, r);
    const peak = largestLevel(proof.bound, range.scenario.noisePower, range);
    if (value(peak) < 0) return { terms: proof.terms };
    if (!(value(peak) >= 0)) continue;
    const [first, last] = [edge(value, peak, Math.sqrt(range.least)), edge(value, peak, Math.sqrt(range.most))];
    if (first > from) [from, low] = [first, proof];
    if (last < to) [to, high] = [last, proof];
  }
  const mixed = low && high && from > to ? mixOf(low, high, range) : null;
  return mixed ? { terms: mixed } : { from, to };
}

/** The last r from `inside`, where the value is at least 0, towards `outside` that is not surely excluded. */
function edge(value: (r: number) => number, inside: number, outside: number): number {
  if (!(value(outside) < 0)) return outside;
  let [a, b] = [inside, outside];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (a + b) / 2;
    if (value(middle) < 0) b = middle;
    else a = middle;
  }
  return b;
}

/** Terms of two proofs, one for small and one for large levels, in a mix that excludes every level; null where rounding leaves none. */
function mixOf(low: LevelProof, high: LevelProof, range: LevelRange): CertificateTerms | null {
  // of like size first
  const unit = low.bound.noiseWeight / high.bound.noiseWeight;
  let [a, b] = [0, 1];
  for (let i = 0; i < MIXES; i++) {
    const share = (a + b) / 2;
    const [x, y] = [1 - share, share * unit];
    const bound = {
      rest: x * low.bound.rest + y * high.bound.rest,
      noiseWeight: x * low.bound.noiseWeight + y * high.bound.noiseWeight,
      levelWeight: x * low.bound.levelWeight + y * high.bound.levelWeight,
    };
    const peak = largestLevel(bound, range.scenario.noisePower, range);
    if (levelValue(bound, range.scenario.noisePower, peak) < 0)
      return sumOf(range.scenario, low.terms, high.terms, x, y);
    // where the first proof excludes the level, it must weigh more
    if (levelValue(low.bound, range.scenario.noisePower, peak) < 0) b = share;
    else a = share;
  }
  return null;
}

/** x times the first terms plus y times the others. */
function sumOf(
  scenario: Scenario,
  first: CertificateTerms,
  second: CertificateTerms,
  x: number,
  y: number,
): CertificateTerms {
  const names = Object.keys(first) as CertificateTerm[];
  const mix = (a: Float64Array, b: Float64Array | undefined): Float64Array =>
    a.map((v, i) => x * v + y * (b?.[i] ?? 0));
  const sum: Partial<Record<CertificateTerm, Float64Array>> = {};
  for (const name of names) sum[name] = mix(first[name] as Float64Array, second[name]);
  if (sum.norm) sum.norm = meanOfUnits(scenario, first, second, x, y);
  if (sum.amplitude) sum.amplitude = sumOfAmplitudes(first.amplitude, second.amplitude, x, y);
  return sum;
}

/** Two inequalities w G(y) + e F22 >= delta (w y_part^2 + e) as one: their right-hand sides add up, their y is a weighted mean, and the rest of the squares of y is one of e. */
function sumOfAmplitudes(
  first: Float64Array | undefined,
  second: Float64Array | undefined,
  x: number,
  y: number,
): Float64Array {
  const result = new Float64Array(first?.length ?? 0);
  for (let at = 0; at < result.length; at += 4) {
    const part = 1 + ((at / 4) % 2);
    const all = [first, second].map((terms, i) => {
      const [w = 0, re = 0, im = 0, e = 0] = terms?.subarray(at, at + 4) ?? [];
      const factor = i === 0 ? x : y;
      return [factor * w, re, im, factor * e] as const;
    });
    const weight = all.reduce((sum, [w]) => sum + w, 0);
    const mean = [1, 2].map((i) =>
      weight > 0 ? all.reduce((sum, own) => sum + own[0] * (own[i] as number), 0) / weight : 0,
    );
    const squares = all.reduce(
      (sum, own) => sum + own[0] * ((own[part] as number) - (mean[part - 1] as number)) ** 2,
      0,
    );
    const rest = all.reduce((sum, own) => sum + own[3], 0);
    result.set([weight, ...mean, rest + squares], at);
  }
  return result;
}

/** Unit vectors stand for norms of a weight of their own: the mean by these weights. */
function meanOfUnits(
  { cells: J, usersPerCell: K, txAntennas, frameLength: L }: Scenario,
  first: CertificateTerms,
  second: CertificateTerms,
  x: number,
  y: number,
): Float64Array {
  const length = 2 * txAntennas;
  const foreign = (J - 1) * K;
  const weightOf = (terms: CertificateTerms, t: number, s: number): number => {
    let sum = 0;
    for (let k = 0; k < K; k++) for (const sign of [0, 1]) sum += terms.signal?.[2 * ((t * K + k) * L + s) + sign] ?? 0;
    for (let f = 0; f < foreign; f++) sum += terms.limit?.[(t * foreign + f) * L + s] ?? 0;
    return sum;
  };
  const mean = new Float64Array(first.norm?.length ?? 0);
  for (let t = 0; t < J; t++)
    for (let s = 0; s < L; s++) {
      const [a, b] = [x * weightOf(first, t, s), y * weightOf(second, t, s)];
      if (!(a + b > 0)) continue;
      for (let i = (t * L + s) * length; i < (t * L + s + 1) * length; i++)
        mean[i] = (a * (first.norm?.[i] ?? 0) + b * (second.norm?.[i] ?? 0)) / (a + b);
    }
  return mean;
}
