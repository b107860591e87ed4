import { describe, expect, test } from 'vitest';
import { sensingCbf, sensingComp } from '../../src/model/crb.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { sinrCbf, sinrComp } from '../../src/model/sinr.ts';
import { goldenInstances } from './goldenInstance.ts';

function expectRelative(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThanOrEqual(tolerance * Math.abs(value));
  });
}

describe.each(goldenInstances)('$name', (golden) => {
  const { scenario, realization, precoders, comp } = golden;

  test('information, CRB and RCRB are those of the independent implementation', () => {
    const sensing = (comp ? sensingComp : sensingCbf)(scenario, realization, precoders);
    expectRelative(sensing.fim, golden.fim, 1e-9);
    expectRelative(sensing.crb, golden.crb, 1e-9);
    expectRelative(sensing.rcrbDeg, golden.rcrbDeg, 1e-9);
  });

  test('the SINR of every user is that of the independent implementation', () => {
    const sinr = (comp ? sinrComp : sinrCbf)(scenario, realization.channels, precoders);
    expectRelative(sinr, golden.sinr, 1e-9);
  });

  test('the exact worst case is that of the independent implementation', () => {
    const { d, sinr } = golden.worstCase;
    const worst = exactWorstCase(scenario, realization.channels, precoders, comp ? 'comp' : 'cbf', d);
    // the reference finds it by another algorithm, to a relative 1e-6
    expectRelative(worst.sinr, sinr, 1e-6);
  });
});
