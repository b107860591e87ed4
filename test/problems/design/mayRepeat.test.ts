import { expect, test } from 'vitest';
import { mayRepeat } from '../../../src/problems/design/mayRepeat.ts';
import { drawDesignTask } from '../../../src/problems/drawDesignTask.ts';
import type { DesignTask } from '../../../src/problems/types.ts';

const draw = (more: Partial<Parameters<typeof drawDesignTask>[0]>): DesignTask =>
  drawDesignTask({ scheme: 'BLP-CBF', design: 'joint', robustness: 'none', thresholdDb: 5, seed: 1n, ...more });

test('answers are kept for designs that can have programs in common, and for searches', () => {
  const one = draw({});
  expect(mayRepeat([one])).toBe(false);
  expect(mayRepeat([one, draw({ scheme: 'BLP-CoMP' }), draw({ seed: 2n })])).toBe(false);
  expect(mayRepeat([one, draw({ design: 'capsFree' })])).toBe(true);
  expect(mayRepeat([one, draw({ robustness: 'paper' })])).toBe(true);
  expect(mayRepeat([draw({ design: 'paper' })])).toBe(true);
  expect(mayRepeat([draw({ scheme: 'SLP-CoMP' })])).toBe(true);
});
