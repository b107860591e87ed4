import { log } from '../log.ts';
import type { DesignRow } from './measureDesigns.ts';

const WIDTHS = [26, 8, 10, 12, 10, 10, 10, 10, 8, 9, 9, 9, 11, 11, 11, 9, 9];
const HEAD = [
  'case',
  'designs',
  'ours',
  'one by one',
  '+ bounds',
  'peer',
  'Clarabel',
  'CVXPY',
  'solves',
  'ratio',
  '1 by 1',
  'wall',
  'RCRB low',
  'median',
  'high',
  'bound',
  'pass',
];

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(26) : cell.padStart(WIDTHS[i] ?? 10))).join('');
}

function show(x: number | null | undefined): string {
  if (x === null || x === undefined) return '-';
  const size = Math.abs(x);
  return x === 0 || (size >= 0.1 && size < 1e5) ? x.toPrecision(3) : x.toExponential(1);
}

/** What the columns are. */
export function logDesignHead(): void {
  log('whole designs, processor milliseconds for each: ours as a batch, one by one, as a batch with lower bounds;');
  log(
    'the Python loop without compiling, Clarabel and CVXPY in it; programs; peer over ours; RCRB of the peer over ours less 1',
  );
  log(line(HEAD));
}

/** One case as a line of the table, and what else is to be said of it. */
export function logDesignRow({ ours, peer, ratio, agreement, ...row }: DesignRow): void {
  const cells = [
    row.case,
    String(row.designs),
    ...[ours.batch.cpuMs, ours.oneByOne.cpuMs, ours.withLowerBounds.cpuMs].map(show),
    ...[peer?.cpuMs, peer?.clarabelCpuMs, peer?.cvxpyCpuMs, peer?.programs].map(show),
    ...[ratio?.batchCpu, ratio?.oneByOneCpu, ratio?.oneByOneWall].map(show),
    ...[agreement?.rcrbLowest, agreement?.rcrbMedian, agreement?.rcrbHighest, agreement?.boundError].map(show),
    agreement === null ? '-' : `${agreement.oursPass}/${agreement.peerPass}`,
  ];
  log(line(cells));
  if (peer && agreement) {
    const states = Object.entries(peer.statuses).map(([status, n]) => `${n} ${status}`);
    log(
      `    programs: ${states.join(', ')}; compiled once in ${show(peer.compileCpuMs)} ms, without parameters ${show(peer.compileWithoutParametersCpuMs)} ms; ` +
        `SINR ${show(agreement.shortfallDb)} dB short at most; found by one alone: ${agreement.differingStatuses}; called infeasible by us ${agreement.oursInfeasible}, by the peer ${agreement.peerInfeasible}; ` +
        `metrics of the same vectors differ by ${show(agreement.evaluationError)}`,
    );
  }
  if (row.leftOut > 0) log(`    ${row.leftOut} designs left out for want of time`);
  if (row.failure !== null) log(`    peer: ${row.failure}`);
}
