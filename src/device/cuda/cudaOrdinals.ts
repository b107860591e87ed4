import { InputError } from '../../errors.ts';
import { cardOf, type CudaCard, cudaCards } from './device.ts';

/**
 * Ordinals of the CUDA devices that a `--device` names: `0`, `0,1` or `all`, without repetition.
 *
 * @throws InputError when it names none, or one that does not exist.
 * @throws BackendUnavailable without a CUDA driver or device.
 */
export function cudaOrdinals(text: string): number[] {
  if (text !== 'all' && !/^\d+(,\d+)*$/.test(text)) throw malformed(text);
  const { cards } = cudaCards();
  if (text === 'all') return cards.map(({ ordinal }) => ordinal);
  return [...new Set(text.split(',').map(Number))].map((ordinal) => cardOf(cards, ordinal).ordinal);
}

/** The cards of some ordinals. */
export function cardsOf(ordinals: readonly number[]): readonly CudaCard[] {
  const { cards } = cudaCards();
  return ordinals.map((ordinal) => cardOf(cards, ordinal));
}

function malformed(text: string): InputError {
  return new InputError(
    `--device: expected the number of a CUDA device, several with commas between them, or all; got ${JSON.stringify(text)}`,
    'nvidia-smi -L lists them; CUDA_VISIBLE_DEVICES changes their numbers',
  );
}
