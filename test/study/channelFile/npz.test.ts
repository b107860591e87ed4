import { crc32 as crc32OfNode } from 'node:zlib';
import { assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/study/channelFile/zip/crc32.ts';
import { temporaryFolder } from '../tinyStudy.ts';
import { measuredChannels, npyFile, outcomeOf } from './measured.ts';
import { type Member, zipArchive } from './zipArchive.ts';

const folder = temporaryFolder();
const NPY = npyFile();
const NUMBERS = [0, 1, 2].flatMap(measuredChannels);
const channels: Member = { name: 'channels.npy', data: NPY };
const other: Member = { name: 'other.npy', data: Buffer.from('no array'), deflate: true };
const outcome = (...of: Parameters<typeof zipArchive>): number[] | string =>
  outcomeOf(folder, 'a.npz', zipArchive(...of));

describe('crc32', () => {
  it('is that of zlib, at once and in parts', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), integer({ min: 0, max: 300 }), (bytes, cut) => {
        expect(crc32(bytes)).toBe(crc32OfNode(bytes));
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32OfNode(bytes));
      }),
    );
  });
});

describe('archives of .npz files that are read', () => {
  it.each<[string, ...Parameters<typeof zipArchive>]>([
    ['stored', [channels]],
    ['deflated, beside others that are not read', [other, { ...channels, deflate: true }, { ...other, name: 'b' }]],
    ['with a comment', [channels], { comment: 'measured on a roof' }],
    ['64-bit sizes in the header, as NumPy writes', [{ ...channels, zip64: 'header' }, other]],
    ['64-bit sizes in header and directory', [other, { ...channels, zip64: 'both' }]],
    ['64-bit directory', [channels, other], { end64: true }],
    [
      'sizes after the data',
      [
        { ...channels, descriptor: 'marked' },
        { ...other, descriptor: 'marked' },
      ],
    ],
    ['sizes after the data, no mark', [{ ...channels, descriptor: 'bare', deflate: true }, other]],
    ['64-bit sizes after the data', [{ ...channels, descriptor: 'marked', zip64: 'header' }, other]],
    ['another array that is encrypted', [channels, { ...other, says: { flags: 1 } }]],
    ['another array with a wrong CRC', [channels, { ...other, says: { crc: 1 } }]],
  ])('%s', (_, ...archive) => {
    expect(outcome(...archive)).toEqual(NUMBERS);
  });
});

