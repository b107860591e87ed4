import { InputError } from '../../errors.ts';
import { missingAngle } from '../../model/makeScenario.ts';
import type { Scenario } from '../../model/scenario.ts';
import { isSymbolLevel, missingDesign, missingRobustness } from '../capabilities.ts';
import { tooLargeDesign } from '../designSize.ts';
import { requireCappedGains } from '../amplitudeCrbCaps.ts';
import { requireWhiteErrors } from '../requireWhiteErrors.ts';
import type { DesignTask } from '../types.ts';

/** Kinds of designs whose programs were found small enough for a scenario. */
const solvable = new WeakMap<Scenario, Set<string>>();

/**
 * Checks that what a task asks for goes together, and that its programs are no larger than can be solved.
 *
 * @param lowerBounds bounds of the design are asked for.
 * @throws InputError naming the field below `where`, what was expected and what came.
 */
export function requireTask(task: DesignTask, where: string, lowerBounds: boolean): void {
  const { scheme, design, symbols, scenario, robustness, form } = task;
  const angle = missingAngle(scenario.txAntennas, scenario.rxAntennas);
  if (angle !== null) throw new InputError(`${where}.scenario.txAntennas: ${angle}`);
  const missing = missingDesign(scheme, design);
  if (missing !== null) throw new InputError(`${where}.design: ${missing}`);
  const weak = missingRobustness(scheme, design, robustness);
  if (weak !== null) throw new InputError(`${where}.robustness: ${weak}`);
  if (isSymbolLevel(scheme) && !symbols)
    throw new InputError(`${where}.symbols: expected the data symbols of ${scheme}, got nothing`);
  if (!isSymbolLevel(scheme) && symbols)
    throw new InputError(
      `${where}.symbols: expected none with ${scheme}, whose designs do not depend on them, got some`,
    );
  requireWhiteErrors(task, where);
  requireCappedGains(task, where);
  const bounds = lowerBounds && form.kind === 'threshold';
  const kind = `${scheme} ${design} ${robustness} ${bounds}`;
  const kinds = solvable.get(scenario) ?? new Set();
  if (kinds.has(kind)) return;
  const size = tooLargeDesign({ ...scenario, scheme, design, robustness, lowerBounds: bounds });
  if (size !== undefined) throw new InputError(`${where}: ${size}`);
  solvable.set(scenario, kinds.add(kind));
}
