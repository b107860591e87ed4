import { expect, test } from 'vitest';
import { drawRealization } from '../../src/model/channels.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { sampledSinr } from '../../src/model/sampledWorstCase.ts';
import { SharedCsiErrors } from '../../src/model/sharedCsiErrors.ts';
import { sinrCbf } from '../../src/model/sinr.ts';
import { randomVector } from './samples.ts';

const small = makeScenario({ csiErrorRadius: 0.01 });
const options = { seed: 4n, realization: 2, draws: 7 };

test('shared draws give the SINR of draws of its own at every radius, law, size and realization, in any order', () => {
  const shared = new SharedCsiErrors();
  const scenarios = [small, makeScenario({ csiErrorRadius: 0.05 }), makeScenario({ txAntennas: 4 })];
  for (const realization of [2, 3, 2])
    for (const errorLaw of ['ball', 'sphere'] as const)
      for (const scenario of [...scenarios, ...scenarios]) {
        const { channels } = drawRealization(scenario, { seed: 4n, realization });
        const precoders = randomVector(1, scenario.cells * scenario.usersPerCell * scenario.txAntennas);
        const of = { ...options, realization, errorLaw };
        const sinrOf = (h: Float64Array) => sinrCbf(scenario, h, precoders);
        expect(sampledSinr(scenario, channels, sinrOf, of, shared)).toEqual(
          sampledSinr(scenario, channels, sinrOf, of),
        );
      }
});

test('without errors every draw has the nominal SINR', () => {
  const scenario = makeScenario({ csiErrorRadius: 0 });
  const { channels } = drawRealization(scenario, { seed: 4n, realization: 2 });
  const precoders = randomVector(1, scenario.cells * scenario.usersPerCell * scenario.txAntennas);
  const nominal = sinrCbf(scenario, channels, precoders);
  const { sinr, minimum } = sampledSinr(scenario, channels, (h) => sinrCbf(scenario, h, precoders), options);
  expect(sinr).toEqual(Float64Array.from(Array.from({ length: 7 }, () => [...nominal]).flat()));
  expect(minimum).toEqual(nominal);
});

test('the draws of a realization are made once, whatever the radius', () => {
  const shared = new SharedCsiErrors();
  const first = shared.directions(small, options);
  expect(shared.directions(makeScenario({ csiErrorRadius: 0.05 }), options)).toBe(first);
  expect(shared.directions(small, { ...options, errorLaw: 'sphere' })).not.toEqual(first);
  expect(shared.directions(small, { ...options, draws: 8 })?.subarray(0, first?.length)).toEqual(first);
  expect(shared.directions(small, { ...options, realization: 3 })).not.toEqual(first);
  expect(shared.directions(small, { ...options, seed: 5n })).not.toEqual(first);
});

test('draws that take more memory than allowed are not kept, and those of another realization make room', () => {
  const bytes = 8 * 7 * small.cells ** 2 * small.usersPerCell * (2 * small.txAntennas + 2);
  const shared = new SharedCsiErrors(bytes);
  expect(shared.directions(small, options)).toHaveLength(bytes / 8);
  expect(shared.directions(small, { ...options, errorLaw: 'sphere' })).toBeNull();
  expect(shared.directions(small, { ...options, realization: 3 })).toHaveLength(bytes / 8);
  expect(new SharedCsiErrors(bytes - 1).directions(small, options)).toBeNull();
});
