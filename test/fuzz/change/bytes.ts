import type { Draw } from '../draw.ts';
import type { Changed } from './values.ts';

/** Sizes that a header may claim. */
const SIZES = [0n, 1n, -1n, 2n ** 16n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 40n, 2n ** 62n];

/** Flips one bit. */
export function flipBit(draw: Draw, bytes: Uint8Array): Changed<Uint8Array> {
  const at = draw.below(bytes.length);
  const bit = draw.below(8);
  const value = Uint8Array.from(bytes);
  value[at] = (value[at] as number) ^ (1 << bit);
  return { value, what: `bit ${bit} of byte ${at} of ${bytes.length} flipped` };
}

/** Changes bytes as disks, interrupted copies and wrong programs do: never none. */
export function changeBytes(draw: Draw, bytes: Uint8Array): Changed<Uint8Array> {
  if (bytes.length < 16) return { value: Uint8Array.of(...bytes, 0), what: 'a byte more' };
  const at = draw.below(bytes.length - 8);
  const length = 1 + draw.below(Math.min(64, bytes.length - at));
  const ways: (() => Changed<Uint8Array>)[] = [
    () => flipBit(draw, bytes),
    () => flipBit(draw, bytes),
    () => sizeWritten(draw, bytes, at),
    () => sizeWritten(draw, bytes, 4 * (at >> 2)),
    () => ({ value: bytes.slice(0, at), what: `the first ${at} of ${bytes.length} bytes` }),
    () => ({ value: bytes.slice(at), what: `without the first ${at} of ${bytes.length} bytes` }),
    () => ({ value: Uint8Array.of(...bytes, ...bytes.subarray(at)), what: `its end from byte ${at} twice` }),
    () => ({ value: Uint8Array.from(bytes).fill(0, at, at + length), what: `${length} zeros from byte ${at}` }),
    () => ({ value: Uint8Array.from(bytes).fill(255, at, at + length), what: `${length} bytes 255 from byte ${at}` }),
    () => ({ value: new Uint8Array(bytes.length), what: 'zeros alone' }),
    () => ({ value: new Uint8Array(0), what: 'no bytes' }),
  ];
  const changed = draw.pick(ways)();
  // zeros over zeros, or the size that is there
  return Buffer.from(changed.value).equals(bytes) ? flipBit(draw, bytes) : changed;
}

function sizeWritten(draw: Draw, bytes: Uint8Array, at: number): Changed<Uint8Array> {
  const size = draw.pick(SIZES);
  const wide = draw.chance(50);
  const value = Uint8Array.from(bytes);
  const view = new DataView(value.buffer);
  if (wide) view.setBigInt64(at, size, true);
  else view.setInt32(at, Number(BigInt.asIntN(32, size)), true);
  return { value, what: `${size} as ${wide ? 'int64' : 'int32'} at byte ${at} of ${bytes.length}` };
}
