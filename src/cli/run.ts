import type { Argv, CommandModule } from 'yargs';
import { GPU_WORKERS } from '../device/backend.ts';
import { stopBackend } from '../device/startBackend.ts';
import { EXIT } from '../errors.ts';
import { readStudy } from '../study/parseStudy.ts';
import { runStudy } from '../study/runner.ts';
import { parseShard, shardFromEnvironment } from '../study/shard.ts';
import { recordedBackend } from '../study/studyRecord.ts';
import { summarize } from '../study/summary.ts';
import { type BackendArguments, startOnDevices, withBackend } from './backend.ts';
import { requireWhole } from './requireWhole.ts';
import { exactCsiWarning } from './exactCsiWarning.ts';
import { gainWarning } from './gainWarning.ts';
import { type Precision, PRECISION_OPTION } from './precision.ts';
import { progressReporter } from './runProgress.ts';
import { coverageLines } from './shardText.ts';
import { stopSignal } from './stopSignals.ts';
import { stopText } from './stopText.ts';
import { studyDirectory, studyFile, studyName } from './studyArgument.ts';
import { summaryTable } from './summaryTable.ts';
import { workerCount } from './workerCount.ts';
import { processLimits, workerRoom } from './workerRoom.ts';

interface RunArguments extends BackendArguments {
  study: string;
  out: string | undefined;
  precision: Precision | undefined;
  limit: number | undefined;
  workers: number | undefined;
  batch: number | undefined;
  shard: string | undefined;
  retryFailed: boolean;
  log: 'text' | 'json';
}

export const runCommand: CommandModule<object, RunArguments> = {
  builder: (y: Argv) =>
    withBackend(y)
      .positional('study', { type: 'string', demandOption: true, describe: 'study file or name' })
      .option('out', { type: 'string', describe: 'study directory (default output/<name>)', requiresArg: true })
      .option('precision', PRECISION_OPTION)
      .option('limit', { type: 'number', describe: 'only the first N channel realizations', requiresArg: true })
      .option('workers', {
        type: 'number',
        requiresArg: true,
        describe: `worker threads (default: the cores, at most ${GPU_WORKERS} beside each GPU with cuda or webgpu; 1 with tensorflow)`,
      })
      .option('batch', {
        type: 'number',
        requiresArg: true,
        describe:
          'designs that a worker computes together, in whole chunks (default: on a GPU what fills it, 4096 with webgpu, and a quarter of that from 4 workers on; what takes half a second on the cpu; else one chunk)',
      })
      .option('shard', {
        type: 'string',
        requiresArg: true,
        describe:
          'i/n: only the i-th of n parts (default: that of the Slurm array task or Kubernetes index, which a line says; 1/1 computes all)',
      })
      .option('retry-failed', {
        type: 'boolean',
        default: false,
        describe: 'compute the chunks that have failed rows again',
      })
      .option('log', {
        choices: ['text', 'json'] as const,
        requiresArg: true,
        default: 'text' as const,
        describe: 'progress on stderr',
      })
      .example('$0 run fig7', 'the SINR distributions of Fig. 7 into output/fig7')
      .example('$0 run my.yaml --backend cuda --device all', 'on every CUDA device of the machine or batch job')
      .example(
        '$0 run my.yaml --limit 4 --out results',
        'the first four draws of your own study',
      ) as unknown as Argv<RunArguments>,
  handler: async (args) => {
    requireWhole('--limit', args.limit);
    requireWhole('--batch', args.batch);
    const shard = args.shard === undefined ? shardFromEnvironment(process.env) : parseShard(args.shard);
    const file = studyFile(args.study);
    const study = readStudy(file);
    const out = studyDirectory(args.out, studyName(file));
    const progress = await progressReporter(args.log);
    try {
      const onDevices = await startOnDevices(args, recordedBackend(out));
      const { started, devices } = onDevices;
      const { byMemory, byAddresses } = workerRoom(processLimits());
      const wanted = workerCount(args.workers, started.backend, process.env, devices?.length, byMemory);
      const workers = Math.max(devices?.length ?? 1, Math.min(wanted, byAddresses));
      progress.start(onDevices, shard);
      const warning = gainWarning(study);
      if (warning) progress.warn(warning.message, { ownCellGainDb: warning.ownCellGainDb });
      const exactCsi = exactCsiWarning(study);
      if (exactCsi !== null) progress.warn(exactCsi);
      if (workers < wanted)
        progress.warn(
          `${workers} of ${wanted} workers: the limit on address space (ulimit -v) has no room for the others`,
        );
      const signal = stopSignal();
      signal.addEventListener('abort', progress.stopping);
      const result = await runStudy(study, {
        out,
        ...(args.limit === undefined ? {} : { limit: args.limit }),
        ...(shard === undefined ? {} : { shard }),
        ...(args.batch === undefined ? {} : { batch: args.batch }),
        workers,
        ...(devices === undefined ? {} : { devices }),
        retryFailed: args.retryFailed,
        ...(args.precision === undefined ? {} : { precision: args.precision }),
        onProgress: progress.update,
        onDesigns: progress.designs,
        onWarning: progress.warn,
        signal,
      });
      progress.stop();
      progress.end(result);
      const lines = [
        summaryTable(summarize(out)),
        ...coverageLines(result, shard),
        ...(result.stop ? [stopText(result.stop)] : []),
        out,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      if (result.failedRows > 0) process.exitCode = EXIT.failedRows;
    } finally {
      progress.stop();
      await stopBackend();
    }
  },
};
