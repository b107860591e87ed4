import type { Cooperation } from '../model/sinr.ts';
import { type Design, NETWORK_DESIGNS, type Robustness, type Scheme } from './types.ts';

/** The designs that each scheme has, all of them in the threshold form and in the weighted one. */
export const DESIGNS_OF: Readonly<Record<Scheme, readonly Design[]>> = {
  'BLP-CBF': [...NETWORK_DESIGNS, 'blind'],
  'BLP-CoMP': NETWORK_DESIGNS,
  'SLP-CBF': ['paper', 'joint'],
  'SLP-CoMP': ['paper', 'joint'],
};

/** Why a scheme has no such design, as what was expected and what came; null where it has one. */
export function missingDesign(scheme: Scheme, design: Design): string | null {
  const known = DESIGNS_OF[scheme];
  if (known.includes(design)) return null;
  return `expected ${known.slice(0, -1).join(', ')} or ${known.at(-1)} with ${scheme}, got ${design}`;
}

/**
 * Why a design has no such robustness, as what was expected and what came; null where it has one. `exact` has the errors themselves in the program, which only `joint` at block
 * level writes: at symbol level `guaranteed` is exact.
 */
export function missingRobustness(scheme: Scheme, design: Design, robustness: Robustness): string | null {
  if (robustness !== 'exact' || (design === 'joint' && !isSymbolLevel(scheme))) return null;
  return `expected exact only with design joint of BLP-CBF and BLP-CoMP, got exact with ${design} of ${scheme}`;
}

/** True of symbol-level schemes, whose designs depend on the data symbols. */
export function isSymbolLevel(scheme: Scheme): boolean {
  return scheme.startsWith('SLP');
}

/** How the base stations of a scheme cooperate. */
export function cooperationOf(scheme: Scheme): Cooperation {
  return scheme.endsWith('CoMP') ? 'comp' : 'cbf';
}
