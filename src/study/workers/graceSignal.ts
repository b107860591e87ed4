import { setMaxListeners } from 'node:events';

/** Below the 30 s that Slurm and Kubernetes leave between SIGTERM and SIGKILL. */
const GRACE_SECONDS = 10;

/** A signal that follows another one after a while: until then work may be finished, then it is dropped. */
export interface Grace {
  readonly signal: AbortSignal;
  /** Forgets the first signal and stops the clock. */
  readonly cancel: () => void;
}

/**
 * Waits, once `stop` is aborted, for `seconds` before it aborts its own signal.
 *
 * @param seconds default 10.
 */
export function graceSignal(stop: AbortSignal | undefined, seconds = GRACE_SECONDS): Grace {
  const drop = new AbortController();
  setMaxListeners(0, drop.signal); // one for each worker
  let timer: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    timer = setTimeout(() => drop.abort(), 1000 * seconds);
  };
  if (stop?.aborted) onStop();
  else stop?.addEventListener('abort', onStop, { once: true });
  return {
    signal: drop.signal,
    cancel: () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', onStop);
    },
  };
}
