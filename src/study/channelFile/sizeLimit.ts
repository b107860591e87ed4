import { InputError } from '../../errors.ts';

/** GiB of channels in memory where a study says nothing else. */
export const DEFAULT_LIMIT_GIB = 4;

/**
 * Refuses channels that need more memory than the study allows.
 *
 * @param bytes of the file, or of the arrays packed in it.
 * @param limitGiB `scenario.channelFileLimitGiB`.
 * @param what needs them.
 * @throws InputError that names the field.
 */
export function requireSize(bytes: number, limitGiB: number, what: string): void {
  if (bytes <= limitGiB * 2 ** 30) return;
  const size = bytes < 2 ** 30 ? `${bytes} bytes` : `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  throw new InputError(
    `${what}: expected at most ${limitGiB} GiB (scenario.channelFileLimitGiB), got ${size}`,
    'raise scenario.channelFileLimitGiB in the study file where the machine has the memory',
  );
}
