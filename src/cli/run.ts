import { basename, join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { GPU_WORKERS } from '../device/backend.ts';
import { stopBackend } from '../device/startBackend.ts';
import { InputError } from '../errors.ts';
import { readStudy } from '../study/parseStudy.ts';
import { type RunResult, runStudy } from '../study/runner.ts';
import { parseShard, type Shard, shardFromEnvironment } from '../study/shard.ts';
import { recordedBackend } from '../study/studyRecord.ts';
import { type SummaryLine, summarize } from '../study/summary.ts';
import {
  type BackendArguments,
  describeBackend,
  type StartedOnDevices,
  startOnDevices,
  withBackend,
} from './backend.ts';
import { pathArgument } from './pathArgument.ts';
import { studyFile } from './shippedStudies.ts';
import { stopSignal } from './stopSignals.ts';
import { stopText } from './stopText.ts';
import { workerCount } from './workerCount.ts';
import { processLimits, workerRoom } from './workerRoom.ts';

interface RunArguments extends BackendArguments {
  study: string;
  out: string | undefined;
  precision: 'fast' | 'precise' | undefined;
  limit: number | undefined;
  workers: number | undefined;
  batch: number | undefined;
  shard: string | undefined;
  log: 'text' | 'json';
}

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run <study>',
  describe: 'run or resume a study (a YAML file, or the name of a shipped one)',
  builder: (y: Argv) =>
    withBackend(y)
      .positional('study', { type: 'string', demandOption: true, describe: 'study file or name' })
      .option('out', { type: 'string', describe: 'study directory (default output/<name>)', requiresArg: true })
      .option('precision', { choices: ['fast', 'precise'] as const, describe: 'override the precision of the study' })
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
        describe: 'i/n: only the i-th of n parts (default: that of the Slurm array task or Kubernetes index)',
      })
      .option('log', { choices: ['text', 'json'] as const, default: 'text' as const, describe: 'progress on stderr' })
      .example('$0 run fig7', 'the SINR distributions of Fig. 7 into output/fig7')
      .example('$0 run my.yaml --backend cuda --device all', 'on every CUDA device of the machine or batch job')
      .example('$0 run my.yaml --limit 4 --out results', 'the first four draws of your own study'),
  handler: async (args) => {
    if (args.limit !== undefined && (!Number.isInteger(args.limit) || args.limit < 1))
      throw new InputError(`--limit: expected a positive integer, got ${args.limit}`);
    if (args.batch !== undefined && (!Number.isInteger(args.batch) || args.batch < 1))
      throw new InputError(`--batch: expected a positive integer, got ${args.batch}`);
    const shard = args.shard === undefined ? shardFromEnvironment(process.env) : parseShard(args.shard);
    const file = studyFile(args.study);
    const study = readStudy(file);
    const out = pathArgument('--out', args.out ?? join('output', basename(file).replace(/\.ya?ml$/, '')));
    const progress = await progressReporter(args.log);
    try {
      const onDevices = await startOnDevices(args, recordedBackend(out));
      const { started, devices } = onDevices;
      const { byMemory, byAddresses } = workerRoom(processLimits());
      const wanted = workerCount(args.workers, started.backend, process.env, devices?.length, byMemory);
      const workers = Math.max(devices?.length ?? 1, Math.min(wanted, byAddresses));
      progress.start(onDevices, shard);
      if (workers < wanted)
        progress.warn(
          `${workers} of ${wanted} workers: the limit on address space (ulimit -v) has no room for the others`,
        );
      const result = await runStudy(study, {
        out,
        ...(args.limit === undefined ? {} : { limit: args.limit }),
        ...(shard === undefined ? {} : { shard }),
        ...(args.batch === undefined ? {} : { batch: args.batch }),
        workers,
        ...(devices === undefined ? {} : { devices }),
        ...(args.precision === undefined ? {} : { precision: args.precision }),
        onProgress: progress.update,
        onWarning: progress.warn,
        signal: stopSignal(),
      });
      progress.stop();
      progress.end(result);
      process.stdout.write(`${table(summarize(out))}\n${result.stop ? `${stopText(result.stop)}\n` : ''}${out}\n`);
    } finally {
      progress.stop();
      await stopBackend();
    }
  },
};

interface Progress {
  readonly start: (on: StartedOnDevices, shard: Shard | undefined) => void;
  readonly update: (done: number, total: number, designs: number) => void;
  readonly warn: (line: string) => void;
  readonly stop: () => void;
  readonly end: (result: RunResult) => void;
}

