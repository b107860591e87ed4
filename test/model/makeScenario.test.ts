import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { makeScenario, type ScenarioInput } from '../../src/model/makeScenario.ts';

test('the default scenario is the table of the paper in linear units', () => {
  const { targetAngles, ...numbers } = makeScenario();
  expect(numbers).toEqual({
    cells: 2,
    usersPerCell: 3,
    txAntennas: 6,
    rxAntennas: 6,
    frameLength: 30,
    powerBudget: 1e4,
    noisePower: 1,
    csiErrorRadius: 0,
    maxInterference: 10,
    maxLeakage: 4 * Math.PI * 1e4,
    interferenceSnapshots: 'single',
  });
  const degrees = [...targetAngles].map((x) => (x * 180) / Math.PI);
  [-50, 60, -60, 50].forEach((angle, i) => expect(degrees[i]).toBeCloseTo(angle, 12));
});

test('decibels are converted to powers in units of the noise', () => {
  const scenario = makeScenario({ powerBudgetDb: 20, maxInterferenceDb: 0, noisePower: 2 });
  expect(scenario.powerBudget).toBeCloseTo(200, 11);
  expect(scenario.maxInterference).toBe(2);
  expect(scenario.maxLeakage).toBeCloseTo(4 * Math.PI * 200, 9);
});

test.each([
  [{ frameLength: 5 }, /frameLength: expected at least txAntennas = 6, got 5/],
  [{ cells: 3 }, /targetAnglesDeg: expected 3 x 3 angles because cells is 3, got none/],
  [{ cells: 1 }, /targetAnglesDeg: expected 1 x 1/],
  [{ targetAnglesDeg: [[1, 2], [3]] }, /targetAnglesDeg: expected 2 x 2 angles, got rows of lengths \[2, 1\]/],
] satisfies [ScenarioInput, RegExp][])('%j is refused by the name of its field', (input, message) => {
  expect(() => makeScenario(input)).toThrow(InputError);
  expect(() => makeScenario(input)).toThrow(message);
});
