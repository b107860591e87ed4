import { conjugate } from '../complexVector.ts';
import { type CertificateTerms, multiplierOf, sumFromAbove } from './certificate.ts';
import { targetSteering } from '../targetSteering.ts';
import { HermitianSum } from './hermitianSum.ts';
import { listedChannels } from './listedErrors.ts';
import { cappedAmplitudes, weightedInformation } from './information.ts';
import { type CertificateSenders, senderChannels } from './senderChannels.ts';

/** Room for the rounding of the sums (`sumFromAbove`). */
const ROUNDING = 256;

/** Constraints of a block-level design, as the paper and docs/certificates.md write them. */
export interface BlockConstraints extends CertificateSenders {
  readonly robustness: 'none' | 'paper' | 'guaranteed' | 'guaranteedSum' | 'exact';
  /**
   * What a user's SINR row counts as interference: `sum`, all that it hears; `caps`, variables of at most Imax that bound it; `most`, Imax itself, and in CBF the
   * rows of one BS (`bs`) alone.
   */
  readonly interference: 'sum' | 'caps' | 'most';
  readonly bs: number | null;
  /** g, linear. */
  readonly threshold: number;
}

/**
 * An upper bound of sum_m w_m u_m over all covariances that meet the constraints, u_m the information of BS m on its angle and w_m its weight in term `information`
 * (0 without that term): the Lagrangian at the multipliers of the certificate, every norm replaced by the real part of a product with a vector of norm
 * at most 1, and what is left of it in the covariances charged against the power budgets. Negative multipliers count as 0 and vectors above norm 1 are scaled to it, so
 * that the number is a bound whatever the certificate says; a good one where it comes from optimal multipliers. Below 0 it proves that nothing meets the constraints.
 */
