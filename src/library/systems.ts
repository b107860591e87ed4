import type { Realization, Scenario } from '../model/scenario.ts';
import type { Cooperation } from '../model/sinr.ts';
import { realization as realizationSchema, scenario as scenarioSchema } from './fields.ts';
import { requireArgument } from './requireArgument.ts';
import { requireNumbers } from './requireNumbers.ts';

const CHANNELS = '[bs][cell][user][antenna][2]';

/** @throws InputError on a scenario with a missing, unknown or impossible field. */
export function requireScenario(scenario: Scenario, name = 'scenario'): void {
  requireArgument(name, scenario, scenarioSchema);
}

/** @throws InputError on channels that do not fit the scenario. */
export function requireChannels(scenario: Scenario, channels: Float64Array, name = 'channels'): void {
  const { cells, usersPerCell, txAntennas } = scenario;
  requireNumbers(name, channels, { length: 2 * cells ** 2 * usersPerCell * txAntennas, layout: CHANNELS });
}

/** @throws InputError on a realization with a missing or unknown field, or that does not fit the scenario. */
export function requireRealization(scenario: Scenario, realization: Realization, name = 'realization'): void {
  requireArgument(name, realization, realizationSchema);
  const length = 2 * scenario.cells ** 2;
  requireNumbers(`${name}.reflectionGain`, realization.reflectionGain, { length, layout: '[bs][target][2]' });
  requireChannels(scenario, realization.channels, `${name}.channels`);
}

/** @throws InputError on precoders that do not fit the scenario. */
export function requirePrecoders(scenario: Scenario, precoders: Float64Array, cooperation: Cooperation): void {
  const { cells, usersPerCell, txAntennas } = scenario;
  const streams = 2 * cells * usersPerCell * txAntennas;
  requireNumbers(
    'precoders',
    precoders,
    cooperation === 'cbf'
      ? { length: streams, layout: '[bs][user][antenna][2]' }
      : { length: cells * streams, layout: '[user][stacked antenna][2]' },
  );
}
