import { type SensingMetrics, sensingCbf as cbfSensing, sensingComp as compSensing } from '../model/crb.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import { sinrCbf as cbfSinr, sinrComp as compSinr } from '../model/sinr.ts';
import { requireEchoes, requireLinks } from './systems.ts';

/**
 * Block-level SINR of every user in coordinated beamforming, (20) of the paper.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders [bs][user][antenna][2].
 * @returns linear, [cell][user].
 * @throws InputError on an argument that does not fit the scenario or holds a number that is not finite.
 */
export function sinrCbf(scenario: Scenario, channels: Float64Array, precoders: Float64Array): Float64Array {
  requireLinks(scenario, channels, precoders, 'cbf');
  return cbfSinr(scenario, channels, precoders);
}

/**
 * Block-level SINR of every user in coordinated multipoint: channels and precoders stacked over the BSs.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders [cell * usersPerCell + user][stacked antenna][2].
 * @returns linear, [cell][user].
 * @throws InputError on an argument that does not fit the scenario or holds a number that is not finite.
 */
export function sinrComp(scenario: Scenario, channels: Float64Array, precoders: Float64Array): Float64Array {
  requireLinks(scenario, channels, precoders, 'comp');
  return compSinr(scenario, channels, precoders);
}

/**
 * Sensing metrics of coordinated beamforming: CRBs of the angles and gains, and the Fisher information.
 *
 * @param precoders [bs][user][antenna][2].
 * @throws InputError on an argument that does not fit the scenario or holds a number that is not finite.
 */
export function sensingCbf(scenario: Scenario, realization: Realization, precoders: Float64Array): SensingMetrics {
  requireEchoes(scenario, realization, precoders, 'cbf');
  return cbfSensing(scenario, realization, precoders);
}

/**
 * Sensing metrics of coordinated multipoint: CRBs of the angles and gains, and the Fisher information.
 *
 * @param precoders [cell * usersPerCell + user][stacked antenna][2].
 * @throws InputError on an argument that does not fit the scenario or holds a number that is not finite.
 */
export function sensingComp(scenario: Scenario, realization: Realization, precoders: Float64Array): SensingMetrics {
  requireEchoes(scenario, realization, precoders, 'comp');
  return compSensing(scenario, realization, precoders);
}
