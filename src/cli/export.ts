import type { Argv, CommandModule } from 'yargs';
import { exportParquet } from '../analysis/exportParquet.ts';
import { InputError } from '../errors.ts';
import { countFailed } from './failedText.ts';
import { chunkProgress } from './chunkProgress.ts';
import { pathArgument } from './pathArgument.ts';

interface ExportArguments {
  dir: string;
  parquet: boolean;
  out: string | undefined;
  partial: boolean;
  json: boolean;
}

export const exportCommand: CommandModule<object, ExportArguments> = {
  builder: (y: Argv) =>
    y
      .positional('dir', { type: 'string', demandOption: true, describe: 'study directory' })
      .option('parquet', {
        type: 'boolean',
        default: false,
        describe: 'Parquet with zstd, <table>/chunk=<id>/part.parquet',
      })
      .option('out', { type: 'string', describe: 'folder (default parquet in the study directory)', requiresArg: true })
      .option('partial', { type: 'boolean', default: false, describe: 'what is there of an unfinished study' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON object on stdout' })
      .example('$0 export output/fig7 --parquet', 'for DuckDB, Polars and pandas: see docs/analytics.md'),
  handler: (args) => {
    if (!args.parquet) throw new InputError('export: expected a format, got none', 'add --parquet');
    const result = exportParquet(pathArgument('dir', args.dir), {
      ...(args.out === undefined ? {} : { out: pathArgument('--out', args.out) }),
      partial: args.partial,
      onProgress: chunkProgress(),
    });
    if (args.json) {
      process.stdout.write(`${JSON.stringify(result)}\n`);
      return;
    }
    const { tables, chunks, rows, failedRows, bytes, arrowBytes, unchanged, missing, out } = result;
    const mib = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`;
    process.stderr.write(
      `${tables.length} tables of ${chunks} chunks, ${rows} rows: ${mib(bytes)} of Parquet from ${mib(arrowBytes)} of Arrow; ${unchanged} files were there${
        missing.length > 0 ? `; ${missing.length} chunks are missing` : ''
      }${failedRows > 0 ? `; ${countFailed(failedRows)}` : ''}\n`,
    );
    process.stdout.write(`${out}\n`);
  },
};
