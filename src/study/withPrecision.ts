import { InputError } from '../errors.ts';
import type { Study } from './schema.ts';

/**
 * The study at a precision chosen outside its file.
 *
 * @throws InputError where the file has a tolerance, which would replace the precision.
 */
export function withPrecision(study: Study, precision: Study['solver']['precision'] | undefined): Study {
  if (precision === undefined) return study;
  const { tolerance } = study.solver;
  if (tolerance !== undefined)
    throw new InputError(
      `precision: expected none beside solver.tolerance ${tolerance} of the study, which replaces it, got ${precision}`,
    );
  return { ...study, solver: { ...study.solver, precision } };
}
