import { stringify } from 'yaml';
import { invariant } from '../errors.ts';
import { studySchema } from './schema.ts';
import { type StudyField, studyFields } from './studyFields.ts';

const HEAD = `# A study for \`isac-mc run\`, which runs as it is. Every field that is not marked as required may be
# left out. The values that are set here are the defaults, but for csiErrorRadius and robustness:
# this study designs for a CSI error, and without these two fields for none.
#
# Lines that begin with "# " explain the field below them. Lines that begin with # and no space are
# fields that are off, with a valid example each. To use one, remove the # of all its lines, and in
# a section that is off also that of the section and of its required fields.
#
# Where several values make sense, one value or a [list, of, values] will do. docs/study-file.md has
# the same in tables. \`isac-mc schema > study.schema.json\` gives editors what they need to complete
# and check this file.
`;

/** Values of the fields that are required, and of those without which a study knows no CSI error. */
const SET = {
  title: 'RCRB against the SINR threshold',
  schemes: ['BLP-CBF', 'BLP-CoMP'],
  sweep: { thresholdDb: [0, 5, 10, 15, 20] },
  realizations: { channels: 10 },
  scenario: { csiErrorRadius: 0.01 },
  robustness: ['exact'],
};

const NOTES = `What the study is to show, and how it was set up.

A second paragraph: what readers should look at.
`;

/** Examples of the fields that are off: they have no default, or go with values that the template does not have. */
const OFF: Readonly<Record<string, unknown>> = {
  notes: NOTES,
  'scenario.maxLeakage': undefined,
  'scenario.amplitudeCrbCap': 0.05,
  'scenario.channelFile': 'channels.npy',
  'scenario.channelSha256': '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'scenario.channelFileLimitGiB': undefined,
  'scenario.userAnglesDeg': [
    [
      [-30, -10, 10],
      [25, 40, 75],
    ],
    [
      [-25, -40, -75],
      [30, 10, -10],
    ],
  ],
  'sweep.rho': [0, 0.25, 0.5, 0.75, 1],
  'sweep.cells': [1, 2],
  'sweep.usersPerCell': [1, 2, 3],
  'sweep.txAntennas': [6, 8, 10],
  'sweep.csiErrorRadius': [0, 0.01],
  'sweep.amplitudeCrbCap': ['none', 0.1, 0.05],
  'sweep.frameLength': [30, 60],
  'sweep.pskOrder': [4, 8],
  'solver.tolerance': 1e-12,
  stop: undefined,
  'stop.metric': 'rcrb_deg',
  'stop.statistic': 'quantile',
  'stop.below': 3,
  'stop.range': [0, 10],
  'stop.halfWidth': 0.2,
  output: undefined,
  'output.tables': undefined,
};

/** Columns of a line. */
const WIDTH = 100;

/** A study file with every field of the schema, its explanation above it; valid as it is. Fields and sections that are off are commented out, each with a valid example. */
export function studyTemplate(): string {
  const defaults: unknown = studySchema.parse(SET);
  const off = (path: readonly string[]): boolean => path.some((_, i) => path.slice(0, i + 1).join('.') in OFF);
  const lines = studyFields().flatMap((field, i, fields) => {
    const indent = '  '.repeat(field.path.length - 1);
    const mark = off(field.path) ? '#' : '';
    const space = fields[i - 1]?.section ? [] : [''];
    return [...space, ...remarks(field, indent), ...definition(field, defaults).map((l) => `${indent}${mark}${l}`)];
  });
  return `${HEAD}${lines.join('\n')}\n`;
}

/** The explanation of a field in comment lines, and a line or more for each named value. */
function remarks({ description, required, choices }: StudyField, indent: string): string[] {
  const widest = Math.max(...choices.map(({ value }) => value.length));
  return [
    ...wrapped(`${required ? 'Required. ' : ''}${description}`, `${indent}# `, `${indent}# `),
    ...choices.flatMap(({ value, meaning }) =>
      wrapped(meaning, `${indent}#   ${value.padEnd(widest)}  `, `${indent}#   ${' '.repeat(widest)}  `),
    ),
  ];
}

/** The words of a text in lines of at most `WIDTH` columns. */
function wrapped(text: string, first: string, next: string): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = next;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Lines that give a field its value: an example, else its value in the study that has its required fields alone, else the default that the schema states. */
function definition({ path, section, fallback }: StudyField, defaults: unknown): string[] {
  const key = path.at(-1) ?? '';
  if (section) return [`${key}:`];
  const value = OFF[path.join('.')] ?? at(defaults, path) ?? fallback;
  invariant(value !== undefined, `the template has an example of ${path.join('.')}`);
  // a block scalar, whose empty lines keep no spaces
  if (typeof value === 'string' && value.includes('\n'))
    return [
      `${key}: |`,
      ...value
        .trimEnd()
        .split('\n')
        .map((line) => (line === '' ? '' : `  ${line}`)),
    ];
  return [`${key}: ${flow(value)}`];
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (v as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

/** A value on one line. */
function flow(value: unknown): string {
  // a seed: digits in quotes, or it would be read as a number
  if (typeof value === 'string' && /^\d+$/.test(value)) return `'${value}'`;
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
}
