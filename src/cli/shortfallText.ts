import { countFailed } from './failedText.ts';

/** What figures and pages of a study rest on. */
interface Rest {
  readonly draws: number;
  readonly plannedDraws: number;
  readonly failedRows: number;
}

/**
 * Lines on stderr about draws that are missing and rows that failed; empty where there are none.
 *
 * @param said what the figure or page does about it, for example `the page says so`.
 */
export function shortfallText({ draws, plannedDraws, failedRows }: Rest, said: string): string {
  return [
    ...(draws < plannedDraws ? [`incomplete: ${draws} of ${plannedDraws} draws`] : []),
    ...(failedRows > 0 ? [countFailed(failedRows)] : []),
  ]
    .map((line) => `${line}; ${said}\n`)
    .join('');
}
