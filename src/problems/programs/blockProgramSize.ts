import type { ProgramSize } from '../../conic/programCost.ts';
import type { PrecodingScheme } from '../precodingProgram.ts';
import type { Robustness } from '../types.ts';
import { subspaceDimension } from '../reductions/subspace.ts';

/** What the size of a block-level program depends on. */
export interface BlockSystem {
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly scheme: PrecodingScheme;
  /** `none` without a CSI error. */
  readonly robustness: Robustness;
  /** Programs of one BS, those of Algorithm 1 in CBF; otherwise of all BSs. */
  readonly ofOneBs: boolean;
  /** The caps on the interference are rows of their own: all but `joint`. */
  readonly capped: boolean;
  /** Axes along which norms are measured, by default as many as the norms have entries; error axes of a link with `exact`, by default those of the second round. */
  readonly axes?: number;
}

/** Error axes of each link in the second round, and in later ones but where these are too few. A link's errors meet the beams of one BS in CBF, and those of all in CoMP. */
export const FIRST_ERROR_AXES = { 'BLP-CBF': 2, 'BLP-CoMP': 3 } as const;
/** Users, and so blocks, of each transmitter. */
export function servedUsers({ cells, usersPerCell, scheme }: BlockSystem): number {
  return scheme === 'BLP-CoMP' ? cells * usersPerCell : usersPerCell;
}

/** The size of a block-level program from the system alone, within a tenth: nothing is drawn or built. */
export function blockProgramSize(system: BlockSystem): ProgramSize {
  const { cells: J, usersPerCell: K, scheme, robustness, capped } = system;
  const comp = scheme === 'BLP-CoMP';
  const ofOneBs = system.ofOneBs && !comp;
  const each = subspaceDimension(system);
  const n = comp ? J * each : each;
  const transmitters = comp || ofOneBs ? 1 : J;
  const count = transmitters * servedUsers(system);
  const slots = J * K;
  const exact = robustness === 'exact';
  const robust = robustness !== 'none' && !exact;
  const axes = robust ? Math.min(n, system.axes ?? n) : 0;
  const stations = comp ? J : transmitters;
  // SINR, leakage, CRB and power of each BS, the powers of the blocks, caps
  const leakage = comp ? 0 : transmitters * (J - 1);
  const rows =
    (ofOneBs ? K : slots) + leakage + 6 * stations + (robust ? count : 0) + (capped ? slots * transmitters : 0);
  const shared = {
    count,
    size: n,
    vectors: slots + (comp ? 3 * J : 1 + J) + axes,
    cover: slots + (comp ? 3 * J : 1 + J),
    dense: comp ? J : 1,
  };
  const terms = slots + (comp ? 9 * J : 6 + J);
  if (exact) {
    const order = 1 + Math.min(n, system.axes ?? FIRST_ERROR_AXES[scheme]);
    const seen = slots * (order - 1);
    const links = {
      count: transmitters * slots,
      size: order,
      vectors: order,
      cover: order,
      terms: order ** 2,
      dense: 0,
    };
    const own = {
      ...shared,
      vectors: shared.vectors + seen,
      cover: shared.cover + seen,
      terms: terms + slots * (order ** 2 - 1),
    };
    // the SINR rows are in the border
    const tied = slots * order ** 2 - slots / transmitters;
    return transmitters > 1
      ? { psd: [own, links], arrow: [{ count: transmitters, rows: tied }], border: rows }
      : { psd: [own, links], arrow: [], border: rows + tied };
  }
  if (robustness !== 'guaranteedSum') {
    const cones = robust ? slots - (robustness === 'paper' ? 1 : 0) : 0;
    const arrow = cones > 0 ? [{ count, rows: 2 * axes * cones }] : [];
    return { psd: [{ ...shared, terms }], arrow, border: rows };
  }
  const sums = 2 * axes * slots;
  if (transmitters > 1)
    return {
      psd: [{ ...shared, terms: terms + sums }],
      arrow: [{ count: transmitters, rows: sums + 2 * axes * K }],
      border: rows,
    };
  return { psd: [{ ...shared, terms: terms + sums }], arrow: [{ count, rows: 2 * axes }], border: rows + sums };
}
