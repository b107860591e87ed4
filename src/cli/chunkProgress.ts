import { chunkBar } from './chunkBar.ts';

/** A bar over chunks on stderr, from the first call with 0 done to the last; silent where stderr is no terminal. */
export function chunkProgress(): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  const bar = chunkBar();
  return (done, total) => {
    bar.update(done, total);
    if (done === total) bar.stop();
  };
}
