import { crc32, deflateRawSync } from 'node:zlib';

/** A member of an archive, and what its headers say in place of the truth. */
export interface Member {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** Sizes and CRC after the data, with a mark, without one, or none at all. */
  readonly descriptor?: 'marked' | 'bare' | 'missing';
  /** 64-bit sizes in the header, in the directory, or nowhere. */
  readonly zip64?: 'header' | 'both';
  readonly says?: Partial<Record<'crc' | 'size' | 'packedSize' | 'method' | 'flags' | 'local', number>>;
  /** In the header alone. */
  readonly headerSays?: Partial<Record<'crc' | 'size' | 'packedSize' | 'method' | 'flags', number>> & {
    readonly name?: string;
  };
}

const FULL = 0xffffffff;

function numbers(...values: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const buffer = Buffer.alloc(8);
      buffer.writeBigUInt64LE(BigInt(value));
      return buffer.subarray(0, bytes);
    }),
  );
}

/** Writes a zip archive by hand: also archives that no writer writes. */
export function zipArchive(
  members: readonly Member[],
  {
    comment = '',
    end64 = false,
    says = {},
  }: { comment?: string; end64?: boolean; says?: { count?: number; size?: number } } = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (buffer: Buffer): void => {
    parts.push(buffer);
    at += buffer.length;
  };
  for (const member of members) {
    const { name, data, deflate = false, descriptor, zip64 } = member;
    const packed = deflate ? deflateRawSync(data) : Buffer.from(data);
    const truth = {
      crc: crc32(data),
      size: data.length,
      packedSize: packed.length,
      method: deflate ? 8 : 0,
      flags: descriptor ? 8 : 0,
      local: at,
    };
    const central = { ...truth, ...member.says };
    const open = descriptor ? { crc: 0, size: 0, packedSize: 0 } : {};
    const header = { ...central, ...open, name, ...member.headerSays };
    const extra = zip64 ? numbers([2, 1], [2, 16], [8, header.size], [8, header.packedSize]) : Buffer.alloc(0);
    put(
      Buffer.concat([
        numbers([4, 0x04034b50], [2, 45], [2, header.flags], [2, header.method], [4, 0], [4, header.crc]),
        numbers([4, zip64 ? FULL : header.packedSize], [4, zip64 ? FULL : header.size]),
        numbers([2, Buffer.byteLength(header.name)], [2, extra.length]),
        Buffer.from(header.name),
        extra,
        packed,
      ]),
    );
    if (descriptor && descriptor !== 'missing') {
      if (descriptor === 'marked') put(numbers([4, 0x08074b50]));
      const width = zip64 ? 8 : 4;
      put(numbers([4, central.crc], [width, central.packedSize], [width, central.size]));
    }
    const wide = zip64 === 'both';
    const more = wide
      ? numbers([2, 1], [2, 24], [8, central.size], [8, central.packedSize], [8, central.local])
      : Buffer.alloc(0);
    directory.push(
      Buffer.concat([
        numbers([4, 0x02014b50], [2, 45], [2, 45], [2, central.flags], [2, central.method], [4, 0], [4, central.crc]),
        numbers([4, wide ? FULL : central.packedSize], [4, wide ? FULL : central.size]),
        numbers([2, Buffer.byteLength(name)], [2, more.length], [2, 0], [2, 0], [2, 0], [4, 0]),
        numbers([4, wide ? FULL : central.local]),
        Buffer.from(name),
        more,
      ]),
    );
  }
  const start = at;
  for (const entry of directory) put(entry);
  const size = says.size ?? at - start;
  const count = says.count ?? members.length;
  if (end64) {
    const end = at;
    put(
      numbers(
        [4, 0x06064b50],
        [8, 44],
        [2, 45],
        [2, 45],
        [4, 0],
        [4, 0],
        [8, count],
        [8, count],
        [8, size],
        [8, start],
      ),
    );
    put(numbers([4, 0x07064b50], [4, 0], [8, end], [4, 1]));
  }
  const last = end64 ? [0xffff, FULL, FULL] : [count, size, start];
  put(numbers([4, 0x06054b50], [4, 0], [2, last[0] as number], [2, last[0] as number], [4, last[1] as number]));
  put(numbers([4, last[2] as number], [2, comment.length]));
  put(Buffer.from(comment));
  return Buffer.concat(parts);
}
