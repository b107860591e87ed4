import progress from 'cli-progress';

/** A bar over chunks on a terminal. */
export interface ChunkBar {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** A bar over chunks on stderr from the first update on, which leaves nothing behind. How much time is left stands there once a chunk has been finished. */
export function chunkBar(): ChunkBar {
  const bar = new progress.SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} chunks{pace}',
    clearOnComplete: true,
  });
  let start: { readonly at: number; readonly done: number } | undefined;
  return {
    update: (done, total) => {
      if (!start) {
        start = { at: performance.now(), done };
        bar.start(total, done, { pace: '' });
      }
      if (done === start.done) return;
      const seconds = (performance.now() - start.at) / 1000;
      const left = progress.Format.TimeFormat(
        Math.ceil(((total - done) * seconds) / (done - start.done)),
        { autopaddingChar: '' },
        1,
      );
      bar.update(done, { pace: ` | ${left} left` });
    },
    stop: () => bar.stop(),
  };
}
