import { InputError } from '../errors.ts';
import { quoted } from '../plainText.ts';

const EXPECTED =
  'minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes or days-hours:minutes:seconds';

/** Slurm looks at limits and sends signals only every 30 to 60 s: less than three minutes leave no time to work. */
const SHORTEST = 180;

/** So many seconds before the end the run is told to stop: a tenth of the limit between these. */
const LEAD = { least: 30, most: 120, share: 0.1 };

/** Without a known limit. */
const DEFAULT_LEAD = 60;

/**
 * Reads a time limit as sbatch does.
 *
 * @returns seconds.
 * @throws InputError where it is not in one of sbatch's formats, or below three minutes.
 */
export function parseTimeLimit(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === undefined) throw new InputError(`--time: expected ${EXPECTED}, got ${quoted(text)}`);
  if (seconds < SHORTEST)
    throw new InputError(
      `--time: expected at least ${SHORTEST / 60} minutes, got ${text} (${seconds} s${seconds === 0 ? ', which sbatch takes for no limit' : ''})`,
      'Slurm looks at limits once or twice a minute, and a task needs time to start and to end',
    );
  return seconds;
}

function secondsOf(text: string): number | undefined {
  const [, minutes, seconds = '0'] = /^(\d{1,6})(?::(\d{1,6}))?$/.exec(text) ?? [];
  if (minutes !== undefined) return total(0, 0, minutes, seconds);
  const [, h, m, s] = /^(\d{1,6}):(\d{1,6}):(\d{1,6})$/.exec(text) ?? [];
  if (h !== undefined) return total(0, h, m, s);
  const [, days, hours, dm = '0', ds = '0'] = /^(\d{1,6})-(\d{1,6})(?::(\d{1,6})(?::(\d{1,6}))?)?$/.exec(text) ?? [];
  return days === undefined ? undefined : total(days, hours, dm, ds);
}

function total(...[days, hours, minutes, seconds]: (string | number | undefined)[]): number {
  return 86400 * Number(days) + 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
}

/** Seconds before the end of a limit at which a task is told to stop. A chunk in work is dropped after ten. */
export function signalLead(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_LEAD;
  return Math.min(LEAD.most, Math.max(LEAD.least, Math.round(LEAD.share * limit)));
}
