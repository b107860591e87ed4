/**
 * Numbers of a certificate by name: the multipliers of the inequalities that every design of a task meets, and the vectors that stand in for norms. Linear units.
 * Block level: J K beams; beam b is the covariance W_b of user b (cell-major). T transmitters: the J BSs in CBF, 1 in CoMP. n = N in CBF, J N in CoMP.
 * Symbol level: x_s of transmitter t at time s = 0 .. L - 1.
 */
export const CERTIFICATE_TERMS = [
  /** Of the useful power of every user, [J K]. */
  'sinr',
  /** Of the power of every BS, [J]. */
  'power',
  /** Of the leakage from a BS to the target of another, [J][J]; CBF. */
  'leakage',
  /** Of the interference at every user from its own cell (CBF) or from all BSs (CoMP); block level `paper` and `capsFree`, [J K]. */
  'intra',
  /** Of the interference of a BS at a user of another cell; CBF `paper` and `capsFree`, [J][J K]. */
  'inter',
  /**
   * Unit vectors in place of norms, where there are CSI errors. Block level: for norm(W_b h_u*) of every beam b and user u, the own user's too, [J K][J K][n][2]. Symbol level:
   * for norm(x_s) of every transmitter and time, [T][L][n][2].
   */
  'norm',
  /**
   * Block level, robustness `exact`: errors of every link in place of the ball, b and u* of the channel b h* + S* u* each, [T][J K][listedErrorCount][1 + n][2].
   */
  'error',
  /** Weight and complex y of the information of every BS on its angle, [J][3]; bounds alone. */
  'information',
  /** w, complex y and e of the caps on both parts of the amplitude of every BS, [J][2][4]; `infeasible` with `amplitudeCrbCap`. */
  'amplitude',
  /** Symbol level: of constructive interference, both signs, [J K][L][2]. */
  'signal',
  /** Complex, for the amplitude of a BS's signal at the users of other cells, the other cells in ascending order, [J][(J - 1) K][L][2]; SLP-CBF. */
  'heard',
  /** Of that amplitude within what a user hears in all, [J][(J - 1) K][L]; SLP-CBF with CSI errors, bounds alone. */
  'level',
  /** Of its cap, [J][(J - 1) K][L]; SLP-CBF with CSI errors. */
  'limit',
  /** Of the received power of every user, [J K][L]; SLP-CBF, bounds alone. */
  'received',
  /** Of the cap of the power at the users of other cells, [J][(J - 1) K][L]; SLP-CBF, bounds, and `infeasible` with `amplitudeCrbCap`. */
  'capped',
  /** Of the products of two users' signals, [J][pairs][turns][L]; SLP-CBF with M >= 4, bounds alone. */
  'pairs',
] as const;
/** Errors of a link in the term `error` of a bound: the optimum of a program has at most so many but for rounding, mostly one or two. */
const OF_BOUND = 4;

/**
 * Errors of a link in term `error`. What a solver finds to contradict a program lies in the middle of all that does, so that every direction has its share: a proof of
 * infeasibility has as many as a matrix over the antennas and h* has eigenvectors.
 */
export function listedErrorCount(statement: Certificate['statement'], antennas: number): number {
  return statement === 'bound' ? OF_BOUND : antennas + 1;
}

/** Name of a term. */
export type CertificateTerm = (typeof CERTIFICATE_TERMS)[number];

/** Terms by name, row-major. */
export type CertificateTerms = Readonly<Partial<Record<CertificateTerm, Float64Array>>>;

/** What a certificate proves: that a task has no design, or that no design of a task has a smaller CRB than some number. */
export interface Certificate {
  /** That nothing meets the constraints, or that the CRBs have a lower bound. */
  readonly statement: 'infeasible' | 'bound';
  /** BS whose CRB is bounded, or whose program of its own has no point; null: the sum over all BSs, or the program of all BSs. */
  readonly bs: number | null;
  /** g, linear, that every user of every design reaches. */
  readonly threshold: number;
  /** Multipliers and vectors. */
  readonly terms: CertificateTerms;
}

