import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { drawRealization } from '../../src/model/channels.ts';
import type { Transmission } from '../../src/model/constructiveInterference.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { perturbChannels } from '../../src/model/sinr.ts';
import { drawSymbolPhases } from '../../src/model/symbols.ts';
import { countSymbolErrors } from '../../src/montecarlo/kernels/cpu/symbolErrorsCpu.ts';
import { listenersOf } from '../../src/montecarlo/listener.ts';
import {
  type FrameOptions,
  type SendingDesign,
  type SymbolErrorRates,
  symbolErrorRates,
} from '../../src/montecarlo/symbolErrorRates.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';
import { CHANNELS, conjugatePrecoders, SYSTEM, USERS } from '../model/interferingUsers.ts';
import { exactBlockErrorRates, exactFrameErrorRates, mpskErrorRate, normalCdf } from '../model/symbolErrorOracle.ts';
import { blockTransmitter } from './blockTransmitter.ts';
import { plainSymbolErrors } from './plainSymbolErrors.ts';

/** Rates of one design. */
function symbolErrorRate(
  scenario: Scenario,
  channels: Float64Array,
  transmission: SendingDesign['transmission'],
  { radius = scenario.csiErrorRadius, ...options }: Omit<FrameOptions, 'law'> & { readonly radius?: number },
): SymbolErrorRates {
  const [rates] = symbolErrorRates([{ scenario, channels, transmission, radius }], { law: 'ball', ...options });
  if (!rates) throw new Error('rates of every design');
  return rates;
}

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

  const newSymbols = (pskOrder: number, amplitude: number) =>
    ({ cooperation: 'cbf', precoders: matched(amplitude), pskOrder }) as const;

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
  const sent = { seed: 5n, realization: 3 };
  const simulate = (cooperation: 'cbf' | 'comp', frames: number, radius = 0) =>
    symbolErrorRate(
      SYSTEM,
      CHANNELS,
      { cooperation, precoders: conjugatePrecoders(cooperation), pskOrder: 4 },
      { ...sent, frames, radius },
    );

  it.each(['cbf', 'comp'] as const)('block level in %s has the mean over all symbols of all users', (cooperation) => {
    const exact = exactBlockErrorRates(SYSTEM, CHANNELS, CHANNELS, conjugatePrecoders(cooperation), cooperation);
    const { rate, decisions } = simulate(cooperation, 4000);
    exact.forEach((p, user) => {
      expect(p).toBeGreaterThan(0.005);
      // four standard deviations of independent decisions, for each of eight rates
      expect(Math.abs((rate[user] as number) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / decisions));
    });
    // one frame, sent again and again, has rates of its own
    const transmit = blockTransmitter(SYSTEM, CHANNELS, conjugatePrecoders(cooperation), cooperation, 4);
    const frame = transmit(drawSymbolPhases(SYSTEM, { ...sent, pskOrder: 4, frame: 0 }));
    const fixed = symbolErrorRate(SYSTEM, CHANNELS, frame, { ...sent, frames: 4000, radius: 0 }).rate;
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
    const { rate, decisions } = simulate(c, frames, 0.5);
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
    const { rate, decisions } = symbolErrorRate(SYSTEM, CHANNELS, transmission, {
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
      return Array.from(symbolErrorRate(erring, CHANNELS, transmission, key).rate, (r) => Math.round(200 * r));
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
    expect(() => phases(2 ** 32)).toThrow(InputError);
  });
});

describe('the kernel', () => {
  const scenario = makeScenario({ usersPerCell: 2, txAntennas: 3, frameLength: 5, noisePower: 1.3 });
  const vectors = complexNormal(openStream({ seed: 9n, realization: 0, stream: 'symbols' }), 2 * 5 * 3);
  const key = { seed: 0xfedcba9876543210n, realization: 7 };

  it.each(
    (['cbf', 'comp'] as const).flatMap((cooperation) =>
      [2, 4, 8].flatMap((pskOrder) => ([0, 0.4] as const).map((radius) => ({ cooperation, pskOrder, radius }))),
    ),
  )('counts what the definition counts, frame by frame: $cooperation, $pskOrder-PSK, d = $radius', (c) => {
    const { cooperation, pskOrder, radius } = c;
    const precoders = conjugatePrecoders(cooperation);
    const symbolPhase = drawSymbolPhases(scenario, { ...key, pskOrder });
    const fixed: Transmission = { cooperation, vectors, symbolPhase, pskOrder };
    const transmit = blockTransmitter(scenario, CHANNELS, precoders, cooperation, pskOrder);
    const frames = 207;
    const plain = [
      (frame: number) => transmit(drawSymbolPhases(scenario, { ...key, pskOrder, frame })),
      () => fixed,
    ].map((sent) => plainSymbolErrors(scenario, CHANNELS, sent, { ...key, frames, law: 'sphere', radius }));
    const { cells, usersPerCell, txAntennas, frameLength, noisePower } = scenario;
    const counted = countSymbolErrors({
      ...key,
      law: 'sphere',
      frames,
      cells,
      usersPerCell,
      txAntennas,
      frameLength,
      noisePower,
      hasErrors: radius > 0,
      designs: [
        listenersOf(scenario, CHANNELS, { cooperation, precoders, pskOrder }, radius),
        listenersOf(scenario, CHANNELS, fixed, radius),
      ],
    });
    expect(counted).toEqual(plain);
    expect(counted.flat().every(({ wrong }) => wrong > 0 && wrong < frames * frameLength)).toBe(true);
  });

  it('counts the same for designs together as for each alone', () => {
    const designs = (['cbf', 'comp'] as const).flatMap((cooperation) =>
      [2, 4, 8].map((pskOrder) => ({
        scenario,
        channels: CHANNELS,
        transmission: { cooperation, precoders: conjugatePrecoders(cooperation), pskOrder },
        radius: pskOrder === 4 ? 0 : 0.3,
      })),
    );
    const options = { ...key, law: 'gaussian', frames: 61 } as const;
    expect(symbolErrorRates(designs, options)).toEqual(designs.flatMap((d) => symbolErrorRates([d], options)));
  });
});
