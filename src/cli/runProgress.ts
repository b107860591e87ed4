import type { RunResult } from '../study/runner.ts';
import type { Shard } from '../study/shard.ts';
import { describeBackend, type StartedOnDevices } from './backend.ts';
import { failedText } from './failedText.ts';
import { shardNotice } from './shardText.ts';
import { warn } from './warn.ts';

/** Tells on stderr how a run goes. */
export interface Progress {
  readonly start: (on: StartedOnDevices, shard: Shard | undefined) => void;
  readonly update: (done: number, total: number, designs: number) => void;
  /** @param fields that a JSON line has beside the text. */
  readonly warn: (line: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** A signal came. */
  readonly stopping: () => void;
  readonly stop: () => void;
  readonly end: (result: RunResult) => void;
}

/** What follows a signal; a second Ctrl-C ends the process at once. */
const STOPPING = 'stopping: chunks in work are finished, or dropped after ten seconds; Ctrl-C again ends at once';

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
  if (!process.stderr.isTTY) return { start, update: () => undefined, warn, stopping, stop: () => undefined, end };
  const { chunkBar } = await import('./chunkBar.ts');
  const bar = chunkBar();
  return {
    start,
    update: bar.update,
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