describe('archives of .npz files that are refused', () => {
  const bomb = Buffer.alloc(20_000_000);
  const half: Member = { name: 'channels_re', data: NPY };
  it.each<[string, RegExp, ...Parameters<typeof zipArchive>]>([
    ['a wrong CRC', /channels\.npy" has CRC-32 [0-9a-f]{8} and not 00000005/, [{ ...channels, says: { crc: 5 } }]],
    [
      'a wrong CRC of a packed array',
      /channels\.npy" has CRC-32 [0-9a-f]{8} and not 00000005/,
      [{ ...channels, deflate: true, says: { crc: 5 } }],
    ],
    ['an encrypted array', /channels\.npy" is encrypted/, [{ ...channels, says: { flags: 1 } }]],
    ['masked headers', /channels\.npy" has unknown flags/, [{ ...channels, says: { flags: 0x2000 } }]],
    ['another method', /channels\.npy" is packed by bzip2, which is not read/, [{ ...channels, says: { method: 12 } }]],
    ['two of a name', /there are two arrays "channels"/, [channels, other, channels]],
    ['two of a name but for its end', /there are two arrays "channels"/, [channels, { ...channels, name: 'channels' }]],
    [
      'more data than the headers say',
      /"channels\.npy" has more than its 656 bytes/,
      [{ ...channels, data: Buffer.concat([NPY, bomb]), deflate: true, says: { size: NPY.length } }],
    ],
    [
      'less data than the headers say',
      /expected 576 bytes of data for shape \[3, 2, 2, 1, 3\], got 586/,
      [{ ...channels, deflate: true, says: { size: NPY.length + 10 } }],
    ],
    [
      'a size that deflate cannot have',
      /"channels\.npy" cannot have 4000000000 bytes packed in \d+/,
      [{ ...channels, deflate: true, says: { size: 4e9 } }],
    ],
    [
      'data that are not packed',
      /"channels\.npy": invalid/,
      [{ ...channels, data: Buffer.alloc(20, 7), says: { method: 8 } }],
    ],
    [
      'packed data that break off',
      /"channels\.npy": unexpected EOF/,
      [{ ...channels, deflate: true, says: { packedSize: 50 }, headerSays: {} }],
    ],
    ['a size in the header alone', /has another size in its header/, [{ ...channels, headerSays: { size: 9 } }]],
    ['a CRC in the header alone', /has another size in its header/, [{ ...channels, headerSays: { crc: 9 } }]],
    ['a method in the header alone', /has another method in its header/, [{ ...channels, headerSays: { method: 8 } }]],
    ['flags in the header alone', /has another method in its header/, [{ ...channels, headerSays: { flags: 1 } }]],
    [
      'a name in the header alone',
      /has another name in its header/,
      [{ ...channels, headerSays: { name: 'channelz.npy' } }],
    ],
    [
      'an array inside another one',
      /"other\.npy" reaches into "channels\.npy"/,
      [
        { name: 'other.npy', data: zipArchive([channels]) },
        // behind the header and the name of the other one
        { ...channels, says: { local: 30 + 'other.npy'.length } },
      ],
    ],
    [
      'two arrays that are one',
      /"channels\.npy" reaches into "channels\.npy"/,
      [channels, { ...channels, says: { local: 0 } }],
    ],
    ['a place outside', /"channels\.npy" is not where its directory says/, [{ ...channels, says: { local: 4e9 } }]],
    [
      'a size beyond the data',
      /"channels\.npy" reaches beyond its data/,
      [{ ...channels, says: { size: 4e9, packedSize: 4e9 } }],
    ],
    [
      'sizes that should follow',
      /"channels\.npy" has other sizes after its data/,
      [{ ...channels, descriptor: 'missing' }],
    ],
    ['more entries than there are', /its directory breaks off|has no room for/, [channels], { says: { count: 2 } }],
    [
      'fewer entries than there are',
      /its directory has more than its entries/,
      [channels, other],
      { says: { count: 1 } },
    ],
    ['a directory elsewhere', /its directory is not where it should be/, [channels], { says: { size: 60 } }],
    [
      'very many entries',
      /it has 10001 entries/,
      Array.from({ length: 10_001 }, (_, i): Member => ({ name: `a${i}`, data: Buffer.alloc(0) })),
    ],
    ['no array', /expected an array channels, or channels_re and channels_im, got an empty archive/, []],
    [
      'channels both whole and in parts',
      /expected either an array channels, or channels_re and channels_im, got channels\.npy and channels_re/,
      [{ ...channels, name: 'channels.npy' }, half],
    ],
    [
      'arrays of other names',
      /got "two\\nlines", b, .* and 3 more$|got "two\\nlines", b, b0, .*, 3 more$/,
      [
        { ...channels, name: 'two\nlines' },
        { ...channels, name: 'b' },
        ...Array.from({ length: 11 }, (_, i) => ({ ...channels, name: `b${i}` })),
      ],
    ],
    [
      'a pair of complex arrays',
      /channels_re: expected real numbers, the real or imaginary parts, got complex/,
      [half, { ...half, name: 'channels_im' }],
    ],
    [
      'an only member that is no array',
      /readme\.txt: expected a NumPy \.npy array, got something else/,
      [{ name: 'readme.txt', data: Buffer.from('hello hello hello') }],
    ],
  ])('%s', (_, message, ...archive) => {
    expect(outcome(...archive)).toMatch(message);
  });

  it('breaks off anywhere', () => {
    const archive = zipArchive([{ ...channels, deflate: true }, other], { end64: true });
    for (let length = 0; length < archive.length; length++)
      expect(outcomeOf(folder, 'cut.npz', archive.subarray(0, length)), `${length} bytes`).toMatch(
        length === 0 ? /got an empty one$/ : /: expected a \.npz archive, got a damaged or incomplete one \(/,
      );
  });
});
