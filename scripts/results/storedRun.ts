import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/packageRoot.ts';
import { InputError } from '../../src/errors.ts';

/** Columns of docs/runs/STUDY.csv: those of table `designs` that the documentation quotes, and one of table `convergence`. */
const TEXTS = ['scheme', 'design', 'robustness', 'status'] as const;
const FLAGS = ['meets_claim', 'holds_over_ball'] as const;
const ORDER = [
  'realization',
  'scheme',
  'design',
  'robustness',
  'threshold_db',
  'rho',
  'tx_antennas',
  'csi_error_radius',
  'amplitude_crb_cap',
  'status',
  'meets_claim',
  'holds_over_ball',
  'iterations',
  'rcrb_deg',
  'rcrb_first_deg',
  'rcrb_relaxation_deg',
  'rcrb_lower_deg',
  'amplitude_crb_re',
  'amplitude_crb_im',
  'sinr_db',
  'worst_sampled_sinr_db',
  'worst_exact_sinr_db',
  'outage',
] as const;
type TextColumn = (typeof TEXTS)[number];
type FlagColumn = (typeof FLAGS)[number];
type NumberColumn = Exclude<(typeof ORDER)[number], TextColumn | FlagColumn>;
const NUMBERS = ORDER.filter((name): name is NumberColumn => ![...TEXTS, ...FLAGS].some((other) => other === name));
const FACTS = ['study', 'command', 'numerics', 'backend', 'date', 'draws', 'hash'] as const;
/** Columns that runs stored before they were there do not have. */
const LATER: readonly string[] = ['amplitude_crb_cap', 'amplitude_crb_re', 'amplitude_crb_im'];
const DIGITS = 9;
/** RCRBs need fewer: SINRs near 40 dB are compared with their threshold to 1e-6 dB. */
const RCRB_DIGITS = 7;
/** Names the line of the columns that have one value in every row. */
const CONSTANT = 'in every row';

/**
 * One row as it is stored; NaN where the table has null, or where the file leaves a column out; -Infinity dB for an SINR of 0. `rcrb_first_deg` is the RCRB of the
 * relaxation after the first iteration of the alternation.
 */
export type StoredDesign = Readonly<
  Record<TextColumn, string> & Record<NumberColumn, number> & Record<FlagColumn, boolean>
>;

/** A column that a study's section may do without. */
export type OptionalColumn =
  | 'amplitude_crb_cap'
  | 'iterations'
  | 'rcrb_first_deg'
  | 'rcrb_relaxation_deg'
  | 'rcrb_lower_deg'
  | 'amplitude_crb_re'
  | 'amplitude_crb_im'
  | 'worst_sampled_sinr_db'
  | 'outage';
const OPTIONAL: readonly OptionalColumn[] = [
  'amplitude_crb_cap',
  'amplitude_crb_re',
  'amplitude_crb_im',
  'iterations',
  'rcrb_first_deg',
  'rcrb_relaxation_deg',
  'rcrb_lower_deg',
  'worst_sampled_sinr_db',
  'outage',
];

/** A run of a shipped study as docs/runs/ holds it. */
export interface StoredRun {
  /** Name of the study in experiments/. */
  readonly study: string;
  /** The command that computes it again. */
  readonly command: string;
  readonly numerics: string;
  readonly backend: string;
  /** Day on which the run began, YYYY-MM-DD. */
  readonly date: string;
  readonly draws: number;
  readonly hash: string;
  readonly rows: readonly StoredDesign[];
}

/** Stored runs by the name of their study. */
export type StoredRuns = ReadonlyMap<string, StoredRun>;

/** The run without the columns that no page needs. */
export function keepColumns(run: StoredRun, needed: readonly OptionalColumn[]): StoredRun {
  const dropped = Object.fromEntries(
    OPTIONAL.filter((name) => !needed.includes(name)).map((name) => [name, Number.NaN]),
  );
  return { ...run, rows: run.rows.map((row) => ({ ...row, ...dropped })) };
}

/** The text of docs/runs/STUDY.csv. A column that has one value in every row stands in a line of its own above the table. */
export function printStoredRun(run: StoredRun): string {
  const rows = run.rows.map((row) => ORDER.map((name) => cell(name, row[name])));
  const isConstant = ORDER.map((_, k) => rows.length > 0 && rows.every((row) => row[k] === rows[0]?.[k]));
  const constants = ORDER.flatMap((name, k) => (isConstant[k] ? [`${name}=${rows[0]?.[k] ?? ''}`] : []));
  const varying = (cells: readonly string[]): string => cells.filter((_, k) => !isConstant[k]).join(',');
  const facts = FACTS.map((name) => `# ${name}: ${run[name]}`);
  return `${[...facts, `# ${CONSTANT}: ${constants.join(',')}`, varying(ORDER), ...rows.map(varying)].join('\n')}\n`;
}

function cell(name: string, value: string | number | boolean): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '';
  return String(Number(value.toPrecision(name.startsWith('rcrb') ? RCRB_DIGITS : DIGITS)));
}

/**
 * Reads what `printStoredRun` wrote.
 *
 * @param file named in errors.
 * @throws InputError on a missing fact or column, or a row of another length.
 */
export function parseStoredRun(text: string, file: string): StoredRun {
  const lines = text.trimEnd().split('\n');
  const fact = (name: string): string => {
    const found = lines.find((line) => line.startsWith(`# ${name}: `));
    if (found === undefined) throw new InputError(`${file}: expected a line "# ${name}: ...", got none`);
    return found.slice(name.length + 4);
  };
  const constants = new Map(
    fact(CONSTANT)
      .split(',')
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return [name, value] as const;
      }),
  );
  const [head = '', ...rows] = lines.filter((line) => !line.startsWith('#'));
  const columns = head.split(',');
  for (const name of ORDER)
    if (!columns.includes(name) && !constants.has(name) && !LATER.includes(name))
      throw new InputError(`${file}: expected a column ${name}, got none`);
  return {
    study: fact('study'),
    command: fact('command'),
    numerics: fact('numerics'),
    backend: fact('backend'),
    date: fact('date'),
    draws: Number(fact('draws')),
    hash: fact('hash'),
    rows: rows.map((line, i) => {
      const cells = line.split(',');
      if (cells.length !== columns.length)
        throw new InputError(`${file}: row ${i + 1}: expected ${columns.length} cells, got ${cells.length}`);
      const word = (name: string): string => constants.get(name) ?? cells[columns.indexOf(name)] ?? '';
      const number = (name: string): number => (word(name) === '' ? Number.NaN : Number(word(name)));
      return {
        ...(Object.fromEntries(TEXTS.map((name) => [name, word(name)])) as Record<TextColumn, string>),
        ...(Object.fromEntries(NUMBERS.map((name) => [name, number(name)])) as Record<NumberColumn, number>),
        ...(Object.fromEntries(FLAGS.map((name) => [name, word(name) === 'true'])) as Record<FlagColumn, boolean>),
      };
    }),
  };
}

/** The folder of the stored runs. */
export function runsFolder(): string {
  return join(packageRoot(), 'docs', 'runs');
}

/** Every stored run of a folder. */
export function readStoredRuns(folder: string = runsFolder()): StoredRuns {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  const runs = files.map((name) => parseStoredRun(readFileSync(join(folder, name), 'utf8'), `docs/runs/${name}`));
  return new Map(runs.map((run) => [run.study, run]));
}
