import { InputError } from '../errors.ts';

/**
 * Checks a --backend option: this version computes on the CPU.
 *
 * @throws InputError for any other backend.
 */
export function requireCpu(backend: string): void {
  if (backend === 'auto' || backend === 'cpu') return;
  throw new InputError(
    `--backend: expected auto or cpu, got ${backend}`,
    'this version computes on the CPU in float64',
  );
}
