import { zlibSync } from 'fflate';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (CRC_TABLE[(c ^ byte) & 255] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/**
 * PNG file of an opaque image, with a palette where it has at most 256 colours, otherwise RGB. Line art is half as large as with the
 * encoder of resvg, which compresses fast; the same bytes on every machine, because the compressor is part of the program.
 *
 * @param pixels [height][width][4], RGBA.
 */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const palette = new Map<number, number>();
  const colourAt = (i: number): number =>
    ((pixels[i] as number) << 16) | ((pixels[i + 1] as number) << 8) | (pixels[i + 2] as number);
  for (let i = 0; i < pixels.length && palette.size <= 256; i += 4) {
    const colour = colourAt(i);
    if (!palette.has(colour)) palette.set(colour, palette.size);
  }
  const indexed = palette.size <= 256;
  const bytesPerPixel = indexed ? 1 : 3;
  const stride = width * bytesPerPixel + 1; // each row begins with its filter: none
  const rows = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = 4 * (y * width + x);
      const to = y * stride + 1 + x * bytesPerPixel;
      if (indexed) rows[to] = palette.get(colourAt(from)) ?? 0;
      else rows.set(pixels.subarray(from, from + 3), to);
    }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8; // bits
  header[9] = indexed ? 3 : 2; // colour type
  const parts = [Uint8Array.from(SIGNATURE), chunk('IHDR', header)];
  if (indexed)
    parts.push(chunk('PLTE', Uint8Array.from([...palette.keys()].flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]))));
  parts.push(chunk('IDAT', zlibSync(rows, { level: 9 })), chunk('IEND', new Uint8Array(0)));
  return new Uint8Array(Buffer.concat(parts));
}
