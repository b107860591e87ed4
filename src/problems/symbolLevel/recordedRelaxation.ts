import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import type { ProgramShape, PsdData } from '../../conic/program.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import type { SymbolClasses } from './symbolClasses.ts';
import type { TransmitSubspace } from './transmitSubspace.ts';

/** One recorded program with what is needed to read its solution. */
export interface RecordedRelaxation {
  readonly shape: ProgramShape;
  readonly rhs: readonly number[];
  readonly entries: readonly number[];
  readonly psd: PsdData;
  readonly classes: SymbolClasses;
  /** Length n of x_s in the program. */
  readonly antennas: number;
  /** Subspace that x_s lives in; null: all antennas. */
  readonly space: TransmitSubspace | null;
  /** Reads the optimum from the scalars of a solution. */
  readonly read: (scalars: Float64Array) => RelaxationValues;
  /** Terms of a certificate from the multipliers of a solution; null where the program does not maximise g. */
  readonly certificate: ((multipliers: RowMultipliers) => CertificateTerms) | null;
}

export interface RelaxationValues {
  readonly objective: number;
  readonly crb: number;
  readonly amplitude: number;
  readonly interference: number;
  readonly leakage: number;
}
