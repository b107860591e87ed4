import type { Argv, CommandModule } from 'yargs';
import { EXIT } from '../errors.ts';
import { type StudyStatus, studyStatus } from '../study/studyStatus.ts';
import { countFailed } from './failedText.ts';
import { pathArgument } from './pathArgument.ts';
import { stopText } from './stopText.ts';

interface StatusArguments {
  directory: string;
  json: boolean;
}

export const statusCommand: CommandModule<object, StatusArguments> = {
  builder: (y: Argv) =>
    y
      .positional('directory', { type: 'string', demandOption: true, describe: 'study directory' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON object on stdout' })
      .example(
        '$0 status output/fig7',
        `exit code ${EXIT.done} when every chunk is done, ${EXIT.failedRows} when some rows are failed, else ${EXIT.unfinished}`,
      ),
  handler: (args) => {
    const status = studyStatus(pathArgument('directory', args.directory));
    process.stdout.write(args.json ? `${JSON.stringify(status)}\n` : `${statusText(status)}\n`);
    if (!status.complete) process.exitCode = EXIT.unfinished;
    else if (status.failedRows > 0) process.exitCode = EXIT.failedRows;
  },
};

function statusText(s: StudyStatus): string {
  const count = (n: number): string => `${n} chunk${n === 1 ? '' : 's'}`;
  const lines = [
    s.title,
    `done     ${s.done} of ${count(s.chunks)}${s.success ? ', finished (_SUCCESS)' : ''}`,
    `rows     ${Object.entries(s.rows)
      .map(([table, n]) => `${table} ${n}`)
      .join(', ')}`,
    `time     ${s.seconds.toFixed(1)} s of computing`,
  ];
  if (s.stop) lines.push(stopText(s.stop));
  if (s.failedRows > 0) {
    lines.push(`failed   ${countFailed(s.failedRows)}; isac-mc run --retry-failed computes these draws again`);
    for (const f of s.failures)
      lines.push(`failed   design ${f.designId} (realization ${f.realization}): ${f.failure}`);
    const more = s.failedRows - s.failures.length;
    if (more > 0) lines.push(`failed   ... and ${more} more: column failure of table designs`);
  }
  if (s.missing.length > 0) lines.push(`missing  ${count(s.missing.length)}: ${ranges(s.missing)}`);
  for (const f of s.failed) lines.push(`failed   chunk ${f.chunk} on ${f.host}: ${f.error}`);
  for (const d of s.damaged) lines.push(`damaged  chunk ${d.chunk}: ${d.file}: ${d.reason}`);
  if (s.complete && !s.success) lines.push('next     isac-mc finish writes _SUCCESS');
  if (!s.complete)
    lines.push(
      `next     ${s.damaged.length > 0 ? 'delete the damaged files, then ' : ''}isac-mc run computes what is not done`,
    );
  return lines.join('\n');
}

/** Ascending numbers as `0-3, 7, 9-10`. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const n of numbers) {
    const last = parts.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else parts.push([n, n]);
  }
  return parts.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(', ');
}
