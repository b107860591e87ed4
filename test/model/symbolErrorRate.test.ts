import { describe, expect, it } from 'vitest';
import { blockTransmission } from '../../src/model/blockTransmission.ts';
import { drawRealization } from '../../src/model/channels.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { symbolErrorRate, wilson } from '../../src/model/symbolErrorRate.ts';
import { drawSymbolPhases } from '../../src/model/symbols.ts';
import { InputError } from '../../src/errors.ts';

const scenario = makeScenario({
  cells: 1,
  usersPerCell: 1,
  txAntennas: 2,
  frameLength: 50,
  targetAnglesDeg: [[-50]],
});
const { channels } = drawRealization(scenario, { seed: 2n, realization: 0 });
const DRAWS = 1000;

/** Matched filter with received amplitude A exp(j 0.7): SNR A^2 against unit noise. */
function matched(amplitude: number): Float64Array {
  const norm = Math.sqrt(channels.reduce((sum, v) => sum + v * v, 0));
  const w = new Float64Array(channels.length);
  for (let i = 0; i < channels.length; i += 2) {
    const [a, b] = [channels[i] as number, -(channels[i + 1] as number)];
    w[i] = (amplitude / norm ** 2) * (a * Math.cos(0.7) - b * Math.sin(0.7));
    w[i + 1] = (amplitude / norm ** 2) * (a * Math.sin(0.7) + b * Math.cos(0.7));
  }
  return w;
}

/** SER of M-PSK in complex Gaussian noise of unit power: (1/pi) int_0^(pi - pi/M) exp(-snr sin^2(pi/M)/sin^2 t) dt (Craig). */
function mpskErrorRate(order: number, snr: number): number {
  const steps = 20000;
  const end = Math.PI - Math.PI / order;
  let sum = 0;
  for (let k = 0; k < steps; k++) {
    const t = ((k + 0.5) * end) / steps;
    sum += Math.exp((-snr * Math.sin(Math.PI / order) ** 2) / Math.sin(t) ** 2);
  }
  return (sum * end) / steps / Math.PI;
}

describe('symbolErrorRate', () => {
  for (const [order, amplitude] of [
    [2, 1],
    [4, 1.5],
    [8, 2.5],
  ] as const)
    it(`equals the closed form of ${order}-PSK in white noise within its confidence`, () => {
      const phases = drawSymbolPhases(scenario, { seed: 2n, realization: 0, pskOrder: order });
      const transmission = blockTransmission(scenario, channels, matched(amplitude), 'cbf', phases, order);
      const { rate, interval, decisions } = symbolErrorRate(scenario, channels, transmission, {
        seed: 3n,
        realization: 0,
        draws: DRAWS,
      });
      const exact = mpskErrorRate(order, amplitude ** 2);
      expect(decisions).toBe(50 * DRAWS);
      // four standard deviations: one false alarm in 16,000 seeds
      expect(Math.abs((rate[0] as number) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / decisions));
      expect(interval[0] as number).toBeLessThan(rate[0] as number);
      expect(interval[1] as number).toBeGreaterThan(rate[0] as number);
    });

  it('grows with the CSI error and is the same for every call', () => {
    const phases = drawSymbolPhases(scenario, { seed: 2n, realization: 0, pskOrder: 4 });
    const t = blockTransmission(scenario, channels, matched(3), 'cbf', phases, 4);
    const run = (radius: number): number =>
      symbolErrorRate(scenario, channels, t, { seed: 3n, realization: 0, draws: 200, radius }).rate[0] as number;
    expect(run(2)).toBeGreaterThan(run(0) + 0.01);
    expect(run(2)).toBe(run(2));
  });

  it('refuses a number of draws that is not a positive integer', () => {
    const phases = drawSymbolPhases(scenario, { seed: 2n, realization: 0, pskOrder: 4 });
    const t = blockTransmission(scenario, channels, matched(1), 'cbf', phases, 4);
    expect(() => symbolErrorRate(scenario, channels, t, { seed: 1n, realization: 0, draws: 0 })).toThrow(InputError);
  });
});

it('wilson covers the exact share and stays in [0, 1]', () => {
  expect(wilson(0, 10)[0]).toBe(0);
  expect(wilson(10, 10)[1]).toBeCloseTo(1, 12);
  // Agresti and Coull (1998), 95%: 3 of 10 gives 0.108 .. 0.603
  expect(wilson(3, 10)[0]).toBeCloseTo(0.108, 3);
  expect(wilson(3, 10)[1]).toBeCloseTo(0.603, 3);
});
