import type { RunResult } from '../study/runner.ts';
import type { Shard } from '../study/shard.ts';
import { describeBackend, type StartedOnDevices } from './backend.ts';
import { DesignPace, type Pace, paceText } from './designPace.ts';
import { failedText } from './failedText.ts';
import { shardNotice } from './shardText.ts';
import { warn } from './warn.ts';

/** Tells on stderr how a run goes. */
export interface Progress {
  readonly start: (on: StartedOnDevices, shard: Shard | undefined) => void;
  readonly update: (done: number, total: number, designs: number) => void;
  /** Designs done of those of the run, also within a chunk. */
  readonly designs: (done: number, total: number) => void;
  /** @param fields that a JSON line has beside the text. */
  readonly warn: (line: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** A signal came. */
  readonly stopping: () => void;
  readonly stop: () => void;
  readonly end: (result: RunResult) => void;
}

/** What follows a signal; a second Ctrl-C ends the process at once. */
const STOPPING = 'stopping: chunks in work are finished, or dropped after ten seconds; Ctrl-C again ends at once';

/** Between two lines where stderr is no terminal, or has JSON lines, ms. */
const LINE_INTERVAL = 30_000;

/** Calls `tell` with the pace of a run every 30 s, while there is something left to do. */
function everyHalfMinute(tell: (pace: Pace) => void): Progress['designs'] {
  const pace = new DesignPace();
  let next: number | undefined;
  return (done, total) => {
    const now = performance.now();
    const current = pace.update(done, total, now);
    next ??= now + LINE_INTERVAL;
    if (now < next || done >= total) return;
    next = now + LINE_INTERVAL;
    tell(current);
  };
}

/** Loads what the kind of progress needs, and no more: a run starts faster. */
export async function progressReporter(log: 'text' | 'json'): Promise<Progress> {
  if (log === 'json') {
    const { pino } = await import('pino');
    const logger = pino({ base: null }, process.stderr);
    return {
      start: ({ started: { backend, reason }, devices = [] }, shard) => {
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
        );
        const notice = shard && shardNotice(shard);
        if (notice !== undefined) logger.warn({ shardFrom: shard?.variable }, notice);
      },
      update: (done, total, designs) => logger.info({ done, total, designs }, 'chunk'),
      designs: everyHalfMinute(({ done, total, perSecond, secondsLeft }) =>
        logger.info({ designsDone: done, designsTotal: total, perSecond, secondsLeft }, 'designs'),
      ),
      warn: (line, fields = {}) => logger.warn(fields, line),
      stopping: () => logger.info(STOPPING),
      stop: () => undefined,
      end: (result) => logger.info({ ...result }, 'end'),
    };
  }
  const start: Progress['start'] = ({ started, devices = [] }, shard) => {
    const names = started.backend.deviceNames?.(devices);
    process.stderr.write(`${describeBackend(started, names)}${shard ? `, shard ${shard.index}/${shard.count}` : ''}\n`);
    const notice = shard && shardNotice(shard);
    if (notice !== undefined) process.stderr.write(`${notice}\n`);
  };
  const end = (result: RunResult): void => {
    const { chunksDone, chunksSkipped, complete } = result;
    const known = complete ? '; the study is complete' : '';
    process.stderr.write(`${chunksDone} chunks computed, ${chunksSkipped} found done${known}\n${failedText(result)}`);
  };
  const stopping = (): void => void process.stderr.write(`${STOPPING}\n`);
  const silent = (): undefined => undefined;
  if (!process.stderr.isTTY) {
    const designs = everyHalfMinute((pace) => void process.stderr.write(`${paceText(pace)}\n`));
    return { start, update: silent, designs, warn, stopping, stop: silent, end };
  }
  const { designBar } = await import('./designBar.ts');
  const bar = designBar();
  const pace = new DesignPace();
  return {
    start,
    update: silent,
    designs: (done, total) => bar.update(pace.update(done, total, performance.now())),
    warn: (line) => {
      bar.endLine();
      warn(line);
    },
    stopping: () => {
      bar.endLine();
      stopping();
    },
    stop: bar.stop,
    end,
  };
}
