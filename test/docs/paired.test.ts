import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonSentence } from '../../scripts/results/comparisons.ts';
import { comparedAlong } from '../../scripts/results/curvePairs.ts';
import { pairedDifferences, pairedRatios } from '../../scripts/results/paired.ts';
import { countedRcrbOf, medianRcrb } from '../../scripts/results/rows.ts';
import type { StoredDesign } from '../../scripts/results/storedRun.ts';
import { infeasible, storedDesign } from './storedRows.ts';

/** Draws with these RCRBs, infinity for an infeasible one. */
function drawsOf(rcrbs: readonly number[], change: Partial<StoredDesign> = {}): StoredDesign[] {
  return rcrbs.map((rcrb_deg, realization) =>
    rcrb_deg === Infinity ? infeasible({ ...change, realization }) : storedDesign({ ...change, realization, rcrb_deg }),
  );
}

describe('pairedRatios', () => {
  it('is the median of the ratios of the same draws, not the ratio of medians', () => {
    const first = drawsOf([1, 10, 100]);
    const second = drawsOf([2, 5, 1000]);
    // ratios 0.5, 2, 0.1; the ratio of the medians is 10 / 5
    expect(pairedRatios(first, second)).toMatchObject({ median: 0.5, pairs: 3, neither: 0 });
    expect(pairedRatios(first.toReversed(), second).median).toBe(0.5);
  });

  it('counts a draw with one design as a ratio of 0 or infinity, and leaves one with neither out', () => {
    const first = drawsOf([1, 1, Infinity, Infinity, 1]);
    const second = drawsOf([2, Infinity, 1, Infinity, 4]);
    // ratios 0.5, 0, infinity, 0.25
    expect(pairedRatios(first, second)).toMatchObject({
      median: Math.sqrt(0.125),
      pairs: 4,
      onlyNumerator: 1,
      onlyDenominator: 1,
      neither: 1,
    });
  });

  it('of an even number is the same seen from either side, also where one half has one design alone', () => {
    const [first, second] = [drawsOf([1, 3]), drawsOf([1, 1])];
    expect(pairedRatios(first, second).median * pairedRatios(second, first).median).toBeCloseTo(1, 12);
    const half = [drawsOf([1, 1]), drawsOf([2, Infinity])] as const;
    expect(pairedRatios(...half).median).toBe(0);
    expect(pairedRatios(half[1], half[0]).median).toBe(Infinity);
  });

  it('counts a design that does not meet its claim as infinite', () => {
    const unmet = storedDesign({ meets_claim: false });
    expect(countedRcrbOf(unmet)).toBe(Infinity);
    expect(pairedRatios([unmet], [storedDesign()])).toMatchObject({ median: Infinity, pairs: 1, onlyDenominator: 1 });
  });

  it('has the interval between the 6th smallest and the 6th largest of 20 ratios, and none of five', () => {
    // P(Binomial(20, 1/2) < 6) = 0.0207, P(< 7) = 0.0577
    const ratios = Array.from({ length: 20 }, (_, i) => 1 + i / 100);
    const ones = drawsOf(ratios.map(() => 1));
    const { lower, upper } = pairedRatios(drawsOf(ratios), ones);
    expect([lower, upper]).toEqual([ratios[5], ratios[14]]);
    expect(pairedRatios(drawsOf(ratios.slice(0, 5)), ones).lower).toBeNaN();
  });

  it('pairs draws of the same sweep point alone, or by the columns that it is given', () => {
    const other = storedDesign({ csi_error_radius: 0.01, rcrb_deg: 3 });
    expect(pairedRatios([other], [storedDesign()]).pairs).toBe(0);
    expect(pairedRatios([other], [storedDesign()], ['realization', 'threshold_db']).median).toBe(1.5);
  });

  it('is not defined at rho = 0', () => {
    expect(pairedRatios([storedDesign({ rho: 0 })], [storedDesign({ rho: 0 })]).pairs).toBe(0);
  });
});

describe('pairedDifferences', () => {
  it('is over the draws where both meet their claim', () => {
    const first = [storedDesign({ sinr_db: 14 }), storedDesign({ realization: 1, sinr_db: 40, meets_claim: false })];
    const second = [storedDesign({ sinr_db: 11 }), storedDesign({ realization: 1, sinr_db: 11 })];
    expect(pairedDifferences(first, second, (r) => r.sinr_db)).toMatchObject({ median: 3, pairs: 1 });
  });
});

describe('medianRcrb', () => {
  it('is over all draws, and infinite where half of them have no design', () => {
    expect(medianRcrb(drawsOf([1, 2, 3, Infinity, Infinity]))).toBe(3);
    expect(medianRcrb(drawsOf([1, 2, Infinity, Infinity]))).toBe(Infinity);
  });

  it('of a point does not change with the points, designs and schemes around it', () => {
    const point = fc.array(fc.oneof(fc.double({ min: 0.1, max: 9, noNaN: true }), fc.constant(Infinity)), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(point, point, point, (own, next, other) => {
        const rows = drawsOf(own);
        const others = [
          ...drawsOf(next, { threshold_db: 20 }),
          ...drawsOf(other, { threshold_db: 20, design: 'joint' }),
        ];
        const all = comparedAlong([...rows, ...others], drawsOf(other), 'threshold_db').find((p) => p.at === 10);
        expect(all?.paired).toEqual(pairedRatios(rows, drawsOf(other)));
      }),
    );
  });
});

describe('comparisonSentence', () => {
  const points = (first: readonly number[], second: readonly number[]) =>
    comparedAlong(drawsOf(first), drawsOf(second), 'threshold_db');
  const sentence = (first: readonly number[], second: readonly number[]): string =>
    comparisonSentence({ labels: [], where: 'Here', first: 'A', second: 'B', points: points(first, second) }, ' dB');
  const seven = (x: number): number[] => Array.from({ length: 7 }, () => x);

  it('calls a curve lower or higher where the whole interval of the ratio is', () => {
    expect(sentence(seven(1), seven(2))).toBe('Here A has the lower RCRB at 10 dB (median ratio 0.500).');
    expect(sentence(seven(3), seven(2))).toBe('Here A has the higher RCRB at 10 dB (median ratio 1.500).');
    expect(sentence(seven(2.0001), seven(2))).toBe('Here both have the same RCRB to three digits at 10 dB.');
  });

  it('calls neither lower where the interval has 1 in it, and says where draws are too few', () => {
    expect(sentence([1, 1, 1, 1, 3, 3, 3], seven(2))).toBe(
      'Here neither is clearly lower at 10 dB (median ratio 0.500).',
    );
    expect(sentence([1, 1], [2, 2])).toBe('Here there are fewer than six pairs at 10 dB.');
  });

  it('says where one alone has designs', () => {
    expect(sentence(seven(1), seven(Infinity))).toBe('Here in half of the pairs or more only A has a design at 10 dB.');
    expect(sentence(seven(Infinity), seven(Infinity))).toBe('');
  });
});
