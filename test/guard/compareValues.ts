/**
 * Says how two builds differ in what `writeOutputs.ts` wrote: `tsx test/guard/compareValues.ts BEFORE AFTER` prints a line for each column with other values. The exit
 * code is 1 where anything but finite numbers differs: a verdict, a null, a number of rows.
 */
import { inspect } from 'node:util';
import { type Cell, outputNames, readTables, type Tables } from './columns.ts';
import { type ColumnDifference, differences } from './differences.ts';

const [before, after, ...more] = process.argv.slice(2);
if (before === undefined || after === undefined || more.length > 0) throw new Error('expected two folders');

const shown = (cell: Cell | undefined): string => inspect(cell, { breakLength: Infinity, maxArrayLength: 6 });

function lineOf(output: string, { column, numbers, absolute, relative, others, first }: ColumnDifference): string {
  const parts = [
    ...(numbers > 0
      ? [`${numbers} numbers differ, by ${relative.toExponential(1)} relative and ${absolute.toExponential(1)} at most`]
      : []),
    ...(others > 0 ? [`${others} OTHER VALUES differ`] : []),
  ];
  return `${output} ${column}: ${parts.join(', ')}; first in row ${first.row}: ${shown(first.before)}, now ${shown(first.after)}`;
}

const countOf = (tables: Tables): number => Object.values(tables).reduce((n, t) => n + Object.keys(t).length, 0);

const names = new Set([...outputNames(before), ...outputNames(after)]);
const total = { columns: 0, numbers: 0, others: 0, relative: 0 };
for (const name of names) {
  const [old, now] = [before, after].map((folder) =>
    outputNames(folder).includes(name) ? readTables(folder, name) : {},
  ) as [Tables, Tables];
  total.columns += Math.max(countOf(old), countOf(now));
  for (const difference of differences(old, now)) {
    process.stdout.write(`${lineOf(name, difference)}\n`);
    if (difference.numbers > 0) total.numbers++;
    if (difference.others > 0) total.others++;
    total.relative = Math.max(total.relative, difference.relative);
  }
}
process.stdout.write(
  `${total.columns} columns of ${names.size} outputs: numbers differ in ${total.numbers} of them, by ${total.relative.toExponential(1)} relative at most; other values differ in ${total.others}\n`,
);
if (total.others > 0) process.exitCode = 1;
