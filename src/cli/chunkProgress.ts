import { SingleBar } from 'cli-progress';

/** A bar over chunks on stderr, from the first call with 0 done to the last; silent where stderr is no terminal. */
export function chunkProgress(): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} chunks | {eta_formatted} left',
    clearOnComplete: true,
  });
  return (done, total) => {
    if (done === 0) bar.start(total, 0);
    bar.update(done);
    if (done === total) bar.stop();
  };
}
