import { ALMOST_MERIT } from '../../solver/settings.ts';
import { SOLVER_PATHS } from '../../solver/solverPath.ts';
import { CONIC_STATUSES, isSolved } from '../../solver/status.ts';
import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import { rcrbDeg } from '../tables/designRow.ts';
import { type Comparison, cellText, sameCell } from './compareCells.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';

const STATUSES: readonly string[] = CONIC_STATUSES;
const PATHS: readonly string[] = SOLVER_PATHS;
/** Slack of the caps that an interior-point solution keeps to, dB. */
const CAP_SLACK_DB = ALMOST_MERIT;

/** Room for the rounding of sums over the BSs, relative. */
const ROUNDING = 1e-12;

/**
 * Checks what the solver claimed of a design and nobody can recompute from its vectors: that the claims fit the status, the
 * study and one another.
 *
 * @param row of table `designs`.
 * @param designed true when the design has stored vectors, null when the study stores none.
 */
export function checkClaims(
  { file, stored }: OpenTable,
  row: number,
  designed: boolean | null,
  findings: Findings,
): void {
  const cell = (name: string): unknown => stored.columns.get(name)?.[row] ?? null;
  const require = (holds: boolean, column: string, expected: string): void => {
    if (!holds) findings.add({ file, row, column, expected, found: cellText(stored.columns.get(column)?.[row]) });
  };
  const status = cell('status') as string;
  const solved = isSolved(status);
  const has = designed ?? cell('leakage_used') !== null;
  require(STATUSES.includes(status), 'status', `one of ${STATUSES.join(', ')}`);
  require(!has || solved, 'status', 'optimal or almostOptimal of a design with precoders');
  require((cell('extraction') === 'none') === !has, 'extraction', has ? 'a way to the precoders' : 'none');
  const merit = cell('merit') as number | null;
  require(merit === null || merit >= 0, 'merit', 'a merit of at least 0');
  require(!solved || (merit !== null && merit <= ALMOST_MERIT), 'merit', `at most ${ALMOST_MERIT} of a solved design`);
  for (const name of ['iterations', 'solver_iterations'])
    require((cell(name) as number) >= 0, name, 'a count of at least 0');
  require(PATHS.includes(cell('solver_path') as string), 'solver_path', `one of ${PATHS.join(', ')}`);
  const ratio = cell('rank_ratio') as number | null;
  require(ratio === null || (ratio >= 0 && ratio <= 1), 'rank_ratio', 'a ratio from 0 to 1');
  for (const [name, perBs] of [
    ['rcrb_relaxation_deg', 'rcrb_relaxation_bs_deg'],
    ['rcrb_lower_deg', 'rcrb_lower_bs_deg'],
  ] as const) {
    const value = cell(name) as number | null;
    require(value === null || (has && value > 0), name, has ? 'a positive RCRB' : 'null without precoders');
    const mean = rootMean(cell(perBs) as Float64Array | null);
    if (value === null || mean === null) continue;
    // a lower bound of the mean may be better than the mean of the bounds of single BSs
    const holds = name === 'rcrb_lower_deg' ? value >= mean * (1 - ROUNDING) : isClose(value, mean);
    require(holds, name, `${name === 'rcrb_lower_deg' ? 'at least ' : ''}${mean}, the root mean square of ${perBs}`);
  }
}

/** Root mean square over the BSs of a row, whose list is filled up with NaN; null without any. */
function rootMean(values: Float64Array | null): number | null {
  const own = (values ?? new Float64Array(0)).filter((x) => !Number.isNaN(x));
  return own.length === 0 ? null : Math.sqrt(own.reduce((sum, x) => sum + x * x, 0) / own.length);
}

/** Equal to rounding, or both infinite. */
function isClose(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= ROUNDING * Math.abs(b);
}

/**
 * Checks the rows of table `convergence` of one design: iterations of each round counted from 1, the RCRB the root mean of those of the BSs,
 * the interference within its cap, and the relaxation of the design among the iterates.
 *
 * @param rows of table `convergence`.
 * @param relaxation `rcrb_relaxation_deg` of the design.
 */
export function checkConvergence(
  { file, layout, stored }: OpenTable,
  { task }: GridTask,
  rows: readonly number[],
  relaxation: number | null,
  study: Study,
  comparison: Comparison,
  findings: Findings,
): void {
  const cap = study.scenario.maxInterferenceDb;
  const column = layout.columns.find((c) => c.name === 'rcrb_deg');
  const values: (number | null)[] = [];
  let [round, count] = [0, 0];
  rows.forEach((row) => {
    const cell = (name: string): unknown => stored.columns.get(name)?.[row] ?? null;
    count = cell('round') === round ? count + 1 : 1;
    round = cell('round') as number;
    const iteration = cell('iteration');
    if (iteration !== count)
      findings.add({ file, row, column: 'iteration', expected: String(count), found: String(iteration) });
    const perBs = cell('rcrb_bs_deg') as Float64Array | null;
    const degrees = cell('rcrb_deg') as number | null;
    values.push(degrees);
    // squared in radians, so that the last digits are those of `rcrbDeg` up to rounding
    const expected = perBs ? rcrbDeg(perBs.map((x) => ((x * Math.PI) / 180) ** 2)) : degrees;
    const loose = { tolerance: Math.max(comparison.tolerance, 1e-13), largest: 0 };
    if (column && !sameCell(column, expected, degrees, loose))
      findings.add({ file, row, column: 'rcrb_deg', expected: cellText(expected), found: cellText(degrees) });
    const interference = cell('interference_db') as number | null;
    if (interference !== null && interference > cap + CAP_SLACK_DB)
      findings.add({ file, row, column: 'interference_db', expected: `at most ${cap}`, found: String(interference) });
  });
  const [first] = rows;
  // a blind design is one of single cells, whose iterates are not listed
  if (first === undefined || relaxation === null || task.design === 'blind') return;
  if (!values.includes(relaxation))
    findings.add({
      file,
      row: first,
      column: 'rcrb_deg',
      expected: `rcrb_relaxation_deg ${relaxation} of the design among its iterates`,
      found: values.join(', '),
    });
}
