import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError, invariant } from '../../errors.ts';
import type { Study } from '../schema.ts';
import { arrowChannels } from './arrowChannels.ts';
import type { ChannelArray } from './channelArray.ts';
import { numpyChannels } from './numpyChannels.ts';

/** Measured channels of a study (`channelModel: file`). */
export interface ChannelFile {
  /** Of the file, hex. */
  readonly sha256: string;
  readonly realizations: number;
  /** h of realization i, [bs][cell][user][antenna][2], as in the file: `faultIn` tells whether a design can be made for it. */
  readonly channelsOf: (realization: number) => Float64Array;
  /** Names the first number of these channels of a realization that is not finite; null where all are. */
  readonly faultIn: (channels: Float64Array, realization: number) => string | null;
}

/** The last file that this process opened: every chunk of a study asks for the same one. */
let opened: { readonly key: string; readonly file: ChannelFile } | null = null;

/**
 * Opens the channel file of a study: .npz, .npy, .arrow or .feather.
 *
 * @param study with `channelModel: file`.
 * @throws InputError when the file cannot be read, is of another kind, has another checksum than `channelSha256`, does not have
 * the shape [realizations, bs, cell, user, antenna] of the scenario, or too few realizations.
 */
export function openChannelFile(study: Study): ChannelFile {
  const { channelFile: path, channelSha256, cells, usersPerCell, txAntennas } = study.scenario;
  invariant(path !== undefined, 'a study with channelModel: file names the file');
  const antennas = study.sweep.txAntennas?.[0] ?? txAntennas;
  const shape = [cells, cells, usersPerCell, antennas];
  const key = [path, channelSha256, ...shape, study.realizations.channels].join('/');
  if (channelSha256 !== undefined && opened?.key === key) return opened.file;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError(
      `${path}: cannot read the channels (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (channelSha256 !== undefined && channelSha256 !== sha256)
    throw new InputError(`${path}: expected the channels with sha256 ${channelSha256}, got ${sha256}`);
  const array = readChannels(bytes, path);
  requireShape(array, shape, study.realizations.channels, path);
  const file: ChannelFile = {
    sha256,
    realizations: array.realizations,
    channelsOf: (realization) => array.at(realization),
    faultIn: (channels, realization) => {
      const bad = channels.findIndex((x) => !Number.isFinite(x));
      return bad < 0 ? null : `${place(realization, bad, shape)}: expected a finite number, got ${channels[bad]}`;
    },
  };
  opened = { key, file };
  return file;
}

function readChannels(bytes: Uint8Array, path: string): ChannelArray {
  if (/\.np[yz]$/.test(path)) return numpyChannels(bytes, path);
  if (/\.(arrow|feather)$/.test(path)) return arrowChannels(bytes, path);
  throw new InputError(`${path}: expected a file .npz, .npy, .arrow or .feather`);
}

function requireShape(array: ChannelArray, shape: readonly number[], realizations: number, path: string): void {
  const expected = `[${['realizations', ...shape].join(', ')}] for [realizations, bs, cell, user, antenna]`;
  const inner = shape.reduce((n, d) => n * d, 1);
  if (array.shape) {
    if (array.shape.join() !== shape.join())
      throw new InputError(
        `${path}: expected channels of shape ${expected}, got [${[array.realizations, ...array.shape].join(', ')}]`,
      );
  } else if (array.realizations > 0 && array.at(0).length !== 2 * inner)
    throw new InputError(
      `${path}: expected ${2 * inner} numbers in each row, ${expected} with re and im, got ${array.at(0).length}`,
    );
  if (array.realizations < realizations)
    throw new InputError(
      `${path}: expected at least ${realizations} channel realizations, got ${array.realizations}`,
      'lower realizations.channels, or measure more',
    );
}

/** Index of the number at `at` of a realization, as a person counts. */
function place(realization: number, at: number, shape: readonly number[]): string {
  const indices: number[] = [];
  let rest = at >> 1;
  for (const d of shape.toReversed()) {
    indices.unshift(rest % d);
    rest = Math.floor(rest / d);
  }
  return `channels[${[realization, ...indices].join(', ')}]`;
}
