import { InputError } from '../../errors.ts';
import type { ArrayName, ChannelArray, ChannelPart, ChannelSizes } from './channelArray.ts';
import { openNpy } from './npy.ts';
import type { NpyHeader } from './npyHeader.ts';

/**
 * An array of complex NumPy numbers, or of the arrays of their real and imaginary parts.
 *
 * @throws InputError on anything else.
 */
export function numpyChannels(parts: readonly ChannelPart[], name: ArrayName): ChannelArray {
  const arrays = parts.map(({ bytes, where }) => openNpy(bytes, where));
  const headers = arrays.map(({ header }, i) => ({ header, where: (parts[i] as ChannelPart).where }));
  const sizes = numpySizes(headers, name);
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
 * Sizes of what arrays with these headers hold: one complex array, or a pair of real ones.
 *
 * @throws InputError where they are of another kind, or of two shapes.
 */
export function numpySizes(
  arrays: readonly { readonly header: NpyHeader; readonly where: string }[],
  name: ArrayName,
): ChannelSizes {
  const pair = arrays.length === 2;
  const [first] = arrays;
  const { shape } = first?.header ?? { shape: [] };
  for (const { header, where } of arrays) {
    if (header.parts === (pair ? 2 : 1))
      throw pair
        ? new InputError(`${where}: expected real numbers, the real or imaginary parts, got complex ones`)
        : new InputError(
            `${where}: expected complex64 or complex128, got real numbers`,
            `real and imaginary parts may be given as ${name}_re and ${name}_im`,
          );
    if (header.shape.join() !== shape.join())
      throw new InputError(
        `${where}: expected shape [${shape.join(', ')}] as ${name}_re has, got [${header.shape.join(', ')}]`,
      );
  }
  const [realizations = 0, ...inner] = shape;
  return { realizations, shape: inner, numbers: 2 * inner.reduce((n, d) => n * d, 1) };
}
