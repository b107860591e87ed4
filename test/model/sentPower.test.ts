import { expect, test } from 'vitest';
import { covarianceOf, covariancesCbf, diagonalBlocks, leakagePerBs, powerPerBs } from '../../src/model/covariance.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { leakedPower, sentPower } from '../../src/model/sentPower.ts';
import { randomVector } from './samples.ts';

test.each([1, 2, 3])('powers and leakages of beams are those of their covariances, %i cells', (cells) => {
  const [usersPerCell, txAntennas] = [2, 5];
  const targetAnglesDeg = Array.from({ length: cells }, (_, m) =>
    Array.from({ length: cells }, (_n, n) => 70 - 20 * m - 13 * n),
  );
  const scenario = makeScenario({ cells, usersPerCell, txAntennas, targetAnglesDeg });
  const own = randomVector(cells, cells * usersPerCell * txAntennas);
  const all = randomVector(10 + cells, cells * usersPerCell * cells * txAntennas);
  const cases = [
    ['cbf', own, covariancesCbf(scenario, own)],
    ['comp', all, diagonalBlocks(scenario, covarianceOf(all, cells * txAntennas))],
  ] as const;
  for (const [cooperation, precoders, covariances] of cases) {
    const expected = { power: powerPerBs(scenario, covariances), leakage: leakagePerBs(scenario, covariances) };
    sentPower(scenario, precoders, cooperation).forEach((x, m) => expect(x).toBeCloseTo(expected.power[m] ?? NaN, 12));
    leakedPower(scenario, precoders, cooperation).forEach((x, m) =>
      expect(x).toBeCloseTo(expected.leakage[m] ?? NaN, 11),
    );
  }
});
