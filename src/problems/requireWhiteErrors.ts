import { InputError } from '../errors.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import type { Robustness } from './types.ts';

/** What decides whether a program has bounds of CSI errors, and of which errors. */
interface RobustProgram {
  readonly scenario: Pick<Scenario, 'csiErrorRadius'>;
  readonly realization: Pick<Realization, 'errorShape'>;
  readonly robustness: Robustness;
}

/**
 * Refuses a program that bounds errors for errors with a shape: its Cauchy-Schwarz terms are those of the ball norm(e) <= d. `none` knows no error, `exact` the shape.
 *
 * @throws InputError naming the field below `where`.
 */
export function requireWhiteErrors({ scenario, realization, robustness }: RobustProgram, where: string): void {
  if (realization.errorShape && robustness !== 'none' && robustness !== 'exact' && scenario.csiErrorRadius > 0)
    throw new InputError(
      `${where}.robustness: expected none or exact with realization.errorShape, because the others bound errors of the whole ball, got ${robustness}`,
    );
}
