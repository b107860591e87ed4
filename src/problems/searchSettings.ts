import { DEFAULT_TOLERANCE } from '../conic/settings.ts';
import { FINISHED_MERIT, type PrecodingSettings } from './precodingProgram.ts';

/** Merit at which answers are good enough to be compared, or to go on from: what a design claims is solved to `finalSettings` afterwards. */
const SEARCH_MERIT = 1e-6;

/** Settings with their tolerance. */
type WithTolerance<S> = S & { readonly tolerance: number };

/** Settings of the steps of a search, an alternation or an approximation, whose last programs are solved anew. */
export function searchSettings<S extends PrecodingSettings>(settings: S): WithTolerance<S> {
  return { ...settings, tolerance: Math.max(settings.tolerance ?? DEFAULT_TOLERANCE, SEARCH_MERIT) };
}

/** Settings of the steps that decide what a design claims: those of the study, to a merit of 1e-8 at least. */
export function finalSettings<S extends PrecodingSettings>(settings: S): WithTolerance<S> {
  return { ...settings, tolerance: Math.min(settings.tolerance ?? FINISHED_MERIT, FINISHED_MERIT) };
}
