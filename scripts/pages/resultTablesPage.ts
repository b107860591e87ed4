import { type Study, studySchema } from '../../src/study/schema.ts';
import { TABLES, type TableName } from '../../src/study/tables/tableNames.ts';
import type { ColumnInfo, ColumnType } from '../../src/study/tables/column.ts';
import { tableLayout } from '../../src/study/tables/studyTables.ts';
import { markdownTable } from './markdownTable.ts';

/** Sizes that name themselves in the types of list columns. */
const CELLS = 3;
const ANTENNAS = 7;

/** What a row of each table is. */
const ROWS: Readonly<Record<TableName, string>> = {
  designs:
    'One row for each channel realization and grid point: what was designed, its SINRs, RCRBs, powers and certificate recomputed from it, and what the solver claims.',
  errors: 'One row for each design with precoders and each drawn CSI error (`realizations.errors`).',
  sinr_distribution:
    'One row for each design with precoders: how its smallest SINR over the users is distributed over the CSI errors, in bins, with the smallest values and their error draws; with `output.perUser` one more for each user. Written wherever `realizations.errors` is above 0. The rows of designs, chunks and studies with the same grid may be added up bin by bin.',
  precoders: 'One row for each design, BS, and user that the BS serves (its own in CBF, all in CoMP). Block level.',
  transmit: 'One row for each symbol-level design, BS and time in the frame; written together with `precoders`.',
  convergence: 'One row for each design and iteration of its alternation (one for designs by a single program).',
  certificates:
    'Proofs that anyone can check without a solver: of `infeasible` designs and of lower bounds ([certificates.md](certificates.md)). By default where they take less than 1 MiB a chunk; else only if `output.tables` names it.',
  beampatterns: 'One row for each design, BS and direction, -90 to 90 degrees. Only if `output.tables` names it.',
  complexity:
    "One row for each computed design: the paper's complexity and overhead models beside its iterations. Only if `output.tables` names it.",
  ser: 'One row for each design and user: symbol error rate by Monte Carlo; how its interval is made: [0021](decisions/0021-symbol-error-rates.md). Only if `output.tables` names it.',
};

const INTRODUCTION = `# Result tables

A study directory holds \`data/<table>/part-<chunk>.arrow\`: uncompressed Arrow IPC files, one for each table and chunk of realizations. They open
in pyarrow, pandas, Polars, apache-arrow (JavaScript) and everything else that reads Arrow; units and descriptions are in the field metadata.

\`design_id\` joins the tables. Decibels are 10 log10 of a power ratio over the noise power. *null* marks a column that may be empty: where a
design has no precoders (an infeasible threshold), or where the description says so. *claim* marks a number that only the solver knows; every
other metric is recomputed in float64 from the stored precoders. A row of \`designs\` with status \`failed\` has no number at all, only its ids, its point and \`failure\`; other tables have no rows of it. J: the most \`cells\` of the study, shorter lists are padded with NaN; N: the largest \`txAntennas\` of the study; a list has the length that its type tells, in every row.
`;

/** docs/result-tables.md. */
export function resultTablesPage(): string {
  const study: Study = studySchema.parse({
    title: 'columns',
    scenario: { cells: CELLS, txAntennas: ANTENNAS, targetAnglesDeg: Array(CELLS).fill(Array(CELLS).fill(0)) },
    schemes: ['BLP-CBF', 'SLP-CBF'],
    sweep: { thresholdDb: 10 },
    realizations: { channels: 1, errors: 1 },
  });
  const names: TableName[] = [...TABLES.slice(0, 2), 'sinr_distribution', TABLES[2], 'transmit', ...TABLES.slice(3)];
  const tables = names.map((name) => {
    const rows = tableLayout(name, study).columns.map((column) => [
      `\`${column.name}\``,
      typeText(column.type),
      column.unit === undefined || column.unit === '1' ? '' : column.unit,
      [column.nullable ? 'null' : '', column.claim ? 'claim' : ''].filter(Boolean).join(', '),
      description(column),
    ]);
    return `## ${name}\n\n${ROWS[name]}\n\n${markdownTable(['column', 'type', 'unit', '', 'meaning'], rows)}\n`;
  });
  return [INTRODUCTION, ...tables].join('\n');
}

function description({ description: text }: ColumnInfo): string {
  return text.replaceAll('*', '\\*');
}

function typeText(type: ColumnType): string {
  if (type === 'text') return 'dictionary of utf8';
  if (typeof type !== 'object') return type;
  if ('values' in type) return `list of ${type.values}`;
  if (type.list === CELLS) return 'float64[J]';
  if (type.list === 2 * ANTENNAS) return 'float64[2 N]';
  return `float64[${type.list}]`;
}
