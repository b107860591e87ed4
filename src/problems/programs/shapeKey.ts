import { capsAmplitudes } from '../amplitudeCrbCaps.ts';
import type { PrecodingProgram } from '../precodingProgram.ts';
import { effectiveForm, effectiveRobustness } from './plan.ts';
import { type BasisOptions, reducedSize } from './programContext.ts';

/** What the columns and rows of a program depend on in a field. */
type Pattern = (program: PrecodingProgram, options: BasisOptions) => unknown;

/** The field changes numbers alone. */
const NUMBERS = null;

/** Every field of a program, so that a new one cannot be forgotten: one that adds a row or a column says here when. */
const PATTERNS: Readonly<Record<keyof PrecodingProgram, Pattern | null>> = {
  scheme: (p) => p.scheme,
  problem: (p) => p.problem,
  robustness: effectiveRobustness,
  form: (p) => (p.problem === 'P1.A' || p.problem === 'P2.A' ? effectiveForm(p) : ''),
  scenario: (p, options) => [p.scenario.cells, p.scenario.usersPerCell, reducedSize(p, options)].join(' '),
  omitInterCellRows: (p) => p.problem === 'P1.A' && p.omitInterCellRows === true,
  sinrRow: (p) => p.problem === 'P1.B' && p.sinrRow === 'received',
  amplitudeCrbCaps: (p) => capsAmplitudes(p),
  limitEchoes: (p) => p.limitEchoes === true,
  oneBeam: (p) => p.oneBeam === true,
  sensingBs: (p) => p.sensingBs?.join(',') ?? '',
  errorAxes: (p) => p.errorAxes?.count ?? '',
  firstErrorAxes: NUMBERS,
  realization: NUMBERS,
  bs: NUMBERS,
  threshold: NUMBERS,
  rho: NUMBERS,
  nfr: NUMBERS,
  nfc: NUMBERS,
  interference: NUMBERS,
  leakage: NUMBERS,
  crbCap: NUMBERS,
  echoCovariance: NUMBERS,
  warmStart: NUMBERS,
};

/** Everything that the shape of a program depends on: programs of one key are one batch. */
export function shapeKey(program: PrecodingProgram, options: BasisOptions): string {
  return Object.values(PATTERNS)
    .flatMap((pattern) => (pattern ? [pattern(program, options)] : []))
    .join(' ');
}
