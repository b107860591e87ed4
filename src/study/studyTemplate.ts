import { stringify } from 'yaml';
import { type StudyField, studyFields } from './studyFields.ts';

const HEAD = `# A study for \`isac-mc run\`. Fields that are not marked required may be left out: their values here are the defaults.
# Units are in the names. Where several values make sense, one value or a [list, of, values] will do. docs/study-file.md explains
# every field; \`isac-mc schema > study.schema.json\` gives editors what they need to complete and check this file.
`;

/** Values of the fields that are required. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  title: 'RCRB against the SINR threshold',
  schemes: ['BLP-CBF', 'BLP-CoMP'],
  'sweep.thresholdDb': [0, 5, 10, 15, 20],
  'realizations.channels': 10,
};

/** Column of the remarks. */
const REMARK = 46;

/** A study file with every field of the schema and a remark on each; valid as it is. Fields without a default, and sections that are optional as a whole, are commented out. */
export function studyTemplate(): string {
  const fields = studyFields();
  const lines = fields.flatMap((field) => {
    const indent = `${isLeftOut(field, fields) ? '# ' : ''}${'  '.repeat(field.path.length - 1)}`;
    const top = field.path.length === 1 ? [''] : [];
    const key = field.path.at(-1) ?? '';
    if (field.section) return [...top, `# ${field.description}`, `${indent}${key}:`];
    const value = valueOf(field);
    const off = value === undefined && !indent.startsWith('#') ? '# ' : '';
    const line = `${indent}${off}${key}:${value === undefined ? '' : ` ${flow(value)}`}`;
    return [...top, `${line.padEnd(REMARK)} # ${remark(field)}`];
  });
  return `${HEAD}${lines.join('\n')}\n`;
}

/** What stands in the template; undefined where the field is commented out. */
function valueOf({ path, fallback }: StudyField): unknown {
  return EXAMPLES[path.join('.')] ?? fallback;
}

/** A section that may be left out, and has required fields or none with a value: the template leaves it out. */
function isLeftOut({ path }: StudyField, fields: readonly StudyField[]): boolean {
  const [section] = path;
  const own = fields.filter((f) => f.path[0] === section);
  const leaves = own.filter((f) => !f.section);
  const empty = leaves.every((f) => valueOf(f) === undefined);
  return own.some((f) => f.section && !f.required) && (empty || leaves.some((f) => f.required));
}

function remark({ description, required, values }: StudyField): string {
  const choices = / \| /.test(values) ? [values.replace(/, or a list of such$/, '')] : [];
  return [...(required ? ['required'] : []), description, ...choices].join('; ');
}

/** A value on one line. */
function flow(value: unknown): string {
  // a seed: digits in quotes, or it would be read as a number
  if (typeof value === 'string' && /^\d+$/.test(value)) return `'${value}'`;
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
}
