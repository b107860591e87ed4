import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { InputError } from '../../src/errors.ts';

/** Columns of docs/runs/STUDY.csv: those of table `designs` that the documentation quotes. */
const TEXTS = ['scheme', 'design', 'robustness', 'status', 'failed_checks'] as const;
const ORDER = [
  'realization',
  'scheme',
  'design',
  'robustness',
  'threshold_db',
  'rho',
  'tx_antennas',
  'csi_error_radius',
  'status',
  'certified',
  'failed_checks',
  'iterations',
  'rcrb_deg',
  'rcrb_relaxation_deg',
  'rcrb_lower_deg',
  'sinr_db',
  'sinr_program_db',
  'worst_sampled_sinr_db',
  'worst_exact_sinr_db',
] as const;
/** Columns that hold numbers: all but the texts and `certified`. */
type NumberColumn = Exclude<(typeof ORDER)[number], (typeof TEXTS)[number] | 'certified'>;
const NUMBERS = ORDER.filter(
  (name): name is NumberColumn => name !== 'certified' && !TEXTS.some((text) => text === name),
);
const FACTS = ['study', 'command', 'numerics', 'backend', 'date', 'draws', 'hash'] as const;
const DIGITS = 9;

/** One row of table `designs` as it is stored; NaN where the table has null, -Infinity dB for an SINR of 0. */
export type StoredDesign = Readonly<
  Record<(typeof TEXTS)[number], string> & Record<NumberColumn, number> & { certified: boolean }
>;

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

/** The text of docs/runs/STUDY.csv. */
export function printStoredRun(run: StoredRun): string {
  const facts = FACTS.map((name) => `# ${name}: ${run[name]}`);
  const rows = run.rows.map((row) => ORDER.map((name) => cell(row[name])).join(','));
  return `${[...facts, ORDER.join(','), ...rows].join('\n')}\n`;
}

function cell(value: string | number | boolean): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '';
  return String(Number(value.toPrecision(DIGITS)));
}

/**
 * Reads what `printStoredRun` wrote.
 *
 * @param file named in errors.
 * @throws InputError on a missing fact or column, or a row of another length.
 */
export function parseStoredRun(text: string, file: string): StoredRun {
  const lines = text.trimEnd().split('\n');
  const fact = (name: (typeof FACTS)[number]): string => {
    const found = lines.find((line) => line.startsWith(`# ${name}: `));
    if (found === undefined) throw new InputError(`${file}: expected a line "# ${name}: ...", got none`);
    return found.slice(name.length + 4);
  };
  const [head = '', ...rows] = lines.filter((line) => !line.startsWith('#'));
  const columns = head.split(',');
  for (const name of ORDER)
    if (!columns.includes(name)) throw new InputError(`${file}: expected a column ${name}, got none`);
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
      const word = (name: string): string => cells[columns.indexOf(name)] ?? '';
      const number = (name: string): number => (word(name) === '' ? Number.NaN : Number(word(name)));
      return {
        ...(Object.fromEntries(TEXTS.map((name) => [name, word(name)])) as Record<(typeof TEXTS)[number], string>),
        ...(Object.fromEntries(NUMBERS.map((name) => [name, number(name)])) as Record<NumberColumn, number>),
        certified: word('certified') === 'true',
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
