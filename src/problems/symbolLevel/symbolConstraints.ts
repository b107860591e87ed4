import { invariant } from '../../errors.ts';
import type { SymbolConstraints } from '../../model/certificates/symbolCertificate.ts';
import type { DesignTask } from '../types.ts';

/**
 * What certificates of a symbol-level task contradict or bound. A design of SLP-CBF has a common interference level: `paper` starts at Imax, `joint` may choose any up to it. Bounds
 * count what every user hears itself. In one cell the two coordination modes are one problem.
 */
export function symbolConstraints(
  { scenario, realization, scheme, robustness, design, symbols }: DesignTask,
  threshold: number,
  statement: 'infeasible' | 'bound',
): SymbolConstraints {
  invariant(symbols, 'a symbol-level task has symbols');
  const comp = scheme === 'SLP-CoMP' || scenario.cells === 1;
  const most = comp ? 0 : scenario.maxInterference;
  return {
    scenario,
    realization,
    comp,
    robust: robustness !== 'none',
    symbolPhase: symbols.phase,
    pskOrder: symbols.pskOrder,
    threshold,
    interference: statement === 'bound' ? 'own' : { least: design === 'paper' ? most : 0, most },
  };
}
