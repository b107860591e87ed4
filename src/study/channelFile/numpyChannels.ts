import { InputError } from '../../errors.ts';
import type { ChannelArray, ChannelPart, ChannelSizes } from './channelArray.ts';
import { openNpy } from './npy.ts';
import type { NpyHeader } from './npyHeader.ts';

/**
 * Channels of a complex NumPy array, or of the arrays of real and imaginary parts.
 *
 * @throws InputError on anything else.
 */
export function numpyChannels(parts: readonly ChannelPart[]): ChannelArray {
  const arrays = parts.map(({ bytes, where }) => openNpy(bytes, where));
  const sizes = numpySizes(arrays.map(({ header }, i) => ({ header, where: (parts[i] as ChannelPart).where })));
  return {
    ...sizes,
    at: (realization) => {
      const channels = new Float64Array(sizes.numbers);
      arrays.forEach(({ copy }, part) => copy(realization, channels, part, 2));
      return channels;
    },
  };
}

/**
 * Sizes of the channels that arrays with these headers hold: one complex array, or a pair of real ones.
 *
 * @throws InputError where they are of another kind, or of two shapes.
 */
export function numpySizes(arrays: readonly { readonly header: NpyHeader; readonly where: string }[]): ChannelSizes {
  const pair = arrays.length === 2;
  const [first] = arrays;
  const { shape } = first?.header ?? { shape: [] };
  for (const { header, where } of arrays) {
    if (header.parts === (pair ? 2 : 1))
      throw pair
        ? new InputError(`${where}: expected real numbers, the real or imaginary parts, got complex ones`)
        : new InputError(
            `${where}: expected complex64 or complex128, got real numbers`,
            'real and imaginary parts may be given as channels_re and channels_im',
          );
    if (header.shape.join() !== shape.join())
      throw new InputError(
        `${where}: expected shape [${shape.join(', ')}] as channels_re has, got [${header.shape.join(', ')}]`,
      );
  }
  const [realizations = 0, ...inner] = shape;
  return { realizations, shape: inner, numbers: 2 * inner.reduce((n, d) => n * d, 1) };
}
