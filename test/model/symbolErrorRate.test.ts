import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { blockTransmitter } from '../../src/model/blockTransmission.ts';
import { drawRealization } from '../../src/model/channels.ts';
import type { Transmission } from '../../src/model/constructiveInterference.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { perturbChannels } from '../../src/model/sinr.ts';
import { symbolErrorRate } from '../../src/model/symbolErrorRate.ts';
import { drawSymbolPhases } from '../../src/model/symbols.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';
import { CHANNELS, conjugatePrecoders, SYSTEM, USERS } from './interferingUsers.ts';
import { exactBlockErrorRates, exactFrameErrorRates, mpskErrorRate, normalCdf } from './symbolErrorOracle.ts';

describe('one user in white noise', () => {
  const scenario = makeScenario({
    cells: 1,
    usersPerCell: 1,
    txAntennas: 2,
    frameLength: 50,
    targetAnglesDeg: [[-50]],
  });
  const { channels } = drawRealization(scenario, { seed: 2n, realization: 0 });

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

  const newSymbols = (order: number, amplitude: number) => {
    const transmit = blockTransmitter(scenario, channels, matched(amplitude), 'cbf', order);
    return (frame: number): Transmission =>
      transmit(drawSymbolPhases(scenario, { seed: 2n, realization: 0, pskOrder: order, frame }));
  };

  it('the closed form of Craig is Q(sqrt(2 snr)) of 2-PSK and 2 Q - Q^2, Q = Q(sqrt(snr)), of 4-PSK', () => {
    for (const snr of [0.5, 2, 8]) {
      expect(mpskErrorRate(2, snr)).toBeCloseTo(normalCdf(-Math.sqrt(2 * snr)), 9);
      const q = normalCdf(-Math.sqrt(snr));
      expect(mpskErrorRate(4, snr)).toBeCloseTo(2 * q - q * q, 9);
    }
  });

  it.each([
    [2, 1],
    [4, 1.5],
    [8, 2.5],
  ] as const)('has the closed form of %i-PSK within its confidence', (order, amplitude) => {
    const { rate, interval, decisions } = symbolErrorRate(scenario, channels, newSymbols(order, amplitude), {
      seed: 3n,
      realization: 0,
      frames: 1000,
    });
    const exact = mpskErrorRate(order, amplitude ** 2);
    expect(decisions).toBe(50 * 1000);
    // four standard deviations: one false alarm in 16,000 seeds
    expect(Math.abs((rate[0] as number) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / decisions));
    expect(interval[0] as number).toBeLessThan(rate[0] as number);
    expect(interval[1] as number).toBeGreaterThan(rate[0] as number);
  });

  it('errs more with a larger CSI error, and the same in every call', () => {
    const run = (radius: number): number =>
      symbolErrorRate(scenario, channels, newSymbols(4, 3), { seed: 3n, realization: 0, frames: 200, radius })
        .rate[0] as number;
    expect(run(2)).toBeGreaterThan(run(0) + 0.01);
    expect(run(2)).toBe(run(2));
  });

  it('has a wider interval where CSI errors tie the decisions of a frame together', () => {
    const width = (radius: number): number => {
      const { rate, interval, decisions } = symbolErrorRate(scenario, channels, newSymbols(4, 3), {
        seed: 3n,
        realization: 0,
        frames: 200,
        radius,
      });
      const [p, lower, upper] = [rate[0], interval[0], interval[1]] as [number, number, number];
      return (upper - lower) / (2 * 1.96 * Math.sqrt((p * (1 - p)) / decisions));
    };
    expect(width(0)).toBeCloseTo(1, 1);
    expect(width(2)).toBeGreaterThan(1.5);
  });

  it('refuses a number of frames that is not a positive integer', () => {
    for (const frames of [0, 1.5])
      expect(() => symbolErrorRate(scenario, channels, newSymbols(4, 1), { seed: 1n, realization: 0, frames })).toThrow(
        InputError,
      );
  });
});

