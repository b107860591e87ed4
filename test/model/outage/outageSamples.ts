import { expect } from 'vitest';
import type { ScenarioInput } from '../../../src/model/makeScenario.ts';
import { type ExactOutage, exactOutage, type OutageOptions } from '../../../src/model/outage/exactOutage.ts';
import { type Cooperation, sinrCbf, sinrComp } from '../../../src/model/sinr.ts';
import { sample } from '../samples.ts';

export const cooperations: readonly Cooperation[] = ['cbf', 'comp'];
export const sinrOf = { cbf: sinrCbf, comp: sinrComp };
export const SMALL: ScenarioInput = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, noisePower: 0.8 };

/** Outage of a sample, with all beams at `power` times theirs. */
export function outageOf(
  seed: number,
  input: ScenarioInput,
  cooperation: Cooperation,
  options: OutageOptions,
  power = 1,
): ExactOutage {
  const { scenario, realization, [cooperation]: precoders } = sample(seed, input);
  const stronger = precoders.map((x) => Math.sqrt(power) * x);
  return exactOutage(scenario, realization.channels, stronger, cooperation, options);
}

/** The known SINRs of a sample. */
export function knownSinr(seed: number, input: ScenarioInput, cooperation: Cooperation): Float64Array {
  const { scenario, realization, [cooperation]: precoders } = sample(seed, input);
  return sinrOf[cooperation](scenario, realization.channels, precoders);
}

/** S = scale I for every link. */
export function scaledIdentity(seed: number, input: ScenarioInput, scale: number): Float64Array {
  const { scenario, realization } = sample(seed, input);
  const n = scenario.txAntennas;
  const shape = new Float64Array(realization.channels.length * n);
  for (let row = 0; row < realization.channels.length / 2; row++) shape[2 * (row * n + (row % n))] = scale;
  return shape;
}

/** Each number within a relative tolerance of its reference. */
export function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++)
    expect(Math.abs((a[i] as number) / (b[i] as number) - 1), `${a[i]} and ${b[i]}`).toBeLessThan(tolerance);
}
