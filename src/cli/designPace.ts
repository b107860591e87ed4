import { durationText } from './durationText.ts';

/** How a run goes. */
export interface Pace {
  readonly done: number;
  readonly total: number;
  /** Designs per second since the run began; null before the first one. */
  readonly perSecond: number | null;
  /** Seconds that the rest takes at this rate; null where nothing is known or left. */
  readonly secondsLeft: number | null;
}

/** Finds the pace of a run from its counts: what was done before it began is no part of it. */
export class DesignPace {
  #start: { readonly at: number; readonly done: number } | undefined;

  /** @param at time of the count, ms. */
  update(done: number, total: number, at: number): Pace {
    this.#start ??= { at, done };
    const seconds = (at - this.#start.at) / 1000;
    const made = done - this.#start.done;
    const perSecond = made > 0 && seconds > 0 ? made / seconds : null;
    const secondsLeft = perSecond === null || done >= total ? null : (total - done) / perSecond;
    return { done, total, perSecond, secondsLeft };
  }
}

/** `12 of 80 designs (15%), 0.4 designs/s, about 2 min 50 s left`, what is not known left out. */
export function paceText({ done, total, perSecond, secondsLeft }: Pace): string {
  const share = total > 0 ? ` (${Math.floor((100 * done) / total)}%)` : '';
  const parts = [
    `${done} of ${total} design${total === 1 ? '' : 's'}${share}`,
    ...(perSecond === null ? [] : [`${rateText(perSecond)} designs/s`]),
    ...(secondsLeft === null ? [] : [`about ${durationText(secondsLeft)} left`]),
  ];
  return parts.join(', ');
}

/** Two digits at least, and no exponent. */
export function rateText(perSecond: number): string {
  if (perSecond >= 10) return perSecond.toFixed(0);
  return perSecond >= 0.1
    ? perSecond.toFixed(1)
    : perSecond.toFixed(Math.min(6, 1 - Math.floor(Math.log10(perSecond))));
}
