import type { Study } from '../study/schema.ts';
import { axisOf } from '../study/sweepAxes.ts';

/**
 * One line where a study with perfect CSI (every d is 0) asks for robust designs or CSI errors: they are computed, and equal those without. Null elsewhere.
 */
export function exactCsiWarning(study: Study): string | null {
  if (axisOf(study, 'csiErrorRadius').some((d) => d > 0)) return null;
  const robust = study.robustness.filter((r) => r !== 'none');
  const parts = [
    ...(robust.length > 0 ? [`robustness ${robust.join(', ')} gives the designs of none`] : []),
    ...(study.realizations.errors > 0 ? [`all ${study.realizations.errors} CSI errors are zero`] : []),
  ];
  return parts.length === 0 ? null : `every csiErrorRadius is 0: ${parts.join(', and ')}`;
}
