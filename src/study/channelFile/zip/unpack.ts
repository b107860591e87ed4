import { createRequire } from 'node:module';
import { Damaged } from '../damaged.ts';
import { quoted } from '../../../plainText.ts';
import { SharedBytes } from '../sharedBytes.ts';
import { crc32 } from './crc32.ts';
import type { ZipMember } from './zipMembers.ts';

const require = createRequire(import.meta.url);

/** Packed bytes that are unpacked at once: at most 32 MiB come of them. */
const PIECE = 2 ** 15;
/** Bytes of which the CRC is taken at once. */
const STORED_PIECE = 2 ** 26;
const [STORED, DEFLATED] = [0, 8];
/** Bits of the flags that change nothing: options of deflate, sizes after the data, UTF-8. */
const HARMLESS = 0x080e;
const METHODS: Readonly<Record<number, string>> = { 9: 'deflate64', 12: 'bzip2', 14: 'lzma', 93: 'zstd', 95: 'xz' };

/**
 * Refuses a member that cannot be unpacked.
 *
 * @throws Damaged on one that is encrypted or packed by another method than deflate.
 */
export function requireKnownMethod({ name, flags, method }: ZipMember): void {
  if (flags & 1) throw new Damaged(`${quoted(name)} is encrypted`);
  if (flags & ~HARMLESS) throw new Damaged(`${quoted(name)} has unknown flags`);
  if (method !== STORED && method !== DEFLATED)
    throw new Damaged(`${quoted(name)} is packed by ${METHODS[method] ?? `method ${method}`}, which is not read`);
}

/** The first bytes of a member: `most`, or all of them. @throws Damaged where they cannot be unpacked. */
export function unpackedHead(member: ZipMember, most: number): Uint8Array {
  const { method, size, packed } = member;
  const wanted = Math.min(most, size);
  if (method === STORED) return packed.bytes(0, wanted);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of inflated(member)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= wanted) break;
  }
  return Buffer.concat(pieces).subarray(0, wanted);
}

/**
 * The whole member, shared by all threads; as it lies in the archive where it is not packed.
 *
 * @param file names the archive where there is no memory.
 * @throws Damaged where it cannot be unpacked, has another size than its header says, or another CRC-32.
 */
export function unpacked(member: ZipMember, file: string): SharedBytes {
  const { name, method, size, packed } = member;
  let crc = 0;
  let bytes = packed;
  if (method === STORED) for (const piece of packed.pieces(STORED_PIECE)) crc = crc32(piece, crc);
  else {
    bytes = SharedBytes.allocate(size, file);
    let at = 0;
    for (const piece of inflated(member)) {
      if (at + piece.length > size) throw new Damaged(`${quoted(name)} has more than its ${size} bytes`);
      bytes.bytes(at, piece.length).set(piece);
      crc = crc32(piece, crc);
      at += piece.length;
    }
    if (at < size) throw new Damaged(`${quoted(name)} has ${at} bytes and not ${size}`);
  }
  if (crc !== member.crc) throw new Damaged(`${quoted(name)} has CRC-32 ${hex(crc)} and not ${hex(member.crc)}`);
  return bytes;
}

function* inflated({ name, packed }: ZipMember): Generator<Uint8Array> {
  // loaded on demand: most studies draw their channels
  const { Inflate } = require('fflate') as typeof import('fflate');
  let pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  let at = 0;
  for (const piece of packed.pieces(PIECE)) {
    at += piece.length;
    try {
      inflate.push(piece, at === packed.length);
    } catch (error) {
      throw new Damaged(`${quoted(name)}: ${error instanceof Error ? error.message : String(error)}`);
    }
    yield* pieces;
    pieces = [];
  }
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
