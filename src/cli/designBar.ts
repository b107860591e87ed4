import progress from 'cli-progress';
import { durationText } from './durationText.ts';
import { type Pace, rateText } from './designPace.ts';

/** A bar over the designs of a run on a terminal. */
export interface DesignBar {
  readonly update: (pace: Pace) => void;
  /** Ends the line of the bar, so that a message stands below it. */
  readonly endLine: () => void;
  readonly stop: () => void;
}

/** A bar over designs on stderr from the first update on. The rate and the time that is left stand there once something is known of them. */
export function designBar(): DesignBar {
  const bar = new progress.SingleBar({ stream: process.stderr, format: '{bar} {value}/{total} designs{pace}' });
  let begun = false;
  return {
    update: ({ done, total, perSecond, secondsLeft }) => {
      if (!begun) bar.start(total, done, { pace: '' });
      begun = true;
      const rate = perSecond === null ? '' : ` | ${rateText(perSecond)} designs/s`;
      bar.update(done, { pace: `${rate}${secondsLeft === null ? '' : ` | ${durationText(secondsLeft)} left`}` });
    },
    endLine: () => {
      if (begun) process.stderr.write('\n');
    },
    stop: () => bar.stop(),
  };
}
