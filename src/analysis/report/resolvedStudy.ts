import { isDeepStrictEqual } from 'node:util';
import { type Study, studySchema } from '../../study/schema.ts';
import { type StudyField, studyFields } from '../../study/studyFields.ts';
import { definitionList, escapeHtml, headRow } from './html.ts';
import { scrollArea } from './scrollArea.ts';

/** A field of a resolved study beside its default. */
export interface ResolvedField {
  readonly field: StudyField;
  readonly value: unknown;
  /** What the study would have without the field; undefined where it has to be given or would have none. */
  readonly fallback: unknown;
  /** The study could not do without it. */
  readonly required: boolean;
  /** The sweep has a list in its place: nothing reads the value. */
  readonly swept: boolean;
}

/** Texts for readers, which the page shows elsewhere. */
const TEXTS = ['title', 'notes'];

/** Fields of a study that have a value, in the order of the schema. Defaults that depend on other fields are those of this study. */
function resolvedFields(study: Study): ResolvedField[] {
  return studyFields()
    .filter(({ path, section }) => !section && !TEXTS.includes(path.join('.')))
    .flatMap((field) => {
      const value = valueAt(study, field.path);
      if (value === undefined) return [];
      const parsed = studySchema.safeParse(without(study, field.path));
      // a study that breaks a rule with the default would have it all the same
      const fallback = parsed.success ? valueAt(parsed.data, field.path) : field.fallback;
      const [section, name = ''] = field.path;
      const swept = section === 'scenario' && valueAt(study, ['sweep', name]) !== undefined;
      return [{ field, value, fallback, required: !parsed.success && fallback === undefined, swept }];
    });
}

/** Fields that a study leaves without a value: by their path, sections as a whole. */
function unsetFields(study: Study): string[] {
  const fields = studyFields().filter(({ path }) => !TEXTS.includes(path.join('.')));
  const unset = fields.filter(({ path }) => valueAt(study, path) === undefined);
  return unset
    .filter(({ path }) => path.length === 1 || !unset.some((f) => f.section && f.path[0] === path[0]))
    .map(({ path }) => path.join('.'));
}

/** Every field of the resolved study as a table: its value, its unit, its default and what it is. */
export function resolvedTable(study: Study): string {
  const fields = resolvedFields(study);
  const sections = new Map(studyFields().flatMap((f) => (f.section ? [[f.path.join('.'), f.description]] : [])));
  const groups = [...new Set(fields.map((f) => sectionOf(f.field)))];
  const body = groups.map((group) => {
    const heading =
      group === ''
        ? ''
        : `<tr class="section"><th colspan="5" scope="rowgroup">${escapeHtml(group)} <span>${escapeHtml(sections.get(group) ?? '')}</span></th></tr>`;
    return `<tbody>${heading}${fields
      .filter((f) => sectionOf(f.field) === group)
      .map(lineOf)
      .join('\n')}</tbody>`;
  });
  const table = `<table id="resolved">${headRow(['Field', 'Value', 'Unit', 'Default', 'What it is'])}${body.join('\n')}</table>`;
  const unset = unsetFields(study);
  return `<p>Every field of the study file with the value that the run used, whether the file states it or not.
Values other than the default are bold and marked <span class="mark">set</span>.</p>
${scrollArea('The resolved study', table)}
${unset.length === 0 ? '' : definitionList('meanings', [['Without a value', unset.join(', ')]])}`;
}

function lineOf({ field, value, fallback, required, swept }: ResolvedField): string {
  const same = swept || (!required && isDeepStrictEqual(value, fallback));
  const text = swept ? `see sweep.${field.path.at(-1) ?? ''}` : escapeHtml(valueText(value));
  const shown = same ? text : `<strong>${text}</strong> <span class="mark">set</span>`;
  const standard = required ? 'required' : fallback === undefined ? 'none' : valueText(fallback);
  return `<tr${same ? '' : ' class="set"'}><th scope="row">${[
    `${escapeHtml(field.path.at(-1) ?? '')}</th>`,
    `<td class="value">${shown}</td><td>${unitOf(field)}</td>`,
    `<td class="value">${escapeHtml(standard)}</td><td>${escapeHtml(descriptionOf(field, value))}</td>`,
  ].join('')}</tr>`;
}

/** What a field is, and what its value means where that is one of a few names. */
function descriptionOf({ description, choices }: StudyField, value: unknown): string {
  const meaning = choices.find((c) => c.value === value)?.meaning;
  return meaning === undefined ? description : `${description} ${String(value)}: ${meaning}.`;
}

/** Units as the names end; a name without one is a count, a ratio, a linear quantity or a choice, as its description says. */
function unitOf({ path }: StudyField): string {
  const name = path.at(-1) ?? '';
  if (name.endsWith('Db')) return 'dB';
  if (name.endsWith('Deg')) return 'degrees';
  return name.endsWith('GiB') ? 'GiB' : '–';
}

function sectionOf({ path }: StudyField): string {
  return path.slice(0, -1).join('.');
}

/** A value on one line: lists by commas, lists of lists in brackets. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map((v) => (Array.isArray(v) ? `[${valueText(v)}]` : valueText(v))).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, v]) => `${key}: ${valueText(v)}`)
      .join('; ');
  return typeof value === 'number' ? String(value).replaceAll('-', '−') : String(value);
}

function valueAt(study: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], study);
}

/** The study without the value at a path. */
function without(study: unknown, [key = '', ...rest]: readonly string[]): unknown {
  const { [key]: value, ...others } = study as Record<string, unknown>;
  return rest.length === 0 ? others : { ...others, [key]: without(value, rest) };
}
