import type { CrbForm } from '../../model/crbForms.ts';
import { amplitudeCapsOf, capsAmplitudes } from '../amplitudeCrbCaps.ts';
import { links, ownInterference, robustRadius } from './symbolLinks.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import type { TransmitSubspace } from './transmitSubspace.ts';

/**
 * Design of the transmit vectors x_s themselves (symbol level, s = 1 .. L) for fixed amplitude, interference and echo
 * covariance: of one BS (CBF) or of the stacked BSs (CoMP).
 */
export interface TransmitProblem {
  /** Length n of x_s: N, or J N stacked, or the dimension of `space`. */
  readonly antennas: number;
  /** Subspace that x_s lives in; null: all antennas. */
  readonly space: TransmitSubspace | null;
  /** BSs in x_s: 1, or J. */
  readonly stations: number;
  readonly frameLength: number;
  /** P of each BS. */
  readonly powerBudget: number;
  /** d (CBF) or sqrt(J) d (CoMP). */
  readonly radius: number;
  /** psi = pi/M. */
  readonly psi: number;
  /** Channels h of the served users, not conjugated, [users][n][2]. */
  readonly users: Float64Array;
  /** Phases p_ks of their symbols, radians, [users][L]. */
  readonly phases: Float64Array;
  /** c sqrt(sc2 + I): amplitude that the constructive-interference rows ask for, > 0. */
  readonly amplitude: number;
  /** Channels h of the users of other cells, [foreign][n][2]; none in CoMP. */
  readonly foreign: Float64Array;
  /** sqrt(I_sl/(J-1)): largest amplitude at each of them. */
  readonly foreignAmplitude: number;
  /** conj(v) of the targets of other cells, [targets][n][2]; empty where the leakage cap cannot bind. */
  readonly targets: Float64Array;
  readonly leakage: number;
  /** CRB forms of the BSs that listen: one (CBF, with its echo covariance) or J (CoMP). */
  readonly forms: readonly CrbForm[];
  /** Caps on the CRBs of both parts of the amplitude of each form's BS; null without any. */
  readonly amplitudeCaps?: readonly (readonly [number, number])[] | null;
}

/** Transmit vectors of one problem, [L][n][2]. */
export type TransmitVectors = Float64Array;

/** Number of vectors of length n in an array [count][n][2]. */
export function vectorCount(vectors: Float64Array, n: number): number {
  return vectors.length / (2 * n);
}

/**
 * The re-optimisation problem that belongs to a relaxed program.
 *
 * @param sinr g that the vectors must reach, linear, > 0.
 */
export function transmitProblem(p: SymbolLevelProgram, sinr: number): TransmitProblem {
  const { scenario, leakage = scenario.maxLeakage } = p;
  const { antennas, space, stations, users, phases, foreign, targets, forms } = links(p);
  const level = ownInterference(p);
  // v^T R v* <= N P for each BS: a cap above that cannot bind
  const binding = leakage < scenario.txAntennas * scenario.powerBudget;
  return {
    antennas,
    space,
    stations,
    frameLength: scenario.frameLength,
    powerBudget: scenario.powerBudget,
    radius: robustRadius(p),
    psi: Math.PI / p.pskOrder,
    users,
    phases,
    amplitude: Math.sqrt(sinr * (scenario.noisePower + level)),
    foreign,
    foreignAmplitude: Math.sqrt(level / Math.max(1, scenario.cells - 1)),
    targets: binding ? targets : new Float64Array(0),
    leakage,
    forms,
    amplitudeCaps: capsAmplitudes(p)
      ? forms.map((_, f) => amplitudeCapsOf(p, p.scheme === 'SLP-CoMP' ? f : (p.bs ?? 0)) as readonly [number, number])
      : null,
  };
}
