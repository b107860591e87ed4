import { expect, it } from 'vitest';
import { polarFactor } from '../../../src/problems/symbolLevel/polarFactor.ts';
import { sampleCovariance } from '../../../src/model/sampleCovariance.ts';
import { complexNormal } from '../../../src/random/complexNormal.ts';
import { openStream } from '../../../src/random/stream.ts';

const RANK = 4;
const L = 9;
const draw = (realization: number, count: number): Float64Array =>
  complexNormal(openStream({ seed: 3n, realization, stream: 'rankOneCandidates' }), count);
const distance = (x: Float64Array, y: Float64Array): number =>
  x.reduce((sum, v, i) => sum + (v - (y[i] as number)) ** 2, 0);

it('has orthogonal rows of norm sqrt(L), returns them unchanged, and no random competitor is nearer', () => {
  const z = draw(2, RANK * L);
  const nearest = polarFactor(z, RANK);
  sampleCovariance(nearest, RANK).forEach((v, i) => {
    expect(v).toBeCloseTo(i % (2 * (RANK + 1)) === 0 ? 1 : 0, 12);
  });
  expect(Math.sqrt(distance(polarFactor(nearest, RANK), nearest))).toBeLessThan(1e-12);
  const best = distance(nearest, z);
  for (let k = 3; k < 60; k++) expect(distance(polarFactor(draw(k, RANK * L), RANK), z)).toBeGreaterThan(best);
});

it('leaves out the directions that are absent, here two of four', () => {
  const z = draw(5, RANK * L);
  for (let s = 0; s < L; s++) z.fill(0, 2 * (s * RANK + 2), 2 * (s + 1) * RANK);
  sampleCovariance(polarFactor(z, RANK), RANK).forEach((v, i) => {
    expect(v).toBeCloseTo(i === 0 || i === 2 * (RANK + 1) ? 1 : 0, 12);
  });
});
