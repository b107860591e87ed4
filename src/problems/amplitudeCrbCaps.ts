import { InputError } from '../errors.ts';
import { ownReflection } from '../model/crb.ts';
import type { Realization, Scenario } from '../model/scenario.ts';

/** What the caps of a program's amplitudes are read from. */
interface CappedProgram {
  readonly scenario: Pick<Scenario, 'cells' | 'amplitudeCrbCap'>;
  readonly realization: Pick<Realization, 'reflectionGain'>;
  readonly amplitudeCrbCaps?: readonly [number, number];
}

/** True where a program caps the CRBs of amplitudes. */
export function capsAmplitudes({ scenario, amplitudeCrbCaps }: CappedProgram): boolean {
  return amplitudeCrbCaps !== undefined || scenario.amplitudeCrbCap !== undefined;
}

/**
 * Caps of [F^-1]_22 and [F^-1]_33 of BS `bs`, in the unit of abs(gain)^2: the program's own, or the one of its scenario, which is over abs(a_mm)^2; null without
 * any.
 */
export function amplitudeCapsOf(program: CappedProgram, bs: number): readonly [number, number] | null {
  const { scenario, realization, amplitudeCrbCaps } = program;
  if (amplitudeCrbCaps) return amplitudeCrbCaps;
  if (scenario.amplitudeCrbCap === undefined) return null;
  const cap = scenario.amplitudeCrbCap * ownReflection(realization.reflectionGain, bs, scenario.cells);
  return [cap, cap];
}

/**
 * Refuses a cap over abs(a_mm)^2 of a gain that is 0, or beside other caps of the same amplitudes.
 *
 * @throws InputError naming the field, `where` before it.
 */
export function requireCappedGains(program: CappedProgram & { readonly problem?: string }, where: string): void {
  const { scenario, realization, amplitudeCrbCaps, problem } = program;
  const { amplitudeCrbCap: cap, cells } = scenario;
  if (amplitudeCrbCaps && problem !== 'P1.B' && problem !== 'P3.B')
    throw new InputError(
      `${where}.amplitudeCrbCaps: expected it only with P1.B or P3.B, got it with ${problem}; scenario.amplitudeCrbCap caps every problem`,
    );
  if (cap === undefined) return;
  if (!(cap > 0) || !Number.isFinite(cap))
    throw new InputError(`${where}.scenario.amplitudeCrbCap: expected a positive number, got ${cap}`);
  for (let bs = 0; bs < cells; bs++)
    if (!(ownReflection(realization.reflectionGain, bs, cells) > 0))
      throw new InputError(
        `${where}.scenario.amplitudeCrbCap: expected it only where BS ${bs} has a reflection gain other than 0, got ${cap}`,
      );
}
