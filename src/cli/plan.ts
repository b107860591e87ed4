import type { Argv, CommandModule } from 'yargs';
import { stopBackend } from '../device/startBackend.ts';
import { estimateRun, TIMING_SECONDS } from '../study/estimate/estimateRun.ts';
import { readStudy } from '../study/parseStudy.ts';
import { type BackendArguments, describeBackend, startOnDevices, withBackend } from './backend.ts';
import { exactCsiWarning } from './exactCsiWarning.ts';
import { gainWarning } from './gainWarning.ts';
import { planText } from './planText.ts';
import { type Precision, PRECISION_OPTION } from './precision.ts';
import { requireWhole } from './requireWhole.ts';
import { studyFile, studyName } from './studyArgument.ts';
import { warn } from './warn.ts';
import { workerCount } from './workerCount.ts';
import { processLimits, workerRoom } from './workerRoom.ts';

interface PlanArguments extends BackendArguments {
  study: string;
  precision: Precision | undefined;
  limit: number | undefined;
  workers: number | undefined;
  seconds: number;
  json: boolean;
}

export const planCommand: CommandModule<object, PlanArguments> = {
  builder: (y: Argv) =>
    withBackend(y)
      .positional('study', { type: 'string', demandOption: true, describe: 'study file or name' })
      .option('precision', PRECISION_OPTION)
      .option('limit', { type: 'number', describe: 'only the first N channel realizations', requiresArg: true })
      .option('workers', { type: 'number', requiresArg: true, describe: 'worker threads of the run (default: as run)' })
      .option('seconds', {
        type: 'number',
        requiresArg: true,
        default: TIMING_SECONDS,
        describe: 'processor time for timing designs; more where two of each kind take longer, or they differ much',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON object on stdout' })
      .example('$0 plan fig7', 'from designs that are timed for some ten seconds; writes nothing')
      .example('$0 plan my.yaml --limit 4 --json', 'the first four draws, for a script'),
  handler: async (args) => {
    requireWhole('--limit', args.limit);
    requireWhole('--seconds', args.seconds);
    const file = studyFile(args.study);
    const study = readStudy(file);
    try {
      const { started, devices } = await startOnDevices(args);
      const { byMemory, byAddresses } = workerRoom(processLimits());
      const wanted = workerCount(args.workers, started.backend, process.env, devices?.length, byMemory);
      const workers = Math.max(devices?.length ?? 1, Math.min(wanted, byAddresses));
      process.stderr.write(`${describeBackend(started, started.backend.deviceNames?.(devices ?? []))}\n`);
      const warnings = [gainWarning(study)?.message, exactCsiWarning(study)];
      for (const line of warnings) if (line !== undefined && line !== null) warn(line);
      const { user, system } = process.cpuUsage();
      // this process has started as a run does
      const begun = { seconds: performance.now() / 1000, processorSeconds: (user + system) / 1e6 };
      const estimate = await estimateRun(
        study,
        {
          workers,
          seconds: args.seconds,
          ...(devices === undefined ? {} : { devices }),
          ...(args.limit === undefined ? {} : { limit: args.limit }),
          ...(args.precision === undefined ? {} : { precision: args.precision }),
        },
        begun,
      );
      const { name, device } = started.backend;
      const text = args.json
        ? JSON.stringify({ study: studyName(file), title: study.title, backend: name, device, ...estimate })
        : planText(study.title, estimate);
      process.stdout.write(`${text}\n`);
    } finally {
      await stopBackend();
    }
  },
};
