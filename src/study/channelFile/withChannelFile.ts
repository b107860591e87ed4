import { resolve } from 'node:path';
import type { Study } from '../schema.ts';
import { openChannelFile } from './openChannelFile.ts';

/**
 * A study on a channel file with the file's absolute path and checksum, after every realization that it uses was read once; any
 * other study as it is. A number that is not finite is a matter of its draw (`chunkTasks`), not of the file.
 *
 * @param folder that the path in the study is relative to.
 * @throws InputError when the file cannot be used (`openChannelFile`).
 */
export function withChannelFile(study: Study, folder: string): Study {
  // the checksum at the end, whether stated or not: study.json is the same text
  const { channelSha256: _stated, ...scenario } = study.scenario;
  const { channelModel, channelFile } = scenario;
  if (channelModel !== 'file' || channelFile === undefined) return study;
  const path = resolve(folder, channelFile);
  const found = openChannelFile({ ...study, scenario: { ...study.scenario, channelFile: path } });
  for (let i = 0; i < study.realizations.channels; i++) found.realization(i);
  return { ...study, scenario: { ...scenario, channelFile: path, channelSha256: found.sha256 } };
}
