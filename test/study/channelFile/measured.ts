import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../../src/errors.ts';
import { openChannelFile } from '../../../src/study/channelFile/openChannelFile.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import type { Study } from '../../../src/study/schema.ts';

/** The same channels in every layout, made by generate.py. */
export const FOLDER = fileURLToPath(new URL('../../reference/channels', import.meta.url));

export const FILES = [
  'complex128.npz',
  'complex64-fortran.npz',
  'pair-float32.npz',
  'unnamed-big-endian.npz',
  'plain.npy',
  'nested.arrow',
  'lists.feather',
  'tensor.arrow',
  'flat.arrow',
];

/** A study of three realizations of two cells with one user and three antennas. */
export function measuredText(file: string, change: (t: string) => string = (t) => t): string {
  return change(`title: measured
seed: '3'
scenario: { usersPerCell: 1, txAntennas: 3, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01, channelModel: file, channelFile: '${file}' }
schemes: [BLP-CBF, BLP-CoMP]
robustness: guaranteed
sweep: { thresholdDb: 5 }
realizations: { channels: 3, errors: 2 }
`);
}

export function measuredStudy(file: string, change?: (t: string) => string): Study {
  return parseStudy(measuredText(file, change), join(FOLDER, 'measured.yaml'));
}

/** The realization that every file holds: element k is k/4 + j (k/8 + 1/2). */
export function measuredChannels(realization: number): number[] {
  return Array.from({ length: 12 }, (_, i) => realization * 12 + i).flatMap((k) => [k / 4, k / 8 + 0.5]);
}

/** The .npy file of these channels; `says` replaces parts of its header. */
export function npyFile(
  says: { descr?: string; shape?: string; fortran?: string; header?: string; version?: number } = {},
): Buffer {
  const { descr = "'<c16'", shape = '(3, 2, 2, 1, 3)', fortran = 'False', version = 1 } = says;
  const header = says.header ?? `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(Buffer.byteLength(header));
  else length.writeUInt32LE(Buffer.byteLength(header));
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  const data = Float64Array.from([0, 1, 2].flatMap(measuredChannels));
  return Buffer.concat([start, length, Buffer.from(header), Buffer.from(data.buffer)]);
}

let plain: Study | undefined;

/** What comes of a file: the numbers of its three realizations, or the one line that refuses it. Throws on any other end. */
export function outcomeOf(folder: string, name: string, bytes: Uint8Array, sha256?: string): number[] | string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  plain ??= measuredStudy('plain.npy');
  const study = plain;
  const { channelSha256: _, ...scenario } = { ...study.scenario, channelFile: path };
  try {
    const file = openChannelFile({
      ...study,
      scenario: sha256 === undefined ? scenario : { ...scenario, channelSha256: sha256 },
    });
    return [0, 1, 2].flatMap((i) => [...file.realization(i).channels]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (/[\r\n]/.test(error.message)) throw new Error(`more than one line: ${error.message}`, { cause: error });
    return error.message;
  }
}

/** A study of channels with shapes of their errors, changed. */
export function shapedStudyText(file: string, change: (t: string) => string = (t) => t): string {
  return change(`title: shaped
seed: '3'
scenario:
  usersPerCell: 1
  txAntennas: 3
  rxAntennas: 2
  frameLength: 4
  csiErrorRadius: 0.05
  channelModel: file
  channelFile: '${file}'
  errorShape: file
schemes: [BLP-CBF, BLP-CoMP]
sweep: { thresholdDb: 5 }
realizations: { channels: 3, errors: 20 }
`);
}