/** Loads what the kind of progress needs, and no more: a run starts faster. */
async function progressReporter(log: 'text' | 'json'): Promise<Progress> {
  if (log === 'json') {
    const { pino } = await import('pino');
    const logger = pino({ base: null }, process.stderr);
    return {
      start: ({ started: { backend, reason }, devices = [] }, shard) =>
        logger.info(
          {
            backend: backend.name,
            device: backend.device,
            ...(devices.length > 1 ? { devices: backend.deviceNames?.(devices) } : {}),
            arithmetic: backend.arithmetic,
            reason,
            ...(shard ? { shard: `${shard.index}/${shard.count}` } : {}),
          },
          'backend',
        ),
      update: (done, total, designs) => logger.info({ done, total, designs }, 'chunk'),
      warn: (line) => logger.warn(line),
      stop: () => undefined,
      end: (result) => logger.info({ ...result }, 'end'),
    };
  }
  const start: Progress['start'] = ({ started, devices = [] }, shard) => {
    const names = started.backend.deviceNames?.(devices);
    process.stderr.write(`${describeBackend(started, names)}${shard ? `, shard ${shard.index}/${shard.count}` : ''}\n`);
  };
  const end = ({ chunksDone, chunksSkipped, complete }: RunResult): void => {
    process.stderr.write(
      `${chunksDone} chunks computed, ${chunksSkipped} found done${complete ? '; the study is complete' : ''}\n`,
    );
  };
  const warn = (line: string): void => void process.stderr.write(`${line}\n`);
  if (!process.stderr.isTTY) return { start, update: () => undefined, warn, stop: () => undefined, end };
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} chunks | {rate} designs/s | {eta_formatted} left',
  });
  let startedAt = 0;
  let designs = 0;
  return {
    start,
    update: (done, total, more) => {
      if (startedAt === 0) {
        startedAt = performance.now();
        bar.start(total, done, { rate: 0 });
      }
      designs += more;
      bar.update(done, { rate: ((1000 * designs) / Math.max(1, performance.now() - startedAt)).toFixed(0) });
    },
    warn: (line) => warn(`\n${line}`), // below the bar
    stop: () => bar.stop(),
    end,
  };
}

/** The summary as an aligned text table. */
function table(lines: readonly SummaryLine[]): string {
  const number = (x: number, digits: number): string =>
    x === -Infinity ? '-inf' : Number.isFinite(x) ? x.toFixed(digits) : '-';
  const head = [
    'scheme',
    'design',
    'robustness',
    'point',
    'feasible',
    'certified',
    'median RCRB/deg',
    'worst - threshold/dB',
  ];
  const rows = lines.map((l) => [
    l.scheme,
    l.design,
    l.robustness,
    l.point,
    `${l.feasible}/${l.draws}${l.undecided > 0 ? ` (${l.undecided} undecided)` : ''}`,
    `${l.certified}/${l.feasible}`,
    `${number(l.medianRcrbDeg, 3)} (${l.compared})`,
    number(l.worstMarginDb, 3),
  ]);
  const width = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]?.length ?? 0)));
  const text = [head, ...rows]
    .map((r) =>
      r
        .map((c, i) => c.padEnd(width[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
  const rule =
    'median over the draws (their number in brackets) that are feasible at every point of the curve that half of the draws reach';
  return [text, rule, ...looseLines(lines)].join('\n');
}

/** One line for each scheme, design and robustness with precoders whose RCRB is well above that of their relaxation. */
function looseLines(lines: readonly SummaryLine[]): string[] {
  const curves = new Map<string, SummaryLine[]>();
  for (const line of lines) {
    const key = `${line.scheme}, design ${line.design}, robustness ${line.robustness}`;
    curves.set(key, [...(curves.get(key) ?? []), line]);
  }
  return [...curves].flatMap(([key, own]) => {
    const loose = own.reduce((sum, l) => sum + l.loose, 0);
    if (loose === 0) return [];
    const designs = own.reduce((sum, l) => sum + l.certified + l.uncertified, 0);
    const largest = Math.max(...own.map((l) => l.largestGap).filter((x) => !Number.isNaN(x)));
    const most = Number.isFinite(largest) ? `at most ${(100 * (largest - 1)).toFixed(1)}% above` : 'infinite in some';
    return [
      `${key}: in ${loose} of ${designs} designs the RCRB of the precoders is more than 1% above that of their relaxation (${most})`,
    ];
  });
}
