import type { SharedBytes } from '../sharedBytes.ts';
import { quoted } from '../../../plainText.ts';
import { Damaged } from '../damaged.ts';

/** A file in a zip archive, where its local header agrees with the directory of the archive. */
export interface ZipMember {
  readonly name: string;
  /** 0: as it is, 8: deflate. */
  readonly method: number;
  /** Bit 0: encrypted; bit 3: sizes after the data; bit 11: the name is UTF-8. */
  readonly flags: number;
  readonly crc: number;
  /** Bytes of the unpacked file, as the directory says. */
  readonly size: number;
  readonly packed: SharedBytes;
}

const [LOCAL, CENTRAL, END, END64, LOCATOR64, DESCRIPTOR] = [
  0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50, 0x08074b50,
];
const [LOCAL_BYTES, CENTRAL_BYTES, END_BYTES, END64_BYTES, LOCATOR64_BYTES] = [30, 46, 22, 56, 20];
const LONGEST_COMMENT = 0xffff;
/** No honest .npz file has more arrays. */
const MOST_MEMBERS = 10_000;
const [FULL16, FULL32] = [0xffff, 0xffffffff];
const SIZES_FOLLOW = 8;
/** Bytes that one byte of deflate can stand for: 258 from 2 bits. */
const MOST_DEFLATED = 1032;

/** Entry of the central directory. */
interface Entry extends Omit<ZipMember, 'packed'> {
  readonly rawName: string;
  readonly packedSize: number;
  readonly local: number;
}

/**
 * The members of a zip archive (PKWARE APPNOTE 6.3), with zip64 and data descriptors, after the directory at its end was compared with
 * the headers of the members: sizes, places, names. Nothing is unpacked.
 *
 * @throws Damaged, or RangeError, where they do not agree.
 */
export function zipMembers(archive: SharedBytes): ZipMember[] {
  const { entries, directory } = readDirectory(archive);
  const placed = entries.map((entry) => place(archive, entry, directory));
  const sorted = placed.toSorted((a, b) => a.from - b.from);
  sorted.forEach(({ member, end }, i) => {
    const next = sorted[i + 1];
    if (next && next.from < end) throw new Damaged(`${quoted(member.name)} reaches into ${quoted(next.member.name)}`);
  });
  return placed.map((p) => p.member);
}

function readDirectory(archive: SharedBytes): { entries: Entry[]; directory: number } {
  const end = endRecord(archive);
  let [count, size, directory] = [archive.uint16(end + 10), archive.uint32(end + 12), archive.uint32(end + 16)];
  let [disk, limit] = [archive.uint16(end + 4) | archive.uint16(end + 6), end];
  if (archive.uint16(end + 8) !== count) throw new Damaged('it is one of several parts');
  if (count === FULL16 || size === FULL32 || directory === FULL32) {
    const locator = end - LOCATOR64_BYTES;
    if (archive.uint32(locator) !== LOCATOR64) throw new Damaged('its zip64 directory is not there');
    limit = archive.uint64(locator + 8);
    if (limit + END64_BYTES > locator || archive.uint32(limit) !== END64)
      throw new Damaged('its zip64 directory is not where it should be');
    disk = archive.uint32(limit + 16) | archive.uint32(limit + 20);
    count = archive.uint64(limit + 32);
    size = archive.uint64(limit + 40);
    directory = archive.uint64(limit + 48);
  }
  if (disk !== 0) throw new Damaged('it is one of several parts');
  if (directory + size !== limit) throw new Damaged('its directory is not where it should be');
  if (count * CENTRAL_BYTES > size) throw new Damaged(`its directory has no room for ${count} entries`);
  if (count > MOST_MEMBERS) throw new Damaged(`it has ${count} entries`);
  const entries: Entry[] = [];
  let at = directory;
  while (entries.length < count) {
    const { entry, next } = readEntry(archive, at, limit);
    entries.push(entry);
    at = next;
  }
  if (at !== limit) throw new Damaged('its directory has more than its entries');
  return { entries, directory };
}

/** Place of the record at the end, which a comment may follow. */
function endRecord(archive: SharedBytes): number {
  const last = archive.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (archive.uint32(at) === END && archive.uint16(at + 20) === last - at) return at;
  throw new Damaged('the directory at its end is not there');
}

