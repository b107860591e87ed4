import { blockCertificateBound } from '../../src/model/certificates/blockCertificate.ts';
import type { PrecodingProgram, PrecodingSolution } from '../../src/problems/precodingProgram.ts';

/** What the multipliers of a solution prove of its program, of infeasibility where they are those of an infeasible one. */
export function boundOf(
  { scenario, realization, scheme, threshold = NaN }: PrecodingProgram,
  solution: PrecodingSolution,
) {
  const terms = solution.certificate();
  if (!terms) throw new Error('expected a certificate');
  const comp = scheme === 'BLP-CoMP' && scenario.cells > 1;
  return blockCertificateBound(
    { scenario, realization, comp, robustness: 'exact', interference: 'sum', bs: null, threshold },
    solution.status === 'infeasible' ? { ...terms, information: new Float64Array(3 * scenario.cells) } : terms,
  );
}
