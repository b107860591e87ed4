import { expect } from 'vitest';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import { certificateOf } from './tasks.ts';

/** dB of every user's exact worst case above the threshold, smallest first, of a design that meets its claim. */
export function worstMargins(task: DesignTask, design: PrecoderDesign): number[] {
  const { worstCase, meetsClaim, failed } = certificateOf(task, design);
  expect(failed).toEqual([]);
  expect(meetsClaim).toBe(true);
  return [...worstCase].map((x) => 10 * Math.log10(x / design.sinrBound)).sort((a, b) => a - b);
}