/** What the lengths of a certificate's terms depend on. */
export interface CertificateSystem {
  /** J. */
  readonly cells: number;
  /** K. */
  readonly usersPerCell: number;
  /** N. */
  readonly txAntennas: number;
  /** L. */
  readonly frameLength: number;
  /** All BSs send as one array. */
  readonly comp: boolean;
  /** M at symbol level; null at block level. */
  readonly pskOrder: number | null;
  /** CSI errors, and a design that knows of them. */
  readonly robust: boolean;
  /** Block level: the design knows the errors themselves (robustness `exact`). */
  readonly exact: boolean;
  /** The scenario caps the CRBs of amplitudes. */
  readonly amplitudes: boolean;
  /** The interference has rows of its own: block level `paper`, `capsFree`, `blind`. */
  readonly capped: boolean;
}

/** Numbers in every term that a certificate has. */
export function certificateLengths(
  {
    cells: J,
    usersPerCell: K,
    txAntennas: N,
    frameLength: L,
    comp,
    pskOrder,
    robust,
    exact,
    amplitudes,
    capped,
  }: CertificateSystem,
  statement: Certificate['statement'],
): ReadonlyMap<CertificateTerm, number> {
  const users = J * K;
  const n = comp ? J * N : N;
  const bound = statement === 'bound';
  const lengths: Partial<Record<CertificateTerm, number>> = { power: J };
  if (!comp && (pskOrder === null || J > 1)) lengths.leakage = J * J;
  if (bound) lengths.information = 3 * J;
  else if (amplitudes) lengths.amplitude = 8 * J;
  if (pskOrder === null) {
    lengths.sinr = users;
    if (capped && !bound) {
      lengths.intra = users;
      if (!comp) lengths.inter = J * users;
    }
    if (exact) lengths.error = 2 * (comp ? 1 : J) * users * listedErrorCount(statement, n) * (1 + n);
    else if (robust) lengths.norm = 2 * users * users * n;
  } else {
    lengths.signal = 2 * users * L;
    if (robust) lengths.norm = 2 * (comp ? 1 : J) * L * n;
    if (!comp && J > 1) {
      const heard = J * (J - 1) * K * L;
      lengths.heard = 2 * heard;
      if (robust) lengths.limit = heard;
      if (!bound && amplitudes) lengths.capped = heard;
      if (bound) {
        if (robust) lengths.level = heard;
        lengths.received = users * L;
        lengths.capped = heard;
        const pairs = (J * K * (K - 1) * L * productTurns(pskOrder).length) / 2;
        if (pairs > 0) lengths.pairs = pairs;
      }
    }
  }
  return new Map(CERTIFICATE_TERMS.flatMap((term) => (lengths[term] === undefined ? [] : [[term, lengths[term]]])));
}

/** Turns of the product of two users' signals, whose argument is at most 2 pi/M, that leave it a real part of at least 0: none below M = 4. */
export function productTurns(pskOrder: number): readonly number[] {
  if (pskOrder < 4) return [];
  const turn = Math.PI / 2 - (2 * Math.PI) / pskOrder;
  return pskOrder === 4 ? [0] : [turn, -turn];
}

/** Least multiplier, so that its products with others stay inside float64. */
const LEAST_MULTIPLIER = 1e-120;

/** Entry `i` of a term as the multiplier of an inequality: what is negative, or too small to calculate with, counts as 0, and so does what is not there. */
export function multiplierOf(terms: CertificateTerms, term: CertificateTerm, i: number): number {
  const x = terms[term]?.[i] ?? 0;
  return x < LEAST_MULTIPLIER ? 0 : x;
}

/** The sum of numbers, raised by `room` units in the last place of the sum of their moduli, or by one for each of them where they are more. */
export function sumFromAbove(values: readonly number[], room: number): number {
  const moduli = values.reduce((sum, x) => sum + Math.abs(x), 0);
  return values.reduce((sum, x) => sum + x, 0) + Math.max(room, values.length) * Number.EPSILON * moduli;
}
