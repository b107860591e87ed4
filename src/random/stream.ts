import { InputError } from '../errors.ts';
import { philox4x32 } from './philox.ts';

/** Every use of random numbers has a stream of its own; the numbers are part of stored results and never change. */
export const STREAMS = {
  channel: 1,
  reflectionPhase: 2,
  csiError: 3,
  symbols: 4,
  rankOneCandidates: 5,
  userAngles: 6,
  receiverNoise: 7,
  frameSymbols: 8,
} as const;
export type StreamName = keyof typeof STREAMS;

export interface StreamKey {
  /** 64-bit unsigned seed of the study. */
  readonly seed: bigint;
  /** Index of the realization, 0 .. 2^32 - 1. */
  readonly realization: number;
  readonly stream: StreamName;
  /** Independent stream of the same name, e.g. one per error draw: 0 .. 2^32 - 1, default 0. */
  readonly substream?: number;
}

/** Random words in a fixed order: draw i depends on the key and on i alone. There are 2^34 of them. */
export interface RandomStream {
  /** Uniform on 0 .. 2^32 - 1. */
  readonly uint32: () => number;
  /** Uniform on [0, 1) with 53 bits; takes two words. */
  readonly uniform: () => number;
}

/**
 * Opens the stream of a key at its first draw. Counter words are (block, upper bits of the substream, realization,
 * stream id + lower 24 bits of the substream), the Philox key is the seed; a realization is therefore the same whatever the batch, the
 * shard or the number of workers.
 *
 * @throws InputError when a part of the key is out of range.
 */
export function openStream(key: StreamKey): RandomStream {
  const { seed, realization, stream, substream = 0 } = key;
  if (seed < 0n || seed >= 1n << 64n) throw new InputError(`seed: expected an unsigned 64-bit integer, got ${seed}`);
  requireIndex('realization', realization, 2 ** 32);
  requireIndex('substream', substream, 2 ** 32);
  const [keyLow, keyHigh] = seedWords(seed);
  const upper = Math.floor(substream / 2 ** 24);
  const streamWord = STREAMS[stream] * 2 ** 24 + (substream % 2 ** 24);
  const block = new Uint32Array(4);
  let nextBlock = 0;
  let used = 4;

  const uint32 = (): number => {
    if (used === 4) {
      philox4x32(nextBlock, upper, realization, streamWord, keyLow, keyHigh, block);
      nextBlock++;
      used = 0;
    }
    return block[used++] as number;
  };
  const uniform = (): number => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  return { uint32, uniform };
}

/** The two words of the Philox key that a seed is, lower word first. */
export function seedWords(seed: bigint): [low: number, high: number] {
  return [Number(seed & 0xffffffffn), Number(seed >> 32n)];
}

function requireIndex(field: string, value: number, limit: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= limit)
    throw new InputError(`${field}: expected an integer from 0 to ${limit - 1}, got ${value}`);
}