describe('two cells of two users that interfere', () => {
  const simulate = (cooperation: 'cbf' | 'comp', frames: number, frameOf: (frame: number) => number, radius = 0) => {
    const transmit = blockTransmitter(SYSTEM, CHANNELS, conjugatePrecoders(cooperation), cooperation, 4);
    return symbolErrorRate(
      SYSTEM,
      CHANNELS,
      (frame) => transmit(drawSymbolPhases(SYSTEM, { seed: 5n, realization: 3, pskOrder: 4, frame: frameOf(frame) })),
      { seed: 5n, realization: 3, frames, radius },
    );
  };

  it.each(['cbf', 'comp'] as const)('block level in %s has the mean over all symbols of all users', (cooperation) => {
    const exact = exactBlockErrorRates(SYSTEM, CHANNELS, CHANNELS, conjugatePrecoders(cooperation), cooperation);
    const { rate, decisions } = simulate(cooperation, 4000, (frame) => frame);
    exact.forEach((p, user) => {
      expect(p).toBeGreaterThan(0.005);
      // four standard deviations of independent decisions, for each of eight rates
      expect(Math.abs((rate[user] as number) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / decisions));
    });
    // one frame, sent again and again, has rates of its own
    const fixed = simulate(cooperation, 4000, () => 0).rate;
    const apart = fixed.map((r, user) => Math.abs(r - (exact[user] as number)) / (exact[user] as number));
    expect(Math.max(...apart)).toBeGreaterThan(0.1);
  });

  it.each(['cbf', 'comp'] as const)('block level in %s with CSI errors has the mean over errors and symbols', (c) => {
    const frames = 2000;
    const [sum, squares] = [new Float64Array(USERS), new Float64Array(USERS)];
    for (let draw = 0; draw < frames; draw++) {
      // errors of another seed than the simulation's
      const e = drawCsiErrors(SYSTEM, { seed: 77n, realization: 0, draw, radius: 0.5 });
      exactBlockErrorRates(SYSTEM, perturbChannels(CHANNELS, e), CHANNELS, conjugatePrecoders(c), c).forEach(
        (p, user) => {
          sum[user] = (sum[user] as number) + p;
          squares[user] = (squares[user] as number) + p * p;
        },
      );
    }
    const { rate, decisions } = simulate(c, frames, (frame) => frame, 0.5);
    rate.forEach((r, user) => {
      const p = (sum[user] as number) / frames;
      const spread = ((squares[user] as number) / frames - p * p) / frames;
      // the simulation's variance is that of its decisions and that of its errors; the oracle's that of its errors
      expect(Math.abs(r - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / decisions + 2 * spread));
    });
  });

  it('a symbol-level design has the rate of its frame', () => {
    const symbolPhase = drawSymbolPhases(SYSTEM, { seed: 2n, realization: 0, pskOrder: 4 });
    const vectors = complexNormal(openStream({ seed: 9n, realization: 0, stream: 'symbols' }), 2 * 5 * 3);
    const transmission: Transmission = { cooperation: 'cbf', vectors, symbolPhase, pskOrder: 4 };
    const exact = exactFrameErrorRates(SYSTEM, CHANNELS, transmission);
    const { rate, decisions } = symbolErrorRate(SYSTEM, CHANNELS, () => transmission, {
      seed: 3n,
      realization: 0,
      frames: 2000,
    });
    exact.forEach((p, user) =>
      expect(Math.abs((rate[user] as number) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / decisions)),
    );
  });

  it('symbol-level rates are the numbers of earlier versions', () => {
    const erring = makeScenario({ usersPerCell: 2, txAntennas: 3, frameLength: 5, csiErrorRadius: 0.3 });
    const symbolPhase = drawSymbolPhases(SYSTEM, { seed: 2n, realization: 0, pskOrder: 4 });
    const vectors = complexNormal(openStream({ seed: 9n, realization: 0, stream: 'symbols' }), 2 * 5 * 3);
    const wrong = (cooperation: 'cbf' | 'comp'): number[] => {
      const transmission: Transmission = { cooperation, vectors, symbolPhase, pskOrder: 4 };
      const key = { seed: 3n, realization: 0, frames: 40 };
      return Array.from(symbolErrorRate(erring, CHANNELS, () => transmission, key).rate, (r) => Math.round(200 * r));
    };
    expect(wrong('cbf')).toEqual([197, 190, 168, 167]);
    expect(wrong('comp')).toEqual([171, 162, 176, 170]);
  });

  it('frames draw symbols of their own, the same however many are drawn', () => {
    const phases = (frame?: number): string =>
      drawSymbolPhases(SYSTEM, {
        seed: 2n,
        realization: 0,
        pskOrder: 4,
        ...(frame === undefined ? {} : { frame }),
      }).join();
    const designed = phases();
    const frames = [0, 1, 2, 3].map(phases);
    expect(new Set([designed, ...frames]).size).toBe(5);
    expect([3, 2, 1, 0].map(phases)).toEqual(frames.toReversed());
    expect(() => phases(2 ** 24)).toThrow(InputError);
  });
});
