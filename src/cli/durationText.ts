const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds for people, as far as an estimate is worth: `0.4 s`, `12 s`, `2 min 50 s`, `3 h 20 min`, `2 d 5 h`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds < 1 ? seconds.toFixed(1) : seconds.toPrecision(2)} s`;
  if (seconds < 59.5) return `${seconds.toFixed(0)} s`;
  if (seconds < HOUR - 5) return parts(seconds, MINUTE, 'min', seconds < 10 * MINUTE ? 10 : MINUTE, 1, 's');
  if (seconds < DAY - 5 * MINUTE) return parts(seconds, HOUR, 'h', 10 * MINUTE, MINUTE, 'min');
  return parts(seconds, DAY, 'd', HOUR, HOUR, 'h');
}

/** Two units, rounded to `step`, the smaller one left out where it is 0. */
function parts(seconds: number, large: number, largeUnit: string, step: number, small: number, unit: string): string {
  const rounded = Math.round(seconds / step) * step;
  const rest = Math.round((rounded % large) / small);
  return `${Math.floor(rounded / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${unit}` : ''}`;
}
