import { expect, test } from 'vitest';
import { steeringDerivative, steeringVector } from '../../src/model/arrays.ts';
import { innerProduct, squaredNorm } from '../../src/model/complexVector.ts';

const ANGLES = [-1.2, -0.4, 0, 0.3, 1.05];

test('a steering vector has unit entries, and its middle has phase zero', () => {
  const v = steeringVector(5, 0.7);
  for (let i = 0; i < 5; i++) expect(Math.hypot(v[2 * i] ?? 0, v[2 * i + 1] ?? 0)).toBeCloseTo(1, 14);
  expect(v[4]).toBe(1);
  expect(v[5]).toBe(0);
});

test('the phase of a steering vector advances by pi sin(angle) from element to element', () => {
  const v = steeringVector(2, Math.PI / 6);
  // elements at -1/2 and +1/2, step pi/2: exp(-j pi/4) and exp(j pi/4)
  const half = Math.SQRT1_2;
  [half, -half, half, half].forEach((expected, i) => expect(v[i]).toBeCloseTo(expected, 14));
});

test('a centred steering vector is orthogonal to its derivative', () => {
  for (const n of [1, 2, 5, 6, 16])
    for (const angle of ANGLES) {
      const product = innerProduct(steeringVector(n, angle), steeringDerivative(n, angle));
      expect(Math.hypot(product.re, product.im)).toBeLessThan(1e-12 * n * n);
      // norm of the derivative: pi^2 cos^2 (n^3 - n)/12
      const expected = ((Math.PI * Math.cos(angle)) ** 2 * (n ** 3 - n)) / 12;
      expect(squaredNorm(steeringDerivative(n, angle))).toBeCloseTo(expected, 9);
    }
});

test('the steering derivative agrees with central differences', () => {
  const h = 1e-5;
  for (const angle of ANGLES) {
    const plus = steeringVector(6, angle + h);
    const minus = steeringVector(6, angle - h);
    steeringDerivative(6, angle).forEach((value, i) => {
      // truncation error h^2 / 6 times the third derivative, at most (2.5 pi)^3
      expect(Math.abs(value - ((plus[i] ?? 0) - (minus[i] ?? 0)) / (2 * h))).toBeLessThan(1e-7);
    });
  }
});
