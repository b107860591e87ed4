import { type StudyField, studyFields } from '../../src/study/studyFields.ts';
import { studyTemplate } from '../../src/study/studyTemplate.ts';
import { markdownTable } from './markdownTable.ts';

const INTRODUCTION = `# Study file

A study is one YAML file: a system, schemes and designs, a grid of sweep points, and the number of draws. \`isac-mc init\` writes one that explains every
field; \`isac-mc schema > study.schema.json\` prints the JSON Schema for editors. Unknown keys, wrong types and impossible values are refused with
file, line, column, field, what was expected and what was given (exit code 2).

Fields with "or a list of such" take one value or a list. \`sweep\` has exactly one of \`thresholdDb\` and \`rho\`; its other lists span a grid with
it. A field of \`sweep\` replaces the field of the same name in \`scenario\`, where a value that is not in its list is refused then. So is every field that no scheme, design
or table of the study depends on: a \`pskOrder\`, say, where every scheme is one of block level. (A \`robustness\` where every \`csiErrorRadius\` is 0 gives a warning.) Symbols are those of [the problem](../README.md#the-problem).

Two runs of the same study on the same backend give the same bytes. Every field but \`title\`, \`notes\`, \`channelFile\` and \`channelFileLimitGiB\` is part of
the study's hash; of a channel file its sha256 is. Nothing outside the file is part of it (\`--limit\`, the number of workers, the directory), except \`--precision\`, which overrides
\`solver.precision\`.

Fields whose names end in \`Db\` or \`Deg\` are in dB or degrees; all other quantities are linear. For a study of your own take \`design: joint\` and
\`robustness: guaranteedSum\` with a \`csiErrorRadius\` above 0; to reproduce the paper take \`design: paper\` and \`robustness: paper\`. A field that is left out has the
value in the column *default*: a file that states it, where something reads it, is the same study with the same hash. \`study.json\` in the directory of a run has the values of all fields.

The file is YAML 1.2 in UTF-8 of at most 1 MiB: one document without directives, tags of other types and merge keys, with at most 100 aliases, and
lists and mappings at most 50 deep. A study has at most 100,000 grid points, and no more draws than its chunks hold in memory; what is larger is
refused with both numbers before anything of that size is made. Block-level designs above 3 GiB or 6 hours, by an estimate from the sizes alone, are refused as well.
`;

/** docs/study-file.md. */
export function studyFilePage(): string {
  const fields = studyFields();
  const row = (f: StudyField): string[] => [
    `\`${f.path.at(-1) ?? ''}\``,
    f.values,
    f.required ? 'required' : f.fallback === undefined ? '' : `\`${JSON.stringify(f.fallback)}\``,
    f.description.replaceAll('*', '\\*'),
  ];
  const head = ['field', 'values', 'default', 'meaning'];
  const top = fields.filter((f) => f.path.length === 1 && !f.section);
  const sections = fields.filter((f) => f.section);
  return [
    INTRODUCTION,
    '## Top level\n',
    `${markdownTable(head, top.map(row))}\n`,
    ...choiceLists(top),
    ...sections.flatMap((s) => {
      const own = fields.filter((f) => f.path.length === 2 && f.path[0] === s.path[0]);
      return [
        `## \`${s.path.join('.')}\`${s.required ? ' (required)' : ''}\n`,
        `${s.description}\n`,
        `${markdownTable(head, own.map(row))}\n`,
        ...choiceLists(own),
      ];
    }),
    '## A complete file\n',
    'As `isac-mc init` writes it:\n',
    `\`\`\`yaml\n${studyTemplate()}\`\`\`\n`,
  ].join('\n');
}

/** What the named values of some fields mean: a list for each field that has any. */
function choiceLists(fields: readonly StudyField[]): string[] {
  return fields
    .filter(({ choices }) => choices.length > 0)
    .map(({ path, choices }) => {
      const lines = choices.map(({ value, meaning }) => `- \`${value}\`: ${meaning}`);
      return `Values of \`${path.at(-1) ?? ''}\`:\n\n${lines.join('\n')}\n`;
    });
}
