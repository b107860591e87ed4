import type { FailedRows } from '../study/failedRows.ts';

/** `1 failed row`, `3 failed rows`. */
export function countFailed(count: number): string {
  return `${count} failed row${count === 1 ? '' : 's'}`;
}

/** Lines on stderr about failed rows: how many, which is the first and why, and what to do; empty without any. */
export function failedText({ failedRows, failures }: FailedRows): string {
  if (failedRows === 0) return '';
  const [first] = failures;
  const which = first ? `: design ${first.designId} (realization ${first.realization}): ${first.failure}` : '';
  return [
    `isac-mc: ${countFailed(failedRows)}${failedRows > 1 && which !== '' ? ', the first' : ''}${which}`,
    '  column failure of table designs has every message; isac-mc run --retry-failed computes these draws again, which helps where the machine or the version was to blame\n',
  ].join('\n');
}
