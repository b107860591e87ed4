import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { steeringVector } from '../../src/model/arrays.ts';
import { drawRealization } from '../../src/model/channels.ts';
import { ERROR_LAWS } from '../../src/model/errorLaw.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';
import { THREE_CELLS } from './samples.ts';

const scenario = makeScenario();
const LINK = 2 * scenario.usersPerCell * scenario.txAntennas;

/** Squared magnitudes of the channels of every (BS, cell) pair over many realizations, [bs * cells + cell]. */
function powers(count: number, interCellLoss?: number): number[][] {
  const result: number[][] = [[], [], [], []];
  for (let realization = 0; realization < count; realization++) {
    const options = { seed: 99n, realization, ...(interCellLoss === undefined ? {} : { interCellLoss }) };
    const { channels } = drawRealization(scenario, options);
    for (let i = 0; i < channels.length; i += 2)
      result[Math.floor(i / LINK)]?.push((channels[i] ?? NaN) ** 2 + (channels[i + 1] ?? NaN) ** 2);
  }
  return result;
}

describe('Rayleigh channels', () => {
  test.each([undefined, 5])('have unit power in the cell and 1/loss between cells (loss %s)', (loss) => {
    const all = powers(400, loss);
    const other = 1 / (loss ?? 3);
    [1, other, other, 1].forEach((expected, pair) => {
      const values = all[pair] ?? [];
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      // the power is exponential: 5 standard errors of its mean
      expect(values.length).toBe((400 * LINK) / 2);
      expect(Math.abs(mean - expected)).toBeLessThan((5 * expected) / Math.sqrt(values.length));
    });
  });

  test('differ between realizations and seeds, and repeat for the same key', () => {
    const draw = (seed: bigint, realization: number) => [...drawRealization(scenario, { seed, realization }).channels];
    expect(draw(1n, 7)).toEqual(draw(1n, 7));
    expect(draw(1n, 7)).not.toEqual(draw(1n, 8));
    expect(draw(1n, 7)).not.toEqual(draw(2n, 7));
  });

  test('realization 7 is the same whatever was drawn before, and in whatever order', () => {
    const alone = drawRealization(scenario, { seed: 3n, realization: 7, reflectionPhase: 'uniform' });
    const batch = [9, 7, 2].map((realization) =>
      drawRealization(scenario, { seed: 3n, realization, reflectionPhase: 'uniform' }),
    );
    expect(batch[1]).toEqual(alone);
  });

  test('do not depend on the reflection phases', () => {
    const zero = drawRealization(scenario, { seed: 3n, realization: 1 });
    const uniform = drawRealization(scenario, { seed: 3n, realization: 1, reflectionPhase: 'uniform' });
    expect(uniform.channels).toEqual(zero.channels);
  });
});

test.each(['zero', 'uniform'] as const)(
  'reflection gains make a received echo SNR L P abs(a)^2/sr2 of 1, a third of it across cells: %s',
  (law) => {
    const three = makeScenario(THREE_CELLS);
    const { reflectionGain } = drawRealization(three, { seed: 1n, realization: 0, reflectionPhase: law });
    const own = three.noisePower / (three.frameLength * three.powerBudget);
    const phases = new Set<number>();
    for (let n = 0; n < 3; n++)
      for (let m = 0; m < 3; m++) {
        const [re, im] = [reflectionGain[2 * (3 * n + m)] ?? NaN, reflectionGain[2 * (3 * n + m) + 1] ?? NaN];
        expect((re * re + im * im) / (n === m ? own : own / 3)).toBeCloseTo(1, 12);
        phases.add(Math.atan2(im, re));
      }
    expect(phases.size).toBe(law === 'zero' ? 1 : 9);
  },
);

test('line-of-sight channels are steering vectors of the users with the same gains', () => {
  const small = makeScenario({ usersPerCell: 1 });
  const userAnglesDeg = [
    [[10], [-40]],
    [[25], [60]],
  ];
  const options = { seed: 0n, realization: 0, channelModel: 'lineOfSight' as const, interCellLoss: 4, userAnglesDeg };
  const { channels } = drawRealization(small, options);
  const angles = userAnglesDeg.flat(2);
  angles.forEach((degrees, link) => {
    const gain = link === 0 || link === 3 ? 1 : 1 / 2;
    const v = steeringVector(6, (degrees * Math.PI) / 180);
    v.forEach((x, i) => expect(channels[12 * link + i]).toBeCloseTo(gain * x, 14));
  });
  expect(() => drawRealization(small, { ...options, userAnglesDeg: [[[1]]] })).toThrow(/userAnglesDeg: expected 2 x 2/);
  const { userAnglesDeg: _, ...without } = options;
  expect(() => drawRealization(small, without)).toThrow(InputError);
});

describe('CSI errors', () => {
  const key = { seed: 4n, realization: 2, radius: 0.01 };
  const norms = (errors: Float64Array): number[] =>
    Array.from({ length: errors.length / 12 }, (_, i) => Math.hypot(...errors.subarray(12 * i, 12 * (i + 1))));

  test('lie in the ball, or on the sphere, of every link', () => {
    const ball = norms(drawCsiErrors(scenario, { ...key, draw: 0 }));
    expect(ball).toHaveLength(12);
    expect(Math.max(...ball)).toBeLessThanOrEqual(0.01);
    expect(new Set(ball).size).toBe(12);
    for (const norm of norms(drawCsiErrors(scenario, { ...key, draw: 0, errorLaw: 'sphere' })))
      expect(norm).toBeCloseTo(0.01, 15);
  });

  test('take the radius of the scenario by default, differ from draw to draw, and repeat', () => {
    const robust = makeScenario({ csiErrorRadius: 0.01 });
    const draw = (index: number) => drawCsiErrors(robust, { seed: 4n, realization: 2, draw: index });
    expect(draw(5)).toEqual(drawCsiErrors(scenario, { ...key, draw: 5 }));
    expect(draw(5)).not.toEqual(draw(6));
    expect(Math.max(...drawCsiErrors(scenario, { seed: 4n, realization: 2, draw: 0 }).map(Math.abs))).toBe(0);
  });

  test('are a normal vector for each link, scaled to its length', () => {
    for (const errorLaw of ERROR_LAWS) {
      const stream = openStream({ seed: 4n, realization: 2, stream: 'csiError', substream: 3 });
      const expected = Array.from({ length: 12 }, () => {
        const length = errorLaw === 'ball' ? 0.01 * Math.pow(stream.uniform(), 1 / 12) : 0.01;
        const vector = complexNormal(stream, 6);
        const norm = errorLaw === 'gaussian' ? Math.sqrt(6) : Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
        return Array.from(vector, (x) => (length / norm) * x);
      }).flat();
      drawCsiErrors(scenario, { ...key, draw: 3, errorLaw }).forEach((x, i) =>
        expect(Math.abs(x - (expected[i] ?? NaN))).toBeLessThan(1e-17),
      );
    }
  });

  test('have a radius of at least zero', () => {
    expect(() => drawCsiErrors(scenario, { ...key, draw: 0, radius: -1 })).toThrow(InputError);
  });
});
