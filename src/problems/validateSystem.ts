import { InputError } from '../errors.ts';
import { missingAngle } from '../model/makeScenario.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import { tooLargeDesign } from './designSize.ts';
import type { PrecodingProgram } from './precodingProgram.ts';

/** Kinds of programs that were found right for a scenario. */
const checkedKinds = new WeakMap<Scenario, Set<string>>();
/** Scenarios that a realization was found to fit. */
const checkedDraws = new WeakMap<Realization, WeakSet<Scenario>>();

/**
 * Refuses programs whose scenario has a missing or impossible number, that would be too large, or whose realization does not fit. Every program of a realization passes
 * here: what was found right once is not looked at again, because scenarios and realizations do not change.
 *
 * @throws InputError naming the field, `where` before it.
 */
export function validateSystem(program: PrecodingProgram, where: string): void {
  const { scenario, realization, scheme, problem, robustness } = program;
  const kind = `${scheme} ${problem} ${robustness}`;
  const kinds = checkedKinds.get(scenario);
  if (!kinds?.has(kind)) {
    validateScenario(program, where);
    if (kinds) kinds.add(kind);
    else checkedKinds.set(scenario, new Set([kind]));
  }
  const scenarios = checkedDraws.get(realization);
  if (scenarios?.has(scenario)) return;
  const { cells, usersPerCell, txAntennas } = scenario;
  requireNumbers(`${where}.realization.reflectionGain`, realization.reflectionGain, cells * cells * 2);
  requireNumbers(`${where}.realization.channels`, realization.channels, cells * cells * usersPerCell * txAntennas * 2);
  if (scenarios) scenarios.add(scenario);
  else checkedDraws.set(realization, new WeakSet([scenario]));
}

function validateScenario({ scenario, scheme, problem, robustness }: PrecodingProgram, where: string): void {
  const integer = (name: string, value: number): void => {
    if (!Number.isInteger(value) || value < 1)
      throw new InputError(`${where}.${name}: expected a positive integer, got ${value}`);
  };
  const { cells, usersPerCell, txAntennas, rxAntennas } = scenario;
  integer('scenario.cells', cells);
  integer('scenario.usersPerCell', usersPerCell);
  integer('scenario.txAntennas', txAntennas);
  integer('scenario.rxAntennas', rxAntennas);
  const angle = missingAngle(txAntennas, rxAntennas);
  if (angle !== null) throw new InputError(`${where}.scenario.txAntennas: ${angle}`);
  integer('scenario.frameLength', scenario.frameLength);
  requirePositive(`${where}.scenario.powerBudget`, scenario.powerBudget);
  requirePositive(`${where}.scenario.noisePower`, scenario.noisePower);
  requirePositive(`${where}.scenario.csiErrorRadius`, scenario.csiErrorRadius, true);
  requireNumbers(`${where}.scenario.targetAngles`, scenario.targetAngles, cells * cells);
  const size = tooLargeDesign({
    ...scenario,
    scheme,
    design: problem === 'joint' || problem === 'capsFree' ? problem : 'paper',
    robustness,
    lowerBounds: false,
  });
  if (size !== undefined) throw new InputError(`${where}: ${size}`);
}

/** @throws InputError on a number that is missing, not finite or not positive, `name` before it. */
export function requirePositive(name: string, value: number | undefined, orZero = false): void {
  if (value === undefined || !Number.isFinite(value) || value < 0 || (value === 0 && !orZero))
    throw new InputError(`${name}: expected a ${orZero ? 'number of at least 0' : 'positive number'}, got ${value}`);
}

/** @throws InputError on an array of another length, or with a number that is not finite, `name` before it. */
export function requireNumbers(name: string, value: Float64Array, length: number): void {
  if (value.length !== length) throw new InputError(`${name}: expected ${length} numbers, got ${value.length}`);
  for (let i = 0; i < length; i++)
    if (!Number.isFinite(value[i])) throw new InputError(`${name}: expected finite numbers, got ${value[i]}`);
}
