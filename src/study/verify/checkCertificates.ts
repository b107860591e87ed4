import type { Certificate } from '../../model/certificates/certificate.ts';
import { certificateSystem, infeasibleThreshold, provenBounds, provesInfeasible } from '../../problems/certificates.ts';
import { isSolved } from '../../conic/status.ts';
import type { CellValue } from '../tables/column.ts';
import type { GridTask } from '../chunkTasks.ts';
import { padToCells, rcrbPerBs, rootDeg } from '../tables/designRow.ts';
import type { OpenTable } from './checkRows.ts';
import { type Comparison, cellText, sameCell } from './compareCells.ts';
import type { Findings } from './findings.ts';
import { storedCertificates } from './storedCertificates.ts';

/**
 * Checks that a design's `infeasible` status and its lower bounds are what its certificates prove, with the model alone: the inequality of each certificate is rebuilt
 * from the channels (docs/certificates.md). No row may be missing and none may stand there for nothing.
 *
 * @param row of table `designs`.
 * @param rows of table `certificates` of this design.
 * @returns what was proven; null where nothing was.
 */
export function checkCertificates(
  designs: OpenTable,
  row: number,
  table: OpenTable,
  rows: readonly number[],
  { id, task }: GridTask,
  tighten: number,
  comparison: Comparison,
  findings: Findings,
): Certificate['statement'] | null {
  const cell = (name: string): unknown => designs.stored.columns.get(name)?.[row] ?? null;
  const thresholdOf = (of: Certificate['statement']): number => claimedThreshold(task, of, tighten);
  const read = storedCertificates(table.stored, rows, certificateSystem(task), thresholdOf);
  if (!('certificates' in read)) {
    findings.add({ file: table.file, ...read });
    return null;
  }
  const { certificates } = read;
  const status = String(cell('status'));
  const statement = status === 'infeasible' ? 'infeasible' : 'bound';
  const wanted = certificates.filter((c) => c.statement === statement);
  const bounds = isSolved(status) && task.design !== 'blind';
  const useless =
    certificates.length > wanted.length ||
    (certificates.length > 0 && statement === 'bound' && !bounds) ||
    certificates.some(({ bs }) => bs !== null && bs >= task.scenario.cells);
  if (useless) {
    const expected = `certificates of what ${status} design ${id} claims`;
    findings.add({ file: table.file, row: rows[0] ?? null, column: 'statement', expected, found: 'others' });
    return null;
  }
  if (statement === 'infeasible') {
    if (provesInfeasible(task, wanted)) return 'infeasible';
    const expected = `a certificate of design ${id} that proves ${status}`;
    const found = wanted.length === 0 ? 'no certificate' : 'one that does not';
    findings.add({ file: designs.file, row, column: 'status', expected, found });
    return null;
  }
  const { crb, mean } = provenBounds(task, wanted);
  const lists = designs.layout.columns.find((c) => c.name === 'rcrb_lower_bs_deg')?.type;
  const cells = typeof lists === 'object' && 'list' in lists ? lists.list : crb.length;
  const expected = new Map<string, CellValue>([
    ['rcrb_lower_deg', rootDeg(mean)],
    ['rcrb_lower_bs_deg', padToCells(rcrbPerBs(crb, true), cells)],
  ]);
  for (const column of designs.layout.columns) {
    const value = expected.get(column.name);
    if (value === undefined) continue;
    const found = designs.stored.columns.get(column.name)?.[row] ?? null;
    if (sameCell(column, value, found, comparison)) continue;
    const text = `${cellText(value)}, which its certificates prove`;
    findings.add({ file: designs.file, row, column: column.name, expected: text, found: cellText(found) });
  }
  return Number.isNaN(mean) ? null : 'bound';
}

/** g of what a design claims: of a design without precoders that which its programs had, of a bound the threshold itself. */
function claimedThreshold(task: GridTask['task'], statement: Certificate['statement'], tighten: number): number {
  if (statement === 'infeasible') return infeasibleThreshold(task, tighten);
  return task.form.kind === 'threshold' ? task.form.threshold : Number.NaN;
}
