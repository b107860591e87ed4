import type { MedianRule } from '../../study/countedDraws.ts';
import type { Study } from '../../study/schema.ts';

/** A count of any size, its thousands set apart from 10,000 on. */
export function countText(n: number): string {
  return n < 10_000 ? String(n) : n.toLocaleString('en-US');
}

/** `100 CSI errors for each design`. */
export function errorsNote(errors: number): string {
  return `${countText(errors)} CSI error${errors === 1 ? '' : 's'} for each design`;
}

/** What follows the law of CSI errors e where they have a shape; empty where they have none. */
export function shapeText({ scenario }: Pick<Study, 'scenario'>): string {
  return scenario.errorShape === 'file' ? '; the error of a link is S e with its matrix S of the channel file' : '';
}

/** What a note says about draws without a design. */
export function missingNote(medians: MedianRule): string {
  return medians === 'all'
    ? 'Every curve counts all channel draws. One without a design that meets its claim counts as an SINR of minus infinity: the curve begins at the share of such draws.'
    : 'Feasible draws only: designs with different numbers of them are compared over different draws.';
}

/** What a note says where CSI errors leave the ball that the exact worst case is over. */
export function unboundedNote(): string {
  return 'The exact worst case is that over the error ball of radius d. The complex normal errors leave this ball, so that samples may lie below it.';
}

/** A share in a few characters: 0.45, 3.2e-4, 0. */
export function shareText(share: number): string {
  if (share === 0 || share === 1) return String(share);
  if (share < 0.01) return share.toExponential(1);
  // no share but 1 is 1
  return share < 0.99 ? share.toPrecision(2) : (Math.floor(share * 1e3) / 1e3).toFixed(3);
}