function readEntry(archive: SharedBytes, at: number, limit: number): { entry: Entry; next: number } {
  if (at + CENTRAL_BYTES > limit || archive.uint32(at) !== CENTRAL) throw new Damaged('its directory breaks off');
  const [nameLength, extraLength] = [archive.uint16(at + 28), archive.uint16(at + 30)];
  const extra = at + CENTRAL_BYTES + nameLength;
  const next = extra + extraLength + archive.uint16(at + 32);
  if (next > limit) throw new Damaged('its directory breaks off');
  const flags = archive.uint16(at + 8);
  const rawName = Buffer.from(archive.bytes(at + CENTRAL_BYTES, nameLength)).toString('latin1');
  const name = flags & 0x800 ? Buffer.from(rawName, 'latin1').toString() : rawName;
  const [size, packedSize, local] = zip64(
    archive,
    [archive.uint32(at + 24), archive.uint32(at + 20), archive.uint32(at + 42)],
    {
      extra,
      extraLength,
    },
  );
  if (archive.uint16(at + 34) !== 0) throw new Damaged('it is one of several parts');
  return {
    entry: {
      name,
      rawName,
      method: archive.uint16(at + 10),
      flags,
      crc: archive.uint32(at + 16),
      size: size as number,
      packedSize: packedSize as number,
      local: local as number,
    },
    next,
  };
}

/** Numbers of a header: those that do not fit into 32 bits stand in its zip64 field, in their order. */
function zip64(
  archive: SharedBytes,
  numbers: readonly number[],
  { extra, extraLength }: { readonly extra: number; readonly extraLength: number },
): number[] {
  if (!numbers.includes(FULL32)) return [...numbers];
  const end = extra + extraLength;
  for (let at = extra; at + 4 <= end;) {
    const fieldEnd = at + 4 + archive.uint16(at + 2);
    if (archive.uint16(at) === 1 && fieldEnd <= end) {
      let long = at + 4;
      return numbers.map((number) => {
        if (number !== FULL32) return number;
        if (long + 8 > fieldEnd) throw new Damaged('a zip64 field lacks a size');
        long += 8;
        return archive.uint64(long - 8);
      });
    }
    at = fieldEnd;
  }
  throw new Damaged('a zip64 field is not there');
}

/** Compares an entry with the header in front of its data. */
function place(
  archive: SharedBytes,
  entry: Entry,
  directory: number,
): { from: number; end: number; member: ZipMember } {
  const { name, rawName, method, flags, local } = entry;
  const differs = (what: string): Damaged => new Damaged(`${quoted(name)} has another ${what} in its header`);
  if (local + LOCAL_BYTES > directory || archive.uint32(local) !== LOCAL)
    throw new Damaged(`${quoted(name)} is not where its directory says`);
  const [nameLength, extraLength] = [archive.uint16(local + 26), archive.uint16(local + 28)];
  const extra = local + LOCAL_BYTES + nameLength;
  const data = extra + extraLength;
  if (data + entry.packedSize > directory) throw new Damaged(`${quoted(name)} reaches beyond its data`);
  if (Buffer.from(archive.bytes(local + LOCAL_BYTES, nameLength)).toString('latin1') !== rawName) throw differs('name');
  if (archive.uint16(local + 6) !== flags || archive.uint16(local + 8) !== method) throw differs('method');
  const follow = (flags & SIZES_FOLLOW) !== 0;
  const crc = archive.uint32(local + 14);
  const [size, packedSize] = zip64(archive, [archive.uint32(local + 22), archive.uint32(local + 18)], {
    extra,
    extraLength,
  });
  const isOpen = follow && crc === 0 && size === 0 && packedSize === 0;
  if (!isOpen && (crc !== entry.crc || size !== entry.size || packedSize !== entry.packedSize)) throw differs('size');
  if (method === 0 && entry.size !== entry.packedSize) throw differs('size');
  if (entry.size > MOST_DEFLATED * (entry.packedSize + 1))
    throw new Damaged(`${quoted(name)} cannot have ${entry.size} bytes packed in ${entry.packedSize}`);
  const end = data + entry.packedSize;
  return {
    from: local,
    end: follow ? descriptorEnd(archive, entry, end, directory) : end,
    member: { name, method, flags, crc: entry.crc, size: entry.size, packed: archive.part(data, entry.packedSize) },
  };
}

/** Where the descriptor ends that follows the data: with or without a mark, its sizes of 32 or 64 bits. */
function descriptorEnd(
  archive: SharedBytes,
  { name, crc, size, packedSize }: Entry,
  at: number,
  directory: number,
): number {
  for (const mark of [4, 0])
    for (const width of [4, 8]) {
      const numbers = at + mark;
      const end = numbers + 4 + 2 * width;
      if (end > directory || (mark > 0 && archive.uint32(at) !== DESCRIPTOR)) continue;
      const read = (k: number): number =>
        width === 4 ? archive.uint32(numbers + 4 + 4 * k) : archive.uint64(numbers + 4 + 8 * k);
      if (archive.uint32(numbers) === crc && read(0) === packedSize && read(1) === size) return end;
    }
  throw new Damaged(`${quoted(name)} has other sizes after its data`);
}
