import { InputError } from '../../errors.ts';
import { chooseArithmetic } from './cudaArithmetic.ts';
import { cardOf, type CudaCard, cudaCards } from './device.ts';

/**
 * Ordinals of the CUDA devices that a `--device` names: `0`, `0,1` or `all`, without repetition.
 *
 * @throws InputError when it names none, one that does not exist, or several that do not compute in the same arithmetic.
 * @throws BackendUnavailable without a CUDA driver or device.
 */
export function cudaOrdinals(text: string): number[] {
  if (text !== 'all' && !/^\d+(,\d+)*$/.test(text)) throw malformed(text);
  const { cards } = cudaCards();
  const named = text === 'all' ? cards.map(({ ordinal }) => ordinal) : [...new Set(text.split(',').map(Number))];
  return cardsOf(named).map(({ ordinal }) => ordinal);
}

/**
 * The cards of some ordinals.
 *
 * @throws InputError when one does not exist, or they do not compute in the same arithmetic: rows would depend on the card that computed them.
 */
export function cardsOf(ordinals: readonly number[]): readonly CudaCard[] {
  const { cards } = cudaCards();
  const named = ordinals.map((ordinal) => cardOf(cards, ordinal));
  const arithmetics = named.map((card) => chooseArithmetic(card.float64Ratio));
  const other = arithmetics.findIndex((arithmetic) => arithmetic !== arithmetics[0]);
  if (other > 0) {
    const [first, second] = [0, other].map((i) => `${arithmetics[i]} on ${named[i]?.ordinal} (${named[i]?.name})`);
    throw new InputError(
      `--device: expected CUDA devices of one arithmetic, got ${first} and ${second}`,
      'name devices of one kind, or set ISAC_MC_CUDA_ARITHMETIC=float64',
    );
  }
  return named;
}

function malformed(text: string): InputError {
  return new InputError(
    `--device: expected the number of a CUDA device, several with commas between them, or all; got ${JSON.stringify(text)}`,
    'nvidia-smi -L lists them; CUDA_VISIBLE_DEVICES changes their numbers',
  );
}
