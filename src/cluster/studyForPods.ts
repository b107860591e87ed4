import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { InputError } from '../errors.ts';
import { quoted } from '../plainText.ts';
import { withChannelFile } from '../study/channelFile/withChannelFile.ts';
import { parseStudy, readStudyText } from '../study/parseStudy.ts';
import type { Study } from '../study/schema.ts';
import { pathInPods, withinVolume } from './kubernetesManifest.ts';
import { requirePlainText } from './requireText.ts';

/** A study with the text that the pods read it from. */
export interface StudyForPods {
  readonly study: Study;
  readonly text: string;
}

/**
 * Reads a study file for Kubernetes. Pods see its text and one volume: a channel file has to be on the volume, and its
 * checksum in the text. The checksum is that of the local file, or the study's own where the file is on the volume only.
 *
 * @param channels path of the channel file within the volume.
 * @throws InputError on a wrong study, on a channel file without a path within the volume, and on one that nobody can tell
 * the checksum of.
 */
export function studyForPods(file: string, channels: string | undefined): StudyForPods {
  const text = readStudyText(file);
  const study = parseStudy(text, file, (own, folder) => withKnownChannels(own, folder, channels));
  const { channelModel, channelSha256 } = study.scenario;
  if (channelModel !== 'file') {
    if (channels !== undefined)
      throw new InputError(
        `--channels: expected a study with channelModel: file beside it, got channelModel: ${channelModel}`,
      );
    return { study, text };
  }
  const own = parse(text) as { scenario: Record<string, unknown> };
  const scenario = {
    ...own.scenario,
    channelFile: pathInPods(withinVolume(channels ?? '', '--channels')),
    channelSha256,
  };
  return { study, text: stringify({ ...own, scenario }) };
}

function withKnownChannels(study: Study, folder: string, channels: string | undefined): Study {
  const { channelModel, channelFile, channelSha256 } = study.scenario;
  if (channelModel !== 'file' || channelFile === undefined) return study;
  if (channels === undefined)
    throw new InputError(
      `expected --channels beside it with --engine kubernetes, got none: pods do not see ${channelFile}`,
      'copy the channel file to the volume of --claim and give its path there, for example --channels /measured.npz',
    );
  requirePlainText('--channels', channels);
  if (extname(channels) !== extname(channelFile))
    throw new InputError(
      `expected --channels with the extension ${extname(channelFile)} of this file, got ${quoted(channels)}`,
    );
  const local = resolve(folder, channelFile);
  if (existsSync(local)) return withChannelFile(study, folder);
  if (channelSha256 === undefined)
    throw new InputError(
      `${local}: expected the file, or its channelSha256 in the study, got neither`,
      'sha256sum prints the checksum: pods compare it with that of the file on the volume',
    );
  return study;
}
