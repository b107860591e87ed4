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
 * Refuses a robust program for errors with a shape: the Cauchy-Schwarz terms of all robustnesses are those of the ball norm(e) <= d.
 *
 * @throws InputError naming the field below `where`.
 */
export function requireWhiteErrors({ scenario, realization, robustness }: RobustProgram, where: string): void {
  if (realization.errorShape && robustness !== 'none' && scenario.csiErrorRadius > 0)
    throw new InputError(
      `${where}.robustness: expected none with realization.errorShape, because robust programs bound errors of the whole ball, got ${robustness}`,
    );
}
