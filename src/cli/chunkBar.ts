import progress from 'cli-progress';

/** A bar over chunks on a terminal. */
export interface ChunkBar {
  /** @param designs how many came with it, for a bar that tells their pace. */
  readonly update: (done: number, total: number, designs?: number) => void;
  /** Ends the line of the bar, so that a message stands below it. */
  readonly endLine: () => void;
  readonly stop: () => void;
}

/**
 * A bar over chunks on stderr from the first update on. How much time is left stands there once a chunk has been finished.
 *
 * @param clear it leaves nothing behind.
 */
export function chunkBar({ clear = false } = {}): ChunkBar {
  const bar = new progress.SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} chunks{pace}',
    clearOnComplete: clear,
  });
  let start: { readonly at: number; readonly done: number } | undefined;
  let designs = 0;
  return {
    update: (done, total, more) => {
      if (!start) {
        start = { at: performance.now(), done };
        bar.start(total, done, { pace: '' });
      }
      if (done === start.done) return;
      designs += more ?? 0;
      const seconds = (performance.now() - start.at) / 1000;
      const left = progress.Format.TimeFormat(
        Math.ceil(((total - done) * seconds) / (done - start.done)),
        { autopaddingChar: '' },
        1,
      );
      const rate = designs / seconds;
      const pace = more === undefined ? '' : ` | ${rate.toFixed(rate < 10 ? 1 : 0)} designs/s`;
      bar.update(done, { pace: `${pace} | ${left} left` });
    },
    endLine: () => {
      if (start) process.stderr.write('\n');
    },
    stop: () => bar.stop(),
  };
}
