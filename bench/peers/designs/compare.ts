import type { DesignTask } from '../../../src/problems/types.ts';
import { median } from '../../../src/model/median.ts';
import { isSolved } from '../../../src/conic/status.ts';
import type { OurDesign } from './ours.ts';
import { evaluatePeer, type PeerDesign } from './peer.ts';

/** How far the designs of both agree; null where none was found by both. */
export interface Agreement {
  /** Designs that one found and the other did not. */
  readonly differingStatuses: number;
  readonly found: number;
  /** Designs that each calls infeasible, ours with a proof that was checked. */
  readonly oursInfeasible: number;
  readonly peerInfeasible: number;
  /** RCRB of the peer's vectors over that of ours, less 1: CBF the root of the mean over the BSs, CoMP of the largest. */
  readonly rcrbMedian: number | null;
  readonly rcrbLowest: number | null;
  readonly rcrbHighest: number | null;
  /** The same of the relaxations, largest absolute value. */
  readonly boundError: number | null;
  /** Our RCRB, degrees, of every design found by both. */
  readonly rcrbDeg: readonly number[];
  /** Largest shortfall of the peer's SINR below the threshold, dB; 0 where there is none. */
  readonly shortfallDb: number;
  /** Designs of each that pass our checks: SINR to 1e-6 dB, power, leakage, RCRB. */
  readonly oursPass: number;
  readonly peerPass: number;
  /** Largest relative difference between the peer's own CRB and SINR and ours of the same vectors. */
  readonly evaluationError: number;
}

/** What of the CRBs is minimised, as an angle. */
function rcrb(task: DesignTask, crb: readonly number[]): number {
  const sum = crb.reduce((a, b) => a + b, 0);
  return Math.sqrt(task.scheme.endsWith('CoMP') ? Math.max(...crb) : sum / crb.length);
}

/** Compares the peer's designs with ours of the same tasks. */
export function compare(
  tasks: readonly DesignTask[],
  ours: readonly OurDesign[],
  peers: readonly PeerDesign[],
): Agreement {
  const ratios: number[] = [];
  const bounds: number[] = [];
  const rcrbDeg: number[] = [];
  let [differing, peerPass, shortfallDb, evaluationError] = [0, 0, 0, 0];
  peers.forEach((peer, i) => {
    const [task, own] = [tasks[i] as DesignTask, ours[i] as OurDesign];
    const metrics = evaluatePeer(task, own.design, peer);
    if (metrics?.meetsClaim === true) peerPass++;
    if ((peer.status === 'optimal') !== (isSolved(own.design.status) && own.metrics !== null)) differing++;
    if (!metrics || !own.metrics || !peer.crb || !peer.bound || peer.sinr === undefined) return;
    const mine = rcrb(task, [...own.metrics.crb]);
    rcrbDeg.push((mine * 180) / Math.PI);
    ratios.push(rcrb(task, [...metrics.crb]) / mine - 1);
    bounds.push(Math.abs(rcrb(task, peer.bound) / rcrb(task, [...own.design.crbBound]) - 1));
    const threshold = task.form.kind === 'threshold' ? task.form.threshold : Number.NaN;
    shortfallDb = Math.max(shortfallDb, -10 * Math.log10(metrics.bound / threshold));
    const errors = peer.crb.map((crb, bs) => Math.abs(crb / (metrics.crb[bs] as number) - 1));
    evaluationError = Math.max(evaluationError, ...errors, Math.abs(peer.sinr / metrics.bound - 1));
  });
  const any = ratios.length > 0;
  return {
    differingStatuses: differing,
    found: ratios.length,
    oursInfeasible: ours.filter(({ design }) => design.status === 'infeasible').length,
    peerInfeasible: peers.filter(({ status }) => status === 'infeasible').length,
    rcrbMedian: any ? median(ratios) : null,
    rcrbLowest: any ? Math.min(...ratios) : null,
    rcrbHighest: any ? Math.max(...ratios) : null,
    boundError: any ? Math.max(...bounds) : null,
    rcrbDeg,
    shortfallDb,
    oursPass: ours.filter(({ metrics }) => metrics?.meetsClaim === true).length,
    peerPass,
    evaluationError,
  };
}
