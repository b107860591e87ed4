import { describe, expect, it } from 'vitest';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { FAMILIES } from './families.ts';
import { randomProgram } from './randomProgram.ts';

describe('solveProgram with scalarsOnly', () => {
  it.each(Object.entries(FAMILIES))('%s: the same scalars, without PSD blocks and state', async (_, options) => {
    const { program } = randomProgram({ ...options, batch: 3 });
    const whole = await solveProgram(program);
    const scalars = await solveProgram(program, { scalarsOnly: true });
    expect(scalars).toEqual({ ...whole, psd: [], state: new Float64Array(0) });
  });
});
