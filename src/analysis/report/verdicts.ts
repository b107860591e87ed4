import { designsTable } from '../../study/tables/designsTable.ts';
import type { Definition } from './studyWords.ts';

/** The two words about a design, never one: it may meet its claim and still fall short within the error ball. */
export const MEETS_CLAIM = 'Meets its claim';
export const HOLDS_OVER_BALL = 'Holds over the error ball';

const DESCRIPTIONS = new Map(designsTable(1, []).map(({ name, description }) => [name, description]));

/** What each word means: as its column of table `designs` says. */
export const VERDICTS: readonly Definition[] = [
  [MEETS_CLAIM, DESCRIPTIONS.get('meets_claim') ?? ''],
  [HOLDS_OVER_BALL, DESCRIPTIONS.get('holds_over_ball') ?? ''],
];

/**
 * How the two words stand beside each other in a study.
 *
 * @param weighted the study has no threshold.
 * @param exact d = 0 throughout: no CSI error.
 */
export function verdictMeaning(weighted: boolean, exact: boolean): string {
  const notes = [
    exact
      ? 'At d = 0 the error ball is a single point, and the worst case is the nominal SINR.'
      : 'A design that ignores or misjudges the CSI error can meet its claim and still fall far below its threshold within the error ball.',
    ...(weighted ? ['The threshold of a weighted design is the SINR that its program promises.'] : []),
  ];
  return notes.join(' ');
}
