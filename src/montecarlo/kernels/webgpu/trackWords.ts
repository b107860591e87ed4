import type { SinrDistribution } from '../../distribution.ts';
import { summaryNumbers } from '../../summaryNumbers.ts';
import { notAbove, notBelow } from './float32.ts';
import type { TrackPlace } from '../trackPlace.ts';

/** Words of a track (kernels/errorDraws/reduce.wgsl). */
export const TRACK_WORDS = 13;

/** What sums over SINRs are taken of: (SINR - pivot) scale. */
export interface Shift {
  readonly pivot: number;
  readonly scale: number;
}

/** The mean of the first draws: the sums of squares of what is left lose no digits, and no power of a large one goes beyond float32. */
export function shiftOf({ mean }: SinrDistribution): Shift {
  const pivot = Math.fround(mean);
  return { pivot, scale: 2 ** -Math.round(Math.log2(pivot)) };
}

/**
 * The tracks of a launch.
 *
 * @param cuts SINRs below which one may be among the smallest, of each track.
 */
export function trackWords(
  tracks: readonly TrackPlace[],
  shifts: readonly Shift[],
  cuts: readonly number[],
): Uint32Array {
  const words = new Uint32Array(TRACK_WORDS * tracks.length);
  const reals = new Float32Array(words.buffer);
  for (const [i, track] of tracks.entries()) {
    const { perLog, place, level0, level1 } = summaryNumbers(track.settings);
    const { reference } = track.settings;
    const { pivot, scale } = shifts[i] as Shift;
    const exponent = Math.round(Math.log2(reference));
    const at = TRACK_WORDS * i;
    words.set([track.bins, track.counts], at);
    reals.set([perLog, place], at + 2);
    words[at + 4] = exponent;
    const levels = [level0, level1].flatMap((level) => [notAbove(level), notBelow(level)]);
    reals.set([Math.log(reference / 2 ** exponent), ...levels, notBelow(cuts[i] as number), pivot, scale], at + 5);
  }
  return words;
}
