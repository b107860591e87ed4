import { InputError } from '../errors.ts';
import type { Backend } from './backend.ts';

/**
 * One run of a kernel after the other: they share the launches in flight and memory. When the backend is stopped, those that were asked for end
 * first, and later ones are refused.
 *
 * @param what it does for people, as in `solve`.
 */
export function inTurn<A extends unknown[], R>(
  backend: Pick<Backend, 'name' | 'onStop'>,
  what: string,
  run: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;
  backend.onStop(async () => {
    await last; // the device writes into memory that is about to be given back
    stopped = true;
  });
  return (...args) => {
    const own = last.then(() => {
      if (stopped)
        throw new InputError(
          `backend: expected a running one, got ${backend.name}, which was stopped during the ${what}`,
        );
      return run(...args);
    });
    last = own.catch(() => undefined); // its caller is told
    return own;
  };
}
