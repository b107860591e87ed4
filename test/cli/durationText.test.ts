import { expect, it } from 'vitest';
import { durationText } from '../../src/cli/durationText.ts';

it('gives two units at most, rounded, and none of 60 s or 24 h', () => {
  const texts: readonly (readonly [number, string])[] = [
    [0.04, '0.0 s'],
    [0.44, '0.4 s'],
    [3.14, '3.1 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [169, '2 min 50 s'],
    [599, '10 min'],
    [3599, '1 h'],
    [7500, '2 h 10 min'],
    [86399, '1 d'],
    [190000, '2 d 5 h'],
  ];
  for (const [seconds, text] of texts) expect(durationText(seconds)).toBe(text);
});
