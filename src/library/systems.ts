import type { Realization, Scenario } from '../model/scenario.ts';
import type { Cooperation } from '../model/sinr.ts';
import {
  cooperation as cooperationSchema,
  realization as realizationSchema,
  scenario as scenarioSchema,
} from './fields.ts';
import { requireArgument } from './requireArgument.ts';
import { requireNumbers } from './requireNumbers.ts';

/** @throws InputError on a scenario with a missing, unknown or impossible field. */
export function requireScenario(scenario: Scenario, name = 'scenario'): void {
  requireArgument(name, scenario, scenarioSchema);
}

/** @throws InputError on channels that do not fit the scenario. */
export function requireChannels(scenario: Scenario, channels: Float64Array, name = 'channels'): void {
  const { cells, usersPerCell, txAntennas } = scenario;
  const length = 2 * cells ** 2 * usersPerCell * txAntennas;
  requireNumbers(name, channels, length, '[bs][cell][user][antenna][2]');
}

/** @throws InputError on shapes of errors that do not fit the scenario. */
export function requireShape(scenario: Scenario, shape: Float64Array | undefined, name = 'errorShape'): void {
  if (shape === undefined) return;
  const { cells, usersPerCell, txAntennas } = scenario;
  const length = 2 * cells ** 2 * usersPerCell * txAntennas ** 2;
  requireNumbers(name, shape, length, '[bs][cell][user][antenna][antenna][2]');
}

/** @throws InputError on a realization with a missing or unknown field, or that does not fit the scenario. */
export function requireRealization(scenario: Scenario, realization: Realization, name = 'realization'): void {
  requireArgument(name, realization, realizationSchema);
  requireNumbers(`${name}.reflectionGain`, realization.reflectionGain, 2 * scenario.cells ** 2, '[bs][target][2]');
  requireChannels(scenario, realization.channels, `${name}.channels`);
  requireShape(scenario, realization.errorShape, `${name}.errorShape`);
}

/** @throws InputError on a cooperation that there is not, and on precoders that do not fit the scenario. */
function requirePrecoders(scenario: Scenario, precoders: Float64Array, cooperation: Cooperation): void {
  requireArgument('cooperation', cooperation, cooperationSchema);
  const { cells, usersPerCell, txAntennas } = scenario;
  const streams = 2 * cells * usersPerCell * txAntennas;
  if (cooperation === 'cbf') requireNumbers('precoders', precoders, streams, '[bs][user][antenna][2]');
  else requireNumbers('precoders', precoders, cells * streams, '[user][stacked antenna][2]');
}

/**
 * Checks what metrics of the communication are computed from.
 *
 * @throws InputError on an argument with a missing, unknown or impossible field, or that does not fit the scenario.
 */
export function requireLinks(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
): void {
  requireScenario(scenario);
  requireChannels(scenario, channels);
  requirePrecoders(scenario, precoders, cooperation);
}

/**
 * Checks what metrics of the sensing are computed from.
 *
 * @throws InputError as `requireLinks`.
 */
export function requireEchoes(
  scenario: Scenario,
  realization: Realization,
  precoders: Float64Array,
  cooperation: Cooperation,
): void {
  requireScenario(scenario);
  requireRealization(scenario, realization);
  requirePrecoders(scenario, precoders, cooperation);
}
