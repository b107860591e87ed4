import type { Backend } from '../../device/backend.ts';
import { InputError } from '../../errors.ts';
import type { ConicKernel } from './conicSolve.ts';

type Solve = ConicKernel['solve'];

/**
 * One solve after the other: they share the launches in flight and the memory of the float64 check. When the backend is stopped, those that were asked for end
 * first, and later ones are refused.
 */
export function inTurn(backend: Backend, solve: Solve): Solve {
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;
  backend.onStop(async () => {
    await last; // the device writes into memory that is about to be given back
    stopped = true;
  });
  return (batch, attributes) => {
    const own = last.then(() => {
      if (stopped)
        throw new InputError(
          `backend: expected a running one, got ${backend.name}, which was stopped during the solve`,
        );
      return solve(batch, attributes);
    });
    last = own.catch(() => undefined); // its caller is told
    return own;
  };
}
