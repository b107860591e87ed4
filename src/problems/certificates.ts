import { blockCertificateBound, type BlockConstraints } from '../model/certificates/blockCertificate.ts';
import { type Certificate, type CertificateSystem, multiplierOf } from '../model/certificates/certificate.ts';
import { symbolCertificateBound } from '../model/certificates/symbolCertificate.ts';
import { isSymbolLevel } from './capabilities.ts';
import { singleCellTasks } from './design/blindDesign.ts';
import { LEAST_SINR } from './design/largestSinr.ts';
import { symbolConstraints } from './symbolLevel/symbolConstraints.ts';
import type { DesignTask } from './types.ts';

/**
 * Threshold at which a task without a design is infeasible: its own, tightened, or the smallest that the search of the weighted form tries.
 *
 * @param tighten relative tightening of g (`DesignSettings`).
 */
export function infeasibleThreshold({ form }: DesignTask, tighten: number): number {
  return form.kind === 'threshold' ? form.threshold * (1 + tighten) : LEAST_SINR;
}

/** What the terms of a task's certificates are as long as; those of `blind` are of one cell. */
export function certificateSystem({ scenario, scheme, design, robustness, symbols }: DesignTask): CertificateSystem {
  const { usersPerCell, txAntennas, frameLength, csiErrorRadius, amplitudeCrbCap } = scenario;
  const cells = design === 'blind' ? 1 : scenario.cells;
  return {
    cells,
    usersPerCell,
    txAntennas,
    frameLength,
    comp: cells > 1 ? scheme.endsWith('CoMP') : symbols !== undefined,
    pskOrder: symbols?.pskOrder ?? null,
    robust: robustness !== 'none' && csiErrorRadius > 0,
    exact: robustness === 'exact' && csiErrorRadius > 0,
    amplitudes: amplitudeCrbCap !== undefined,
    capped: design !== 'joint',
  };
}

/**
 * True where the certificates prove that no precoders meet the constraints of a task's design at their threshold: those of `joint` and `capsFree` as they are, those
 * of `paper` and `blind` at the caps that Algorithm 1 starts with.
 */
export function provesInfeasible(task: DesignTask, certificates: readonly Certificate[]): boolean {
  return certificates.some((c) => {
    if (c.statement !== 'infeasible') return false;
    if (isSymbolLevel(task.scheme))
      return symbolCertificateBound(symbolConstraints(task, c.threshold, 'infeasible'), c.terms) < 0;
    const constraints = infeasibleConstraints(task, c);
    return constraints !== null && blockCertificateBound(constraints, c.terms) < 0;
  });
}

/** Lower bounds that certificates prove of the CRBs of every design of a task at their thresholds. */
export interface ProvenBounds {
  /** Of each BS, rad^2; NaN where none is proven. */
  readonly crb: Float64Array;
  /** Of the mean over the BSs, rad^2; NaN where none is proven. */
  readonly mean: number;
}

/** The best that the certificates of a task prove. */
export function provenBounds(task: DesignTask, certificates: readonly Certificate[]): ProvenBounds {
  const { cells } = task.scenario;
  const crb = new Float64Array(cells).fill(Number.NaN);
  let sum = Number.NaN;
  for (const c of certificates) {
    if (c.statement !== 'bound') continue;
    const proven = provenCrb(task, c);
    if (c.bs === null) sum = proven;
    else crb[c.bs] = proven;
  }
  const means = [crb.reduce((a, b) => a + b, 0), sum].filter((x) => !Number.isNaN(x)).map((x) => x / cells);
  return { crb, mean: means.length > 0 ? Math.max(...means) : Number.NaN };
}

/**
 * The bound of one certificate on the CRB of a BS or on the sum, rad^2: with sum_m w_m u_m <= U for the information u_m of the BSs, sum_m 1/(2 u_m) is at least
 * (sum_m sqrt(w_m))^2 / (2 U) (Cauchy-Schwarz). NaN where it proves none.
 */
function provenCrb(task: DesignTask, { terms, bs, threshold }: Certificate): number {
  const most = isSymbolLevel(task.scheme)
    ? symbolCertificateBound(symbolConstraints(task, threshold, 'bound'), terms)
    : blockCertificateBound({ ...networkConstraints(task, threshold), interference: 'sum', bs: null }, terms);
  let roots = 0;
  for (let m = 0; m < task.scenario.cells; m++) {
    if (bs === null || bs === m) roots += Math.sqrt(multiplierOf(terms, 'information', 3 * m));
  }
  const bound = ((roots * roots) / (2 * most)) * (1 - ROUNDING);
  return bound > 0 && Number.isFinite(bound) ? bound : Number.NaN;
}

/** Room for the rounding of the last operations, relative. */
const ROUNDING = 16 * Number.EPSILON;

/** In one cell the two coordination modes are one problem. */
function networkConstraints(
  { scenario, realization, scheme, robustness }: DesignTask,
  threshold: number,
): Omit<BlockConstraints, 'interference' | 'bs'> {
  return { scenario, realization, comp: scheme.endsWith('CoMP') && scenario.cells > 1, robustness, threshold };
}

/** The constraints that a certificate contradicts; null of one that no design of this kind can have. */
function infeasibleConstraints(task: DesignTask, { bs, threshold }: Certificate): BlockConstraints | null {
  const { design } = task;
  if (design === 'blind') {
    const cell = singleCellTasks(task)[bs ?? -1];
    return cell ? { ...networkConstraints(cell, threshold), interference: 'most', bs: 0 } : null;
  }
  const network = networkConstraints(task, threshold);
  if (design !== 'paper') return { ...network, interference: design === 'capsFree' ? 'caps' : 'sum', bs: null };
  return network.comp === (bs === null) ? { ...network, interference: 'most', bs } : null;
}
