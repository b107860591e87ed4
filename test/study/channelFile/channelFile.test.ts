import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { openChannelFile } from '../../../src/study/channelFile/openChannelFile.ts';
import { studyHash } from '../../../src/study/hash.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { dataBytes, temporaryFolder } from '../tinyStudy.ts';
import {
  FILES,
  FOLDER,
  measuredChannels as expected,
  measuredStudy as study,
  measuredText as text,
} from './measured.ts';

/** A .npy file made by hand. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = 'False'): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), data]);
}

describe('channel files', () => {
  it.each(FILES)('%s gives the channels of every realization', (name) => {
    const file = openChannelFile(study(name));
    expect(file.realizations).toBe(3);
    for (let i = 0; i < 3; i++) expect([...file.realization(i).channels]).toEqual(expected(i));
  });

  it('runs a study on measured channels, the same for every layout but for the hash, and verifies it', async () => {
    const root = temporaryFolder();
    const rows = [];
    for (const name of ['complex128.npz', 'nested.arrow']) {
      const out = join(root, name);
      await runStudy(study(name), { out });
      expect(verifyStudy(out)).toMatchObject({ findings: [], complete: true, designed: 6, recomputed: 6 });
      rows.push(
        [...dataBytes(out).values()].map((hex) =>
          hex.replaceAll(Buffer.from(studyHash(study(name))).toString('hex'), ''),
        ),
      );
    }
    expect(rows[0]).toEqual(rows[1]);
    expect(rows[0]).toHaveLength(6 * 3);
  });

  it('has a hash of the file and not of its place, and is verified where the file was moved to', async () => {
    const root = temporaryFolder();
    copyFileSync(join(FOLDER, 'complex128.npz'), join(root, 'moved.npz'));
    const moved = parseStudy(text('moved.npz'), join(root, 'study.yaml'));
    const first = study('complex128.npz');
    expect(moved.scenario.channelFile).toBe(join(root, 'moved.npz'));
    expect(moved.scenario.channelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(studyHash(moved)).toBe(studyHash(first));
    expect(studyHash(study('plain.npy'))).not.toBe(studyHash(first));

    const out = join(root, 'out');
    await runStudy(moved, { out });
    writeFileSync(join(root, 'moved.npz'), readFileSync(join(FOLDER, 'plain.npy')));
    openChannelFile(study('plain.npy')); // another file: nothing is kept of the first
    expect(() => verifyStudy(out)).toThrow(/moved\.npz: expected the channels with sha256 [0-9a-f]{64}, got/);
    const channelFile = join(FOLDER, 'complex128.npz');
    expect(verifyStudy(out, { channelFile })).toMatchObject({ findings: [], recomputed: 6 });
  });

  it.each([
    [
      'absent.npz',
      (t: string) => t,
      /measured\.yaml:3:\d+: scenario\.channelFile: .*absent\.npz: cannot read the channels/,
    ],
    ['generate.py', (t: string) => t, /expected a file \.npz, \.npy, \.arrow or \.feather/],
    [
      'plain.npy',
      (t: string) => t.replace('usersPerCell: 1', 'usersPerCell: 2'),
      /expected channels of shape \[realizations, 2, 2, 2, 3\] .*, got \[3, 2, 2, 1, 3\]/,
    ],
    [
      'flat.arrow',
      (t: string) => t.replace('txAntennas: 3', 'txAntennas: 2'),
      /expected 16 numbers in each row, \[realizations, 2, 2, 1, 2\] .*got 24/,
    ],
    [
      'nested.arrow',
      (t: string) => t.replace('channels: 3', 'channels: 4'),
      /expected at least 4 channel realizations, got 3/,
    ],
    [
      'compressed.arrow',
      (t: string) => t,
      /compressed\.arrow: expected an uncompressed Arrow file, got one compressed by zstd; pandas writes it with df\.to_feather\(path, compression='uncompressed'\)$/,
    ],
    [
      'compressed-lz4.feather',
      (t: string) => t,
      /compressed-lz4\.feather: expected an uncompressed Arrow file, got one compressed by LZ4; pandas writes it with df\.to_feather\(path, compression='uncompressed'\)$/,
    ],
    [
      'plain.npy',
      (t: string) => t.replace(' }\nschemes', ', channelFileLimitGiB: 6.0e-7 }\nschemes'),
      /plain\.npy: expected at most 6e-7 GiB \(scenario\.channelFileLimitGiB\), got 704 bytes$/,
    ],
    [
      'complex64-fortran.npz',
      (t: string) => t.replace(' }\nschemes', ', channelFileLimitGiB: 3.0e-7 }\nschemes'),
      /complex64-fortran\.npz: expected at most 3e-7 GiB \(scenario\.channelFileLimitGiB\), got 565 bytes$/,
    ],
    [
      'plain.npy',
      (t: string) =>
        t
          .replace('channelModel: file', 'channelFileLimitGiB: 5, channelModel: rayleigh')
          .replace(", channelFile: 'plain.npy'", ''),
      /scenario\.channelFileLimitGiB: expected channelModel: file with it, got rayleigh/,
    ],
    [
      'plain.npy',
      (t: string) => t.replace(' }\nschemes', `, channelSha256: ${'a'.repeat(64)} }\nschemes`),
      /expected the channels with sha256 a{64}, got [0-9a-f]{64}/,
    ],
    [
      'plain.npy',
      (t: string) => t.replace('channelModel: file', 'channelModel: rayleigh'),
      /expected channelFile with channelModel: file and only then, got rayleigh with it/,
    ],
    [
      'plain.npy',
      (t: string) => t.replace(", channelFile: 'plain.npy'", ''),
      /expected channelFile with channelModel: file and only then, got file without it/,
    ],
    [
      'plain.npy',
      (t: string) => t.replace('thresholdDb: 5', 'thresholdDb: 5, txAntennas: [2, 3]'),
      /sweep\.txAntennas: expected one value with channelModel: file, got 2, 3/,
    ],
  ])('refuses %s where it does not fit (%#)', (name, change, message) => {
    expect(() => study(name, change)).toThrow(InputError);
    expect(() => study(name, change)).toThrow(message);
  });

  it.each([
    ['junk.npz', Buffer.from('no archive'), /junk\.npz: expected a \.npz archive/],
    ['junk.npy', Buffer.from('no array at all'), /expected a NumPy \.npy array/],
    [
      'junk.arrow',
      Buffer.from('no table'),
      /expected an Arrow file, got a damaged or incomplete one \(it does not begin as one\)/,
    ],
    ['int.npy', npy('<i8', '(1,)', new Uint8Array(8)), /complex64 or complex128, got dtype <i8/],
    ['real.npy', npy('<f8', '(1,)', new Uint8Array(8)), /expected complex64 or complex128, got real numbers/],
    ['cut.npy', npy('<c16', '(3, 2, 2, 1, 3)', new Uint8Array(100)), /expected 576 bytes of data .*, got 100/],
  ])('refuses %s', (name, bytes, message) => {
    const root = temporaryFolder();
    writeFileSync(join(root, name), bytes);
    expect(() => parseStudy(text(name), join(root, 'study.yaml'))).toThrow(InputError);
    expect(() => parseStudy(text(name), join(root, 'study.yaml'))).toThrow(message);
  });

  it('leaves numbers that are not finite to their draw, and names the first', () => {
    const root = temporaryFolder();
    const numbers = Float64Array.from({ length: 72 }, (_, i) => (i === 39 ? Number.NaN : i));
    writeFileSync(join(root, 'nan.npy'), npy('<c16', '(3, 2, 2, 1, 3)', new Uint8Array(numbers.buffer)));
    const file = openChannelFile(parseStudy(text('nan.npy'), join(root, 'study.yaml')));
    const faults = [0, 1, 2].map((i) => file.faultIn(file.realization(i), i));
    expect(faults).toEqual([null, 'channels[1, 1, 0, 0, 1]: expected a finite number, got NaN', null]);
  });
});
