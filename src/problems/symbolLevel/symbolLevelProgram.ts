import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import { type SolverPath } from '../../conic/solverPath.ts';
import type { Realization, Scenario } from '../../model/scenario.ts';
import type { ConicStatus } from '../../conic/status.ts';
import type { Robustness } from '../types.ts';

/** One relaxed symbol-level program (P3.A, P3.B of one BS, or P4), linear units; mirrors the instance files. */
export interface SymbolLevelProgram {
  readonly scheme: 'SLP-CBF' | 'SLP-CoMP';
  readonly problem: 'P3.A' | 'P3.B' | 'P4';
  readonly robustness: Robustness;
  /** `maxSinr`: the rho = 0 end, without CRB rows. P3.B has the form threshold, or maxSinr where it has no CRB rows either. */
  readonly form: 'threshold' | 'weighted' | 'maxSinr';
  readonly scenario: Scenario;
  readonly realization: Realization;
  /** p_ks in radians, [cell][user][L]. */
  readonly symbolPhase: Float64Array;
  readonly pskOrder: number;
  readonly bs?: number;
  /** g, linear. */
  readonly threshold?: number;
  readonly rho?: number;
  readonly nfr?: number;
  /** Unit of c = sqrt(g). */
  readonly nfc?: number;
  /** I_sl (P3.A), or the interference that the own users receive (P3.B, `received`). */
  readonly interference?: { readonly symbolLevel?: number; readonly received?: number };
  /** P_leak of P3.A, default the scenario's maxLeakage, which bounds that of P3.B. */
  readonly leakage?: number;
  /** t* of P3.B, rad^2. */
  readonly crbCap?: number;
  /** Caps of [F^-1]_22 and [F^-1]_33 in P3.B, in the unit of abs(gain)^2. Default: those of the scenario's `amplitudeCrbCap`, which every other program has too, or none. */
  readonly amplitudeCrbCaps?: readonly [number, number];
  /** P3.B: own users see the emitted interference (as printed, default) or the received one. */
  readonly sinrRow?: 'emitted' | 'received';
  /** Adds h^T R h* + d^2 tr R <= I_sl/(J-1) for every user of another cell (P3). Default false. */
  readonly sensingCut?: boolean;
  /** C_m of the BS, [rx][rx][2] (P3). */
  readonly echoCovariance?: Float64Array;
  /** `SymbolLevelSolution.state` of an earlier program of the same shape; states of other shapes are ignored. */
  readonly warmStart?: Float64Array;
}

export interface SymbolLevelSolution {
  readonly status: ConicStatus;
  /** Threshold: t; weighted: -rho t/nfr + (1-rho) c/nfc; P3.B: its minimum. Null unless solved. */
  readonly objective: number | null;
  readonly merit: number;
  readonly iterations: number;
  /** Arithmetic that led to the answer. */
  readonly path: SolverPath;
  /** t = 1/(2u), NaN without CRB rows. */
  readonly crb: number;
  /** c = sqrt(g) that the program holds for its users. */
  readonly amplitude: number;
  /** I_sl, 0 in one cell; NaN in CoMP. */
  readonly interference: number;
  readonly leakage: number;
  /** R, [n][n][2], n = N or J N. */
  readonly covariance: Float64Array | null;
  /** x_s of the relaxation, [L][n][2]: never to be evaluated for sensing. */
  readonly vectors: Float64Array | null;
  /** Start for a further program of the same shape. */
  readonly state: Float64Array;
  /** Form `maxSinr` of (P3.A) and (P4): the multipliers as terms of a certificate that no larger g is in reach, those of cuts left out; null elsewhere. */
  readonly certificate: (() => CertificateTerms) | null;
}
