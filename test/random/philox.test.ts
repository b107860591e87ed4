import { expect, test } from 'vitest';
import { philox4x32 } from '../../src/random/philox.ts';

type Words = readonly [number, number, number, number];

interface Answer {
  readonly counter: Words;
  readonly key: readonly [number, number];
  readonly output: Words;
}

/** Random123, tests/kat_vectors, "philox4x32 10": counter, key, output. */
const KNOWN: readonly Answer[] = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    output: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    output: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    output: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

test("ten rounds of Philox 4x32 give Random123's known answers", () => {
  for (const { counter, key, output } of KNOWN) expect([...philox4x32(...counter, ...key)]).toEqual([...output]);
});

/** The same ten rounds in integers of any size, from the paper's definition. */
function philoxOfIntegers(counter: readonly bigint[], key: readonly bigint[]): number[] {
  const word = 1n << 32n;
  let [c0 = 0n, c1 = 0n, c2 = 0n, c3 = 0n] = counter;
  let [k0 = 0n, k1 = 0n] = key;
  for (let round = 0; round < 10; round++) {
    const [p0, p1] = [0xd2511f53n * c0, 0xcd9e8d57n * c2];
    [c0, c1, c2, c3] = [(p1 / word) ^ c1 ^ k0, p1 % word, (p0 / word) ^ c3 ^ k1, p0 % word];
    [k0, k1] = [(k0 + 0x9e3779b9n) % word, (k1 + 0xbb67ae85n) % word];
  }
  return [c0, c1, c2, c3].map(Number);
}

test('blocks of many counters and keys are those of integer arithmetic', () => {
  // each block is the next counter, the key moves with it: words with every bit set and cleared
  let [c0, c1, c2, c3]: Words = [1, 0x80000000, 0xffff, 0xffff0000];
  for (let i = 0; i < 2000; i++) {
    const key = [(c1 ^ i) >>> 0, c2] as const;
    const expected = philoxOfIntegers([c0, c1, c2, c3].map(BigInt), key.map(BigInt));
    const block = philox4x32(c0, c1, c2, c3, ...key);
    expect([...block]).toEqual(expected);
    [c0, c1, c2, c3] = block as unknown as Words;
  }
});
