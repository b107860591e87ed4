import { describe, expect, it } from 'vitest';
import { searchValueFunction, type ValuePoint } from '../../../src/problems/design/valueFunctionSearch.ts';

const REACH = 50;
/** Share of the reach by which programs that end short of their tolerance lie beyond it. */
const BEYOND = 0.05;

/** A flat t*(g) up to the reach; `certainTo`: where programs are solved to their tolerance. */
async function search(rhos: readonly number[], certainTo: number) {
  const measure = async (points: readonly { readonly sinr: number }[]): Promise<ValuePoint<number>[]> =>
    points.map(({ sinr }) => ({
      solved: sinr <= REACH * (1 + BEYOND),
      certain: sinr <= certainTo,
      sensing: 1 + 1e-3 * sinr,
      design: sinr,
    }));
  const [found] = await searchValueFunction([{ largestSinr: 400, rhos }], {
    measure,
    communication: (sinr) => sinr,
    forget: (design) => design,
  });
  return found;
}

describe('searchValueFunction', () => {
  it('takes no design above the reach that is certain, and comes within 0.01 dB of it', async () => {
    const found = await search([0, 0.5, 1], REACH);
    const [atZero, between, atOne] = found?.best ?? [];
    for (const sinr of [atZero, between]) {
      expect(sinr).toBeLessThanOrEqual(REACH);
      expect(sinr).toBeGreaterThan(REACH * (1 - 3e-3));
    }
    expect(atOne).toBeCloseTo(0.1, 12);
    expect(found?.normalization?.nfc).toBe(atZero);
  });

  it('takes what is solved where nothing is certain', async () => {
    const found = await search([0], 0);
    expect(found?.best[0]).toBeGreaterThan(REACH * (1 - 3e-3));
    expect(found?.best[0]).toBeLessThanOrEqual(REACH * (1 + BEYOND));
  });

  it('has no design where no g is in reach', async () => {
    const [found] = await searchValueFunction([{ largestSinr: 400, rhos: [0.5] }], {
      measure: async (points) =>
        points.map(({ sinr }) => ({ solved: false, certain: false, sensing: NaN, design: sinr })),
      communication: Math.sqrt,
      forget: (design) => design,
    });
    expect(found).toMatchObject({ best: [null], normalization: null });
  });
});
