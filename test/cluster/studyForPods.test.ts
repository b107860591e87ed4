import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { studyForPods } from '../../src/cluster/studyForPods.ts';
import { InputError } from '../../src/errors.ts';
import { studyHash } from '../../src/study/hash.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';

const folder = temporaryFolder();
const bytes = readFileSync(new URL('../reference/channels/plain.npy', import.meta.url));
const sha256 = createHash('sha256').update(bytes).digest('hex');
const STUDY = `# measured on the roof
title: 'on: channels'
seed: '18446744073709551615'
scenario: { usersPerCell: 1, txAntennas: 3, rxAntennas: 2, channelModel: file, channelFile: h.npy }
schemes: BLP-CBF
sweep: { thresholdDb: [5] }
realizations: { channels: 3 }
`;

/** A folder with a study file, with the channel file beside it or not. */
function studyFile(text: string, withChannels: boolean): string {
  const place = join(folder, String(Math.random()));
  mkdirSync(place);
  writeFileSync(join(place, 'study.yaml'), text);
  if (withChannels) writeFileSync(join(place, 'h.npy'), bytes);
  return join(place, 'study.yaml');
}
const pinned = STUDY.replace('h.npy', `h.npy, channelSha256: ${sha256}`);

describe('studyForPods', () => {
  it('leaves a study without a channel file as it is', () => {
    expect(studyForPods(studyFile(TINY, false), undefined).text).toBe(TINY);
  });

  it.each([
    ['the checksum of the local file', STUDY, true],
    ['the checksum of the study, where the file is elsewhere', pinned, false],
    ['the same one from both', pinned, true],
  ])('names the file on the volume and %s', (_name, text, withChannels) => {
    for (const channels of ['/data/h.npy', 'data/h.npy', '/results/data/h.npy']) {
      const { study, text: ofPods } = studyForPods(studyFile(text, withChannels), channels);
      const seen = parseStudy(ofPods, '/study/study.yaml', (s) => s);
      expect(seen.scenario).toMatchObject({ channelFile: '/results/data/h.npy', channelSha256: sha256 });
      expect(studyHash(seen)).toBe(studyHash(study));
      expect([seen.title, seen.seed]).toEqual(['on: channels', '18446744073709551615']);
    }
  });

  it.each<[string, string, boolean, string | undefined, RegExp, RegExp | undefined]>([
    [
      'a local channel file alone',
      STUDY,
      true,
      undefined,
      /expected --channels .*: pods do not see h\.npy/,
      /copy the channel file to the volume/,
    ],
    [
      'a file of another kind',
      STUDY,
      true,
      '/h.npz',
      /expected --channels with the extension \.npy .* got "\/h\.npz"/,
      undefined,
    ],
    [
      'a file that nobody can tell the checksum of',
      STUDY,
      false,
      '/h.npy',
      /expected the file, or its channelSha256 in the study, got neither/,
      /sha256sum/,
    ],
    [
      'another local file than that of the study',
      pinned.replace(sha256, 'f'.repeat(64)),
      true,
      '/h.npy',
      /expected the channels with sha256 f{64}, got/,
      undefined,
    ],
    [
      'channels for a study that draws its own',
      TINY,
      false,
      '/h.npy',
      /^--channels: expected a study with channelModel: file/,
      undefined,
    ],
    ['a line break', STUDY, true, '/a\nb.npy', /--channels: expected a text without line breaks/, undefined],
  ])('refuses %s', (_name, text, withChannels, channels, message, hint) => {
    const refusal = (): unknown => studyForPods(studyFile(text, withChannels), channels);
    expect(refusal).toThrow(InputError);
    expect(refusal).toThrow(message);
    if (hint) expect(refusal).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) as string }));
  });
});
