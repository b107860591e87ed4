import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { philox4x32 } from '../../src/random/philox.ts';
import { openStream, type StreamKey, STREAMS } from '../../src/random/stream.ts';

const KEY: StreamKey = { seed: 0x0123456789abcdefn, realization: 7, stream: 'channel', substream: 5 };

test('word i of a stream is word i mod 4 of block i div 4 of its counter', () => {
  const stream = openStream(KEY);
  const words = Array.from({ length: 12 }, () => stream.uint32());
  const blocks = [0, 1, 2].flatMap((block) => [
    ...philox4x32(block, 0, 7, (STREAMS.channel << 24) + 5, 0x89abcdef, 0x01234567),
  ]);
  expect(words).toEqual(blocks);
});

test('a uniform number takes 53 bits of two words', () => {
  const words = openStream(KEY);
  const expected = Number(((BigInt(words.uint32()) >> 5n) << 26n) | (BigInt(words.uint32()) >> 6n)) / 2 ** 53;
  expect(openStream(KEY).uniform()).toBe(expected);
});

test('streams of another seed, realization, name or substream differ', () => {
  const keys: StreamKey[] = [
    KEY,
    { ...KEY, seed: KEY.seed + 1n },
    { ...KEY, seed: KEY.seed + (1n << 32n) },
    { ...KEY, realization: 8 },
    { ...KEY, stream: 'csiError' },
    { ...KEY, substream: 6 },
  ];
  expect(new Set(keys.map((key) => openStream(key).uniform())).size).toBe(keys.length);
});

test('two open streams do not disturb each other', () => {
  const alone = openStream(KEY);
  const expected = Array.from({ length: 9 }, () => alone.uniform());
  const first = openStream(KEY);
  const second = openStream({ ...KEY, realization: 1 });
  const interleaved = expected.map(() => {
    second.uniform();
    return first.uniform();
  });
  expect(interleaved).toEqual(expected);
});

test('a key out of range is refused by the name of its field', () => {
  expect(() => openStream({ ...KEY, seed: 1n << 64n })).toThrow(InputError);
  expect(() => openStream({ ...KEY, seed: -1n })).toThrow(/seed: expected/);
  expect(() => openStream({ ...KEY, realization: 1.5 })).toThrow(/realization: expected/);
  expect(() => openStream({ ...KEY, realization: 2 ** 32 })).toThrow(/realization: expected/);
  expect(() => openStream({ ...KEY, substream: -1 })).toThrow(/substream: expected/);
});
