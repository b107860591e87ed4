import type { Estimate, RunEstimate } from '../study/estimate/estimateRun.ts';
import { durationText } from './durationText.ts';

/** What a run will take, a line each. */
export function planText(title: string, plan: RunEstimate): string {
  const { realizations, points, designs, chunks, timed, tables, workers, busyWorkers } = plan;
  const most = plan.atMost ? 'at most ' : '';
  const idle = busyWorkers < workers ? `, of which ${busyWorkers} compute at once` : '';
  const width = Math.max(...tables.map((t) => t.table.length));
  return [
    title,
    `designs    ${most}${grouped(designs)}: ${countOf(realizations, 'channel realization')}, ${countOf(points, 'grid point')}; ${countOf(chunks, 'chunk')}`,
    `programs   ${most}about ${grouped(round(plan.programs))}`,
    `time       ${most}about ${rangeText(plan.seconds)} with ${countOf(workers, 'worker')}${idle}`,
    `processor  ${most}about ${rangeText(plan.processorSeconds)}, all workers together`,
    `memory     about ${bytesText(plan.memoryBytes)} at the peak`,
    `disk       ${most}about ${bytesText(plan.bytes)} in tables`,
    ...tables.map((t) => `           ${t.table.padEnd(width)}  ${bytesText(t.bytes)}, ${countOf(t.rows, 'row')}`),
    `timed      ${countOf(timed.designs, 'design')} in ${durationText(timed.seconds)}; the range is that of two standard errors over channel draws and sweep points`,
  ].join('\n');
}

function rangeText({ estimate, low, high }: Estimate): string {
  const [least, most] = [durationText(low), durationText(high)];
  return least === most ? durationText(estimate) : `${durationText(estimate)} (${least} to ${most})`;
}

function countOf(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** `12 345`. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** To two digits. */
function round(count: number): number {
  return count < 100 ? count : Number(count.toPrecision(2));
}

function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toPrecision(2)} ${units[power]}`;
}
