import { createRequire } from 'node:module';
import { InputError } from '../../errors.ts';
import type { ChannelArray } from './channelArray.ts';
import { type NpyArray, parseNpy } from './npy.ts';

const require = createRequire(import.meta.url);

/**
 * Channels of a NumPy file: a complex array in a .npy file; or in a .npz file the array `channels`, the pair `channels_re` and
 * `channels_im`, or the only array there is.
 *
 * @throws InputError on anything else.
 */
export function numpyChannels(bytes: Uint8Array, file: string): ChannelArray {
  if (file.endsWith('.npy')) return complexChannels(parseNpy(bytes, file), file);
  // loaded on demand: most studies draw their channels
  const { unzipSync } = require('fflate') as typeof import('fflate');
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes);
  } catch (error) {
    throw new InputError(
      `${file}: expected a .npz archive (${error instanceof Error ? error.message : String(error)})`,
      'numpy.savez(file, channels=h) writes one',
    );
  }
  const arrays = new Map(
    Object.entries(members).map(([name, content]) => [
      name.replace(/\.npy$/, ''),
      () => parseNpy(content, `${file}: ${name}`),
    ]),
  );
  const [re, im] = [arrays.get('channels_re')?.(), arrays.get('channels_im')?.()];
  if (re && im) return pairedChannels(re, im, file);
  const names = [...arrays.keys()];
  const name = arrays.has('channels') ? 'channels' : names.length === 1 ? names[0] : undefined;
  const array = name === undefined ? undefined : arrays.get(name)?.();
  if (!array)
    throw new InputError(
      `${file}: expected an array channels, or channels_re and channels_im, got ${names.join(', ') || 'an empty archive'}`,
    );
  return complexChannels(array, `${file}: ${name}`);
}

function complexChannels(array: NpyArray, where: string): ChannelArray {
  const { shape, parts, copy } = array;
  if (parts === 1)
    throw new InputError(
      `${where}: expected complex64 or complex128, got real numbers`,
      'real and imaginary parts may be given as channels_re and channels_im',
    );
  const [realizations = 0, ...inner] = shape;
  return {
    realizations,
    shape: inner,
    at: (i) => {
      const result = new Float64Array(2 * inner.reduce((n, d) => n * d, 1));
      copy(i, result, 0, 2);
      return result;
    },
  };
}

function pairedChannels(re: NpyArray, im: NpyArray, file: string): ChannelArray {
  if (re.parts === 2 || im.parts === 2)
    throw new InputError(`${file}: expected real arrays channels_re and channels_im, got complex ones`);
  if (re.shape.join() !== im.shape.join())
    throw new InputError(
      `${file}: expected channels_im of shape [${re.shape.join(', ')}] as channels_re, got [${im.shape.join(', ')}]`,
    );
  const [realizations = 0, ...inner] = re.shape;
  return {
    realizations,
    shape: inner,
    at: (i) => {
      const result = new Float64Array(2 * inner.reduce((n, d) => n * d, 1));
      re.copy(i, result, 0, 2);
      im.copy(i, result, 1, 2);
      return result;
    },
  };
}
