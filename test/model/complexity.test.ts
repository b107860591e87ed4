import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { backhaulOverhead, complexityModel, programSize } from '../../src/model/complexity.ts';

const SIZE = { cells: 2, usersPerCell: 3, txAntennas: 6, frameLength: 30 };

describe('programSize', () => {
  it('counts the programs of the default system as they are written', () => {
    // P1.A: 3 matrices of 36 reals, t^1..t^3, g; 3 LMIs, 3 PSD, 1 leakage, 1 power, 3 + 3 + 3 rows
    expect(programSize(SIZE, false, false)).toEqual({ variables: 112, constraints: 17 });
    // P2.A: 6 matrices of 144 reals, 6 bounds, f, g; 6 LMIs, 2 bounds, 6 PSD, 2 powers, 6 + 6 rows
    expect(programSize(SIZE, true, false)).toEqual({ variables: 872, constraints: 28 });
    // P3.A: 30 (12 + 36) reals, t, c; 3 LMIs, 30 PSD, 1 leakage, 1 power, 180 + 90 rows
    expect(programSize(SIZE, false, true)).toEqual({ variables: 1444, constraints: 305 });
    // P4: 30 (24 + 144) reals, 6 bounds, f, c; 6 LMIs, 2 bounds, 30 PSD, 2 powers, 360 rows
    expect(programSize(SIZE, true, true)).toEqual({ variables: 5048, constraints: 400 });
  });

  it('has no inter-cell row for a single cell, and grows with L at symbol level alone', () => {
    const single = { ...SIZE, cells: 1 };
    expect(programSize(single, false, false).constraints).toBe(3 + 3 + 1 + 3 + 3);
    const longer = { ...SIZE, frameLength: 60 };
    for (const comp of [false, true]) {
      expect(programSize(longer, comp, false)).toEqual(programSize(SIZE, comp, false));
      expect(programSize(longer, comp, true).constraints).toBeGreaterThan(
        1.9 * programSize(SIZE, comp, true).constraints,
      );
    }
    expect(() => programSize({ ...SIZE, cells: 0 }, true, true)).toThrow(InputError);
  });
});

describe('complexityModel', () => {
  it('is sqrt(V) (C V^2 + C^2.373 + V^2.373) ln(1/epsilon)', () => {
    expect(complexityModel({ variables: 1, constraints: 1 }, Math.exp(-2))).toBeCloseTo(6, 12);
    const expected = 10 * (4 * 1e4 + 4 ** 2.373 + 100 ** 2.373) * Math.log(1e8);
    expect(complexityModel({ variables: 100, constraints: 4 }, 1e-8) / expected).toBeCloseTo(1, 12);
    expect(() => complexityModel({ variables: 1, constraints: 1 }, 1)).toThrow(InputError);
  });
});

describe('backhaulOverhead', () => {
  it('is (64) in CoMP and (65), without the data, in CBF; nothing for a single cell', () => {
    const channel = 2 * 6 * 16;
    expect(backhaulOverhead(SIZE, false, 4)).toBe(2 * (3 * 2 * channel + 16));
    expect(backhaulOverhead(SIZE, true, 4)).toBe(2 * (3 * (2 * channel + 60) + 16));
    expect(backhaulOverhead({ ...SIZE, cells: 1 }, true, 4)).toBe(0);
  });
});
