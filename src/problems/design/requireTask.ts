import { InputError } from '../../errors.ts';
import { missingAngle } from '../../model/makeScenario.ts';
import { isSymbolLevel, missingDesign } from '../capabilities.ts';
import { DESIGNS, type DesignTask, ROBUSTNESS, SCHEMES } from '../types.ts';

/**
 * Checks what a task asks for.
 *
 * @throws InputError naming the field below `where`, what was expected and what came.
 */
export function requireTask(task: DesignTask, where: string): void {
  const { scheme, design, robustness, form, symbols } = task;
  requireOneOf(`${where}.scheme`, scheme, SCHEMES);
  requireOneOf(`${where}.design`, design, DESIGNS);
  requireOneOf(`${where}.robustness`, robustness, ROBUSTNESS);
  const { txAntennas, rxAntennas } = task.scenario;
  const angle = missingAngle(txAntennas, rxAntennas);
  if (angle !== null) throw new InputError(`${where}.scenario.txAntennas: ${angle}`);
  const missing = missingDesign(scheme, design);
  if (missing !== null) throw new InputError(`${where}.design: ${missing}`);
  if (isSymbolLevel(scheme) && !symbols)
    throw new InputError(`${where}.symbols: expected the data symbols of ${scheme}, got nothing`);
  if (!isSymbolLevel(scheme) && symbols)
    throw new InputError(
      `${where}.symbols: expected none with ${scheme}, whose designs do not depend on them, got some`,
    );
  requireOneOf(`${where}.form.kind`, form.kind, ['threshold', 'weighted']);
  if (form.kind === 'threshold' && !(Number.isFinite(form.threshold) && form.threshold > 0))
    throw new InputError(`${where}.form.threshold: expected a positive number, got ${form.threshold}`);
  if (form.kind === 'weighted' && !(form.rho >= 0 && form.rho <= 1))
    throw new InputError(`${where}.form.rho: expected a number from 0 to 1, got ${form.rho}`);
}

function requireOneOf(field: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new InputError(`${field}: expected one of ${choices.join(', ')}, got ${value}`);
}
