import { SharedCsiErrors } from '../../model/sharedCsiErrors.ts';
import type { StudyPlan } from '../studyPlan.ts';
import { drawErrors } from './timeDesigns.ts';

/** Seconds that the CSI errors of all realizations take to draw, which the designs of a realization share. */
export function errorSeconds(plan: StudyPlan, realizations: number): number {
  const one = (): number => drawErrors(plan, plan.points, [{ id: 0, first: 0, end: 1 }], new SharedCsiErrors());
  one(); // the first time is slower
  return realizations * one();
}
