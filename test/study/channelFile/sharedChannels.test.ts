import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openChannelFile } from '../../../src/study/channelFile/openChannelFile.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { studyHash } from '../../../src/study/hash.ts';
import { dataBytes, temporaryFolder } from '../tinyStudy.ts';
import { FOLDER, measuredText } from './measured.ts';
import { zipArchive } from './zipArchive.ts';

describe('a run on a channel file', () => {
  it.each(['complex64-fortran.npz', 'pair-float32.npz', 'plain.npy', 'lists.feather'])(
    'reads %s once, also for its workers: afterwards the file may go',
    async (name) => {
      const root = temporaryFolder();
      copyFileSync(join(FOLDER, name), join(root, name));
      const study = parseStudy(measuredText(name), join(root, 'study.yaml'));
      rmSync(join(root, name));
      await runStudy(study, { out: join(root, 'one') });
      await runStudy(study, { out: join(root, 'two'), workers: 2 });
      expect(dataBytes(join(root, 'two'))).toEqual(dataBytes(join(root, 'one')));
      expect([...dataBytes(join(root, 'one')).values()].length).toBe(18);
    },
  );

  it('gives its workers the shapes of the errors too', async () => {
    const root = temporaryFolder();
    const shaped = (t: string): string =>
      t.replace('channelModel: file', 'channelModel: file, errorShape: file').replace('robustness: guaranteed\n', '');
    const study = parseStudy(measuredText('shaped.npz', shaped), join(FOLDER, 'study.yaml'));
    await runStudy(study, { out: join(root, 'one') });
    await runStudy(study, { out: join(root, 'two'), workers: 2 });
    expect(dataBytes(join(root, 'two'))).toEqual(dataBytes(join(root, 'one')));
    await runStudy(parseStudy(measuredText('shaped.npz'), join(FOLDER, 'study.yaml')), { out: join(root, 'white') });
    expect(dataBytes(join(root, 'white'))).not.toEqual(dataBytes(join(root, 'one')));
  });

  it('shares the bytes of the file, or what was packed in it, and copies nothing else', () => {
    const open = (name: string) => {
      const study = parseStudy(measuredText(name), join(FOLDER, 'study.yaml'));
      return openChannelFile(study).shared.arrays.flatMap(({ parts }) => parts);
    };
    for (const name of ['plain.npy', 'nested.arrow'])
      expect(open(name).map(({ bytes }) => bytes.length)).toEqual([readFileSync(join(FOLDER, name)).length]);
    const [re, im] = open('pair-float32.npz'); // stored: both lie in the archive
    expect(re?.bytes.buffer).toBe(im?.bytes.buffer);
    expect(re?.bytes.buffer.byteLength).toBe(readFileSync(join(FOLDER, 'pair-float32.npz')).length);
    const [packed] = open('complex64-fortran.npz'); // deflated: the array alone
    expect(packed?.bytes.buffer.byteLength).toBe(packed?.bytes.length);
  });
});

describe('what is no file of channels', () => {
  const root = temporaryFolder();
  const parse = (name: string, limit = ''): unknown =>
    parseStudy(
      measuredText(name, (t) => t.replace(' }\nschemes', `${limit} }\nschemes`)),
      join(root, 'study.yaml'),
    );
  it.each(['npy', 'npz', 'arrow'])(
    'a directory, an empty file, an absent one and one without permission (.%s)',
    (kind) => {
      mkdirSync(join(root, `folder.${kind}`));
      writeFileSync(join(root, `empty.${kind}`), '');
      expect(() => parse(`folder.${kind}`)).toThrow(/scenario\.channelFile: .*: expected a file, got a folder$/);
      expect(() => parse(`empty.${kind}`)).toThrow(
        /scenario\.channelFile: .*: expected a file of channels, got an empty one$/,
      );
      expect(() => parse(`absent.${kind}`)).toThrow(/scenario\.channelFile: .*: cannot read the channels \(ENOENT: /);
      if (process.getuid?.() === 0) return; // root may read everything
      writeFileSync(join(root, `closed.${kind}`), 'x');
      chmodSync(join(root, `closed.${kind}`), 0);
      expect(() => parse(`closed.${kind}`)).toThrow(/scenario\.channelFile: .*: cannot read the channels \(EACCES: /);
    },
  );

  it('a named pipe, whether or not somebody writes into it', async ({ skip }) => {
    if (process.platform === 'win32') skip('no named pipes');
    const pipe = join(root, 'pipe.npy');
    execFileSync('mkfifo', [pipe]);
    expect(() => parse('pipe.npy')).toThrow(/: expected a file, got a named pipe$/);
    const writer = spawn('sh', ['-c', 'echo something > "$0"', pipe]);
    try {
      expect(() => parse('pipe.npy')).toThrow(/: expected a file, got a named pipe$/);
    } finally {
      writer.kill();
    }
  });

  it('a device', ({ skip }) => {
    if (process.platform === 'win32') skip('no devices');
    execFileSync('ln', ['-s', '/dev/zero', join(root, 'zero.npy')]);
    expect(() => parse('zero.npy')).toThrow(/: expected a file, got a device$/);
  });
});

describe('scenario.channelFileLimitGiB', () => {
  const root = temporaryFolder();
  const packed = zipArchive([{ name: 'channels.npy', data: bigNpy(), deflate: true }]);
  writeFileSync(join(root, 'packed.npz'), packed);
  const parse = (limit: string) =>
    parseStudy(
      measuredText('packed.npz', (t) => t.replace(' }\nschemes', `${limit} }\nschemes`)),
      join(root, 'study.yaml'),
    );

  it('is compared with what is packed, before it is unpacked, and can be raised', () => {
    expect(packed.length).toBeLessThan(5e5);
    expect(() => parse(', channelFileLimitGiB: 1.0e-3')).toThrow(
      /packed\.npz unpacked: expected at most 0\.001 GiB \(scenario\.channelFileLimitGiB\), got 19200\d+ bytes$/,
    );
    expect(openChannelFile(parse(', channelFileLimitGiB: 2.0e-2')).realizations).toBe(100_000);
  });

  it('is no part of what a study computes', () => {
    expect(studyHash(parse(', channelFileLimitGiB: 8'))).toBe(studyHash(parse('')));
  });

  it.each(['0', '-1', '.inf', '.nan', '2000', '"4"'])('%s is refused', (limit) => {
    expect(() => parse(`, channelFileLimitGiB: ${limit}`)).toThrow(/scenario\.channelFileLimitGiB: expected /);
  });
});

/** 100,000 realizations of zeros: 19.2 MB. */
function bigNpy(): Buffer {
  const header = "{'descr': '<c16', 'fortran_order': False, 'shape': (100000, 2, 2, 1, 3)}\n";
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(100_000 * 12 * 16)]);
}
