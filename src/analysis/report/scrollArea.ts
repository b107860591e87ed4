import { escapeHtml } from './html.ts';

/** Lines of a table above which it does not stand in full height on the page. */
const LONG = 12;

/**
 * A table in an area that scrolls. The page shows the cue of a table that is too wide.
 *
 * @param lines of a table that stands on the page: a long one is limited in height until its reader wants all of it. Default 0, for a table in
 * something folded.
 */
export function scrollArea(label: string, table: string, lines = 0): string {
  const long = lines > LONG;
  const whole = long
    ? `<p class="whole"><label><input type="checkbox"> Show all ${lines} lines at full height</label></p>`
    : '';
  const cue = '<p class="cue" hidden>Scroll the table sideways to see all of its columns.</p>';
  return `<div class="area">${whole}${cue}<div class="scroll${long ? ' long' : ''}" tabindex="0" role="region" aria-label="${escapeHtml(label)}">${table}</div></div>`;
}
