import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SharedBytes } from '../../../src/study/channelFile/sharedBytes.ts';
import { temporaryFolder } from '../tinyStudy.ts';
import { FILES, FOLDER, measuredChannels, outcomeOf } from './measured.ts';

const folder = temporaryFolder();
const NUMBERS = [0, 1, 2].flatMap(measuredChannels);
/** Most that any damage may make this process take, KiB. */
const MOST_MEMORY = 200 * 1024;

/** Masks from 1 to 255, always the same (xorshift32). */
function* masks(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield 1 + ((state >>> 0) % 255);
  }
}

/** Copies of some bytes, each with one byte changed, with the place of it. */
function* flipped(whole: Uint8Array, seed: number): Generator<readonly [place: number, bytes: Uint8Array]> {
  const mask = masks(seed);
  for (let place = 0; place < whole.length; place++) {
    const bytes = Uint8Array.from(whole);
    bytes[place] = (bytes[place] as number) ^ (mask.next().value as number);
    yield [place, bytes];
  }
}

describe.each(FILES)('%s with one byte changed', (name) => {
  const whole = readFileSync(join(FOLDER, name));

  it('is refused in one line or gives numbers; with CRC-32, the right ones', () => {
    const before = process.resourceUsage().maxRSS;
    let refused = 0;
    for (const [place, bytes] of flipped(whole, 1)) {
      const outcome = outcomeOf(folder, name, bytes);
      if (typeof outcome === 'string') {
        refused++;
        expect(outcome.startsWith(`${join(folder, name)}: `), `byte ${place}: ${outcome}`).toBe(true);
      } else if (name.endsWith('.npz')) expect(outcome, `byte ${place}`).toEqual(NUMBERS);
      else expect(outcome.length, `byte ${place}`).toBe(NUMBERS.length);
    }
    expect(refused).toBeGreaterThan(whole.length / 20);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(MOST_MEMORY);
  });

  it('is refused wherever the byte is when the study tells the checksum', () => {
    const sum = createHash('sha256').update(whole).digest('hex');
    expect(outcomeOf(folder, name, whole, sum)).toEqual(NUMBERS);
    outcomeOf(folder, 'another.npy', readFileSync(join(FOLDER, 'plain.npy'))); // nothing is kept of the right one
    for (const [place, bytes] of flipped(whole, 4)) {
      if (place % 8 !== 0) continue; // the sum does not know what a byte means
      expect(outcomeOf(folder, name, bytes, sum), `byte ${place}`).toMatch(/: expected the channels with sha256 /);
    }
  });
});

describe('SharedBytes', () => {
  const bytes = SharedBytes.allocate(20, 'a file');
  it.each<[string, () => unknown]>([
    ['a place before them', () => bytes.uint32(-1)],
    ['a place behind them', () => bytes.float64(13)],
    ['a place far behind them', () => bytes.uint16(2 ** 40)],
    ['no place', () => bytes.int32(Number.NaN)],
    ['a part before them', () => bytes.part(-1, 2)],
    ['a part behind them', () => bytes.part(19, 2)],
    ['a part of no length', () => bytes.bytes(0, Number.NaN)],
    ['a part of a part', () => bytes.part(10, 5).bytes(0, 6)],
    ['a number across the end of a part', () => bytes.part(10, 5).float32(2)],
  ])('refuses %s', (_, read) => {
    expect(read).toThrow(RangeError);
  });
});