export function blockCertificateBound(of: BlockConstraints, terms: CertificateTerms): number {
  const { scenario, comp, robustness, threshold: g } = of;
  const { cells: J, usersPerCell: K, txAntennas: N, powerBudget, noisePower, maxInterference, maxLeakage } = scenario;
  const users = J * K;
  const n = comp ? J * N : N;
  const sinr = (user: number): number => multiplierOf(terms, 'sinr', user);
  const intra = (user: number): number => multiplierOf(terms, 'intra', user);
  const inter = (sender: number, user: number): number =>
    comp || J === 1 ? 0 : multiplierOf(terms, 'inter', sender * users + user);
  const cellOf = (user: number): number => Math.floor(user / K);
  /** Weight of what beam `beam` causes at a user. */
  const heard = (beam: number, user: number): number => {
    if (of.interference === 'sum') return g * sinr(user);
    return comp || cellOf(beam) === cellOf(user) ? intra(user) : inter(cellOf(beam), user);
  };
  const radius = robustness === 'none' ? 0 : scenario.csiErrorRadius * (comp ? Math.sqrt(J) : 1);
  const guarded = robustness === 'guaranteed' || robustness === 'guaranteedSum';
  const every = Array.from({ length: users }, (_, user) => user);
  /** Beam whose vector stands in for the norm that `beam` is in at a user: with `guaranteedSum` one norm, and so one vector, counts for all beams of a sender that disturb the user. */
  const vectorOf = (beam: number, user: number): number =>
    robustness !== 'guaranteedSum' || beam === user
      ? beam
      : (every.find((other) => other !== user && (comp || cellOf(other) === cellOf(beam))) as number);
  // the rows of one BS say nothing of the others' beams
  const beams = every.filter((beam) => of.bs === null || of.interference !== 'most' || comp || cellOf(beam) === of.bs);
  const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);

  const leaks = comp ? [] : beamsOfLeakage(of, terms, beams.map(cellOf));
  const value: number[] = [maxLeakage * total(leaks.map(({ weight }) => weight))];
  value.push(-noisePower * g * total(beams.map(sinr)));
  const shared = (cell: number | null): number => {
    const own = beams.filter((beam) => cell === null || cellOf(beam) === cell);
    return sumFromAbove(
      own.flatMap((user) => [K === 1 && !comp ? 0 : intra(user), -g * sinr(user)]),
      ROUNDING,
    );
  };
  const emitted = total(
    [...new Set(beams.map(cellOf))].flatMap((sender) =>
      every.map((user) => (cellOf(user) === sender ? 0 : inter(sender, user))),
    ),
  );
  const caused = comp || J === 1 ? 0 : sumFromAbove([emitted / (J - 1), -g * total(beams.map(sinr))], ROUNDING);
  if (of.interference === 'most') value.push(maxInterference * shared(null), maxInterference * caused);
  if (of.interference === 'caps') {
    const groups = comp ? [shared(null)] : Array.from({ length: J }, (_, cell) => shared(cell));
    value.push(...[...groups, caused].map((x) => maxInterference * Math.max(0, x)));
  }

  const channels = senderChannels(of);
  const exact = robustness === 'exact' && radius > 0;
  const known = new Map<number, readonly Float64Array[]>();
  const listed = (sender: number, user: number): readonly Float64Array[] => {
    const key = sender * users + user;
    let own = known.get(key);
    if (own === undefined) {
      own = listedChannels(of, terms, sender, user, radius, channels[sender]?.[user] as Float64Array);
      known.set(key, own);
    }
    return own;
  };
  const amplitudes = cappedAmplitudes(of, terms, comp ? all(J) : [...new Set(beams.map(cellOf))]);
  const information = [...weightedInformation(of, terms, (comp ? J : 1) * K === 1), ...amplitudes.parts];
  value.push(...amplitudes.least.map((x) => -x));
  const z = new HermitianSum(n);
  const power = Array.from({ length: J }, (_, bs) => multiplierOf(terms, 'power', bs));
  const excess = new Float64Array(J);
  for (const beam of beams) {
    const sender = comp ? 0 : cellOf(beam);
    z.clear();
    for (const user of every) {
      const h = channels[sender]?.[user] as Float64Array;
      const useful = user === beam;
      const weight = useful ? sinr(user) : -heard(beam, user);
      if (weight === 0) continue;
      if (exact) {
        for (const v of listed(sender, user)) z.addPower(weight, v);
        continue;
      }
      z.addPower(weight, h);
      if (radius === 0 || (useful && !guarded)) continue;
      z.addProduct(
        -2 * radius * Math.abs(weight),
        h,
        unitVector(terms.norm, (vectorOf(beam, user) * users + user) * n, n),
      );
      if (!useful) z.addDiagonal(weight * radius * radius);
    }
    for (const leak of leaks) if (leak.sender === sender) z.addPower(-leak.weight, leak.vector);
    for (const part of information) if (part.sender === sender) z.addPower(part.weight, part.vector);
    if (comp) power.forEach((weight, bs) => z.addDiagonal(-weight, bs * N, (bs + 1) * N));
    else z.addDiagonal(-(power[sender] as number));
    const above = z.excess();
    excess[sender] = Math.max(excess[sender] as number, above);
  }
  // CoMP: what is left is at most its largest eigenvalue times the power of all BSs
  const senders = [...new Set(beams.map(cellOf))];
  for (const bs of senders) value.push(powerBudget * ((power[bs] as number) + (excess[comp ? 0 : bs] as number)));
  return sumFromAbove(value, ROUNDING);
}

function all(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** What beams send towards the targets of other cells: conj(v) and its multiplier. */
function beamsOfLeakage(
  { scenario }: BlockConstraints,
  terms: CertificateTerms,
  senders: readonly number[],
): { readonly sender: number; readonly weight: number; readonly vector: Float64Array }[] {
  const { cells } = scenario;
  return [...new Set(senders)].flatMap((sender) =>
    Array.from({ length: cells }, (_, target) => target).flatMap((target) => {
      const at = sender * cells + target;
      const weight = multiplierOf(terms, 'leakage', at);
      if (target === sender || weight === 0) return [];
      return [{ sender, weight, vector: conjugate(targetSteering(scenario, at)) }];
    }),
  );
}

/** A vector of a list, scaled to norm 1 where it is longer; 0 where there is none. */
function unitVector(list: Float64Array | undefined, at: number, n: number): Float64Array {
  const vector = new Float64Array(2 * n);
  if (list === undefined || list.length < 2 * (at + n)) return vector;
  let squares = 0;
  for (let i = 0; i < 2 * n; i++) {
    vector[i] = list[2 * at + i] as number;
    squares += (vector[i] as number) ** 2;
  }
  if (!(squares > 1)) return Number.isFinite(squares) ? vector : vector.fill(0);
  const scale = 1 / (Math.sqrt(squares) * (1 + 4 * n * Number.EPSILON));
  return vector.map((x) => x * scale);
}
