import { describe, expect, it } from 'vitest';
import { blockDistances, coneBlocks, distanceToCones } from '../../src/conic/lowering/coneBlocks.ts';
import { margin } from './conicCertify.ts';
import { dot, type TrialCone } from './conicTrialProgram.ts';
import { randomArray, testRandom } from './testRandom.ts';

const cones: TrialCone[] = [
  { kind: 'nonneg', size: 1, real: true },
  { kind: 'secondOrder', size: 4, real: true },
  { kind: 'psd', size: 4, real: true },
  { kind: 'psd', size: 4, real: false },
];

describe('the nearest point of a cone', () => {
  for (const cone of cones)
    it(`${cone.kind}${cone.real ? '' : ', complex'}: in the cone, and the rest is orthogonal to it in minus the cone`, () => {
      const next = testRandom(7);
      const { size, real } = cone;
      const [block] = coneBlocks(
        {
          nonneg: cone.kind === 'nonneg' ? size : 0,
          secondOrder: cone.kind === 'secondOrder' ? [{ size, count: 1 }] : [],
          psd: cone.kind === 'psd' ? [{ size, count: 1, real }] : [],
        },
        0,
      );
      if (!block) throw new Error('no block');
      for (let draw = 0; draw < 20; draw++) {
        const v = randomArray(block.width, next);
        const near = v.slice();
        const [distance] = blockDistances([block], near);
        const rest = [...near].map((p, i) => p - (v[i] ?? NaN));
        // Moreau: v = near - rest with near and rest in the (self-dual) cone and orthogonal
        expect(margin([cone], [...near])).toBeGreaterThan(-1e-12);
        expect(margin([cone], rest)).toBeGreaterThan(-1e-12);
        expect(dot([...near], rest)).toBeCloseTo(0, 12);
        expect(distance).toBeCloseTo(Math.hypot(...rest), 12);
        expect(distanceToCones([block], near)).toBeLessThan(1e-12);
      }
    });
});
