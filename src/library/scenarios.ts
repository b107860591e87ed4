import { makeScenario as make, type ScenarioInput } from '../model/makeScenario.ts';
import type { Scenario } from '../model/scenario.ts';
import { scenarioInput } from './fields.ts';
import { requireOptions } from './requireArgument.ts';
import { requireScenario } from './systems.ts';

/**
 * Checks a scenario in the units of study files and converts it to linear units and radians.
 *
 * @param input default: the default system.
 * @throws InputError naming the field, what was expected and what came.
 */
export function makeScenario(input: ScenarioInput = {}): Scenario {
  requireOptions(input, scenarioInput, 'input');
  const scenario = make(input);
  requireScenario(scenario); // its size
  return scenario;
}

/** The default system: two cells with three users each, N = Nrx = 6, L = 30, P = 40 dB. */
export function defaultScenario(): Scenario {
  return make();
}
