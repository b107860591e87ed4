import { InputError } from '../errors.ts';

/** Sizes that the paper's complexity and overhead depend on. */
export interface SystemSize {
  /** J. */
  readonly cells: number;
  /** K. */
  readonly usersPerCell: number;
  /** N. */
  readonly txAntennas: number;
  /** L. */
  readonly frameLength: number;
}

/** V and C of (63). */
export interface ProgramSize {
  /** V: real scalar variables of the program as the paper writes it. */
  readonly variables: number;
  /** C: its constraints, every row, cone and linear matrix inequality being one. */
  readonly constraints: number;
}

/**
 * Exponent of matrix multiplication in (63): 2.373, the value of Jiang et al., "A faster interior point method for semidefinite
 * programming", 2020, whose bound has the form of (63).
 */
const OMEGA = 2.373;

/** Bits of a real number in the backhaul (choice; the paper leaves the lengths open). */
const BITS_PER_REAL = 16;

/**
 * Variables and constraints of the program A of a scheme: of one BS in CBF, of all BSs in CoMP.
 * - P1.A: K Hermitian N x N matrices, t of the three LMIs, g; 3 LMIs, K semidefinite, (J-1) leakage (36a), 1 power (36b), K intra-cell
 *   (33), (J-1) K inter-cell (34), K SINR (35).
 * - P2.A: J K Hermitian J N x J N matrices, 3 J bounds t, f, g; 3 J LMIs, J bounds f (38b), J K semidefinite, J power (43a), J K (42), J K (41).
 * - P3.A: L vectors of length N and L Hermitian N x N matrices, 3 bounds t, c; 3 LMIs, L semidefinite, (J-1) leakage, 1 power (48c),
 *   2 K L (52)(53), (J-1) K L (56).
 * - P4: L vectors of length J N and L Hermitian J N x J N matrices, 3 J bounds t, f, c; 3 J LMIs, J bounds f, L semidefinite, J power,
 *   2 J K L (60)(61).
 *
 * @param comp coordinated multipoint.
 * @param symbolLevel symbol-level precoding.
 * @throws InputError for sizes that are not positive integers.
 */
export function programSize(size: SystemSize, comp: boolean, symbolLevel: boolean): ProgramSize {
  requireSizes(size);
  const { cells: J, usersPerCell: K, txAntennas: N, frameLength: L } = size;
  const others = J - 1;
  if (symbolLevel && comp)
    return { variables: L * (2 * J * N + (J * N) ** 2) + 3 * J + 2, constraints: 5 * J + L + 2 * J * K * L };
  if (symbolLevel)
    return { variables: L * (2 * N + N ** 2) + 4, constraints: 4 + L + others + 2 * K * L + others * K * L };
  if (comp) return { variables: J * K * (J * N) ** 2 + 3 * J + 2, constraints: 5 * J + 3 * J * K };
  return { variables: K * N ** 2 + 4, constraints: 4 + others + 3 * K + others * K };
}

/**
 * (63): sqrt(V) (C V^2 + C^omega + V^omega) ln(1/epsilon), the arithmetic of one solve by an interior-point method up to a constant.
 *
 * @param accuracy epsilon, relative, between 0 and 1.
 */
export function complexityModel({ variables: V, constraints: C }: ProgramSize, accuracy: number): number {
  if (!(accuracy > 0 && accuracy < 1))
    throw new InputError(`accuracy: expected a number between 0 and 1, got ${accuracy}`);
  return Math.sqrt(V) * (C * V ** 2 + C ** OMEGA + V ** OMEGA) * Math.log(1 / accuracy);
}

/**
 * Backhaul overhead among the BSs, bits for each frame: (64) J (J-1) (K (J beta_h + beta_s) + beta_dir) in CoMP, (65) the same without the
 * users' data beta_s in CBF. beta_h = 2 N 16 bits for the channel of one BS to one user, beta_s = L log2 M bits for the data of one user in a
 * frame, beta_dir = 16 bits for a direction of interest to sensing: choices, the paper leaves them open.
 *
 * @param pskOrder M, at least 2.
 */
export function backhaulOverhead(size: SystemSize, comp: boolean, pskOrder: number): number {
  requireSizes(size);
  if (!(pskOrder >= 2)) throw new InputError(`pskOrder: expected a number of at least 2, got ${pskOrder}`);
  const { cells: J, usersPerCell: K, txAntennas: N, frameLength: L } = size;
  const channel = 2 * N * BITS_PER_REAL;
  const data = comp ? L * Math.log2(pskOrder) : 0;
  return J * (J - 1) * (K * (J * channel + data) + BITS_PER_REAL);
}

function requireSizes(size: SystemSize): void {
  for (const name of ['cells', 'usersPerCell', 'txAntennas', 'frameLength'] as const)
    if (!(Number.isInteger(size[name]) && size[name] > 0))
      throw new InputError(`${name}: expected a positive integer, got ${size[name]}`);
}
