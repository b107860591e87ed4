import { InputError } from '../errors.ts';
import { quoted } from '../plainText.ts';

const UNITS = { K: 2 ** -10, M: 1, G: 2 ** 10, T: 2 ** 20 };
const EXPECTED = 'a whole number of MiB, or one with K, M, G or T, from 64M to 64T';
const [LEAST, MOST] = [64, 64 * UNITS.T];

/**
 * Reads an amount of memory as sbatch does: `4G` is 4 GiB, a number alone is MiB.
 *
 * @returns MiB, a whole number.
 * @throws InputError where it is written otherwise, or is no amount that a task could have.
 */
export function parseMemory(text: string): number {
  const [, number, unit = 'M'] = /^(\d{1,15})([KMGT])?$/.exec(text) ?? [];
  const mebibytes = Number(number) * UNITS[unit as keyof typeof UNITS];
  if (!(mebibytes >= LEAST && mebibytes <= MOST))
    throw new InputError(`--memory: expected ${EXPECTED}, got ${quoted(text)}`, 'for example --memory 8G');
  return Math.ceil(mebibytes);
}
