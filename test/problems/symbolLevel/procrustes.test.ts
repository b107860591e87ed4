import { expect, it } from 'vitest';
import { nearestWithCovariance } from '../../../src/problems/symbolLevel/procrustes.ts';
import { sampleCovariance } from '../../../src/problems/symbolLevel/successiveApproximation.ts';
import { complexNormal } from '../../../src/random/complexNormal.ts';
import { openStream } from '../../../src/random/stream.ts';

const N = 4;
const L = 9;
const draw = (realization: number, count: number): Float64Array =>
  complexNormal(openStream({ seed: 3n, realization, stream: 'rankOneCandidates' }), count);
const distance = (x: Float64Array, y: Float64Array): number =>
  x.reduce((sum, v, i) => sum + (v - (y[i] as number)) ** 2, 0);

it('has the covariance, returns vectors that have it already, and no random competitor is nearer', () => {
  const target = sampleCovariance(draw(1, N * L), N);
  const vectors = draw(2, N * L);
  const nearest = nearestWithCovariance(target, vectors, N);
  sampleCovariance(nearest, N).forEach((v, i) => {
    expect(v).toBeCloseTo(target[i] as number, 11);
  });
  const again = nearestWithCovariance(target, nearest, N);
  expect(Math.sqrt(distance(again, nearest))).toBeLessThan(1e-9);
  const best = distance(nearest, vectors);
  // competitors: nearest points for other vectors have the same covariance
  for (let k = 3; k < 60; k++)
    expect(distance(nearestWithCovariance(target, draw(k, N * L), N), vectors)).toBeGreaterThan(best);
});

it('keeps to the range of a covariance of rank one', () => {
  const x = draw(5, N);
  const target = sampleCovariance(x, N);
  const nearest = nearestWithCovariance(target, draw(6, N * L), N);
  sampleCovariance(nearest, N).forEach((v, i) => {
    expect(v).toBeCloseTo(target[i] as number, 10);
  });
});
