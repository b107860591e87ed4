type Tables = readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

/** Made with the first use: most runs read no zip file. */
let tables: Tables | undefined;

/** Tables of CRC-32 (reflected polynomial 0xedb88320) for a byte that 0 to 3 others follow. Node has it from 20.15 on only. */
function makeTables(): Tables {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1 ? 0xedb88320 : 0) ^ (crc >>> 1);
    return crc;
  });
  const next = (table: Uint32Array): Uint32Array => table.map((crc) => (crc >>> 8) ^ (first[crc & 255] as number));
  const second = next(first);
  const third = next(second);
  return [first, second, third, next(third)];
}

/**
 * CRC-32 of bytes (ISO 3309, as in zip).
 *
 * @param before the CRC of what comes before them, 0 where nothing does.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  tables ??= makeTables();
  const [t0, t1, t2, t3] = tables;
  const last = bytes.length - 3;
  let crc = ~before;
  let i = 0;
  for (; i < last; i += 4) {
    crc ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    crc =
      (t3[crc & 255] as number) ^
      (t2[(crc >>> 8) & 255] as number) ^
      (t1[(crc >>> 16) & 255] as number) ^
      (t0[crc >>> 24] as number);
  }
  for (; i < bytes.length; i++) crc = (t0[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}
