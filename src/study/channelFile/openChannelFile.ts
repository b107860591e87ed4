import { InputError, invariant } from '../../errors.ts';
import type { Study } from '../schema.ts';
import { arrowChannels } from './arrowChannels.ts';
import type { ChannelArray, ChannelPart, ChannelSizes } from './channelArray.ts';
import { numpyChannels } from './numpyChannels.ts';
import { npzParts } from './npzParts.ts';
import { readFileBytes } from './readFileBytes.ts';
import { SharedBytes } from './sharedBytes.ts';
import { DEFAULT_LIMIT_GIB } from './sizeLimit.ts';

/** A channel file in memory, read, unpacked and compared with its checksum: all threads of a process share its bytes. */
export interface SharedChannels {
  readonly path: string;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly parts: readonly ChannelPart[];
}

/** Measured channels of a study (`channelModel: file`). */
export interface ChannelFile {
  /** Of the file, hex. */
  readonly sha256: string;
  readonly realizations: number;
  /** h of realization i, [bs][cell][user][antenna][2], as in the file: `faultIn` tells whether a design can be made for it. */
  readonly channelsOf: (realization: number) => Float64Array;
  /** What another thread needs in place of the file (`adoptChannels`). */
  readonly shared: SharedChannels;
  /** Names the first number of these channels of a realization that is not finite; null where all are. */
  readonly faultIn: (channels: Float64Array, realization: number) => string | null;
}

/** The last file that this thread opened: every chunk of a study asks for the same one. */
let opened: { readonly shared: SharedChannels; readonly array: ChannelArray } | null = null;

/** Makes a file that another thread read the one that this thread has open. */
export function adoptChannels({ path, sha256, parts }: SharedChannels): void {
  const own = parts.map(({ where, bytes }) => ({ where, bytes: new SharedBytes(bytes) }));
  opened = { shared: { path, sha256, parts: own }, array: openParts(own, path) };
}

/**
 * Opens the channel file of a study: .npz, .npy, .arrow or .feather. Where the study tells its checksum and this thread has that file open,
 * it is not read again.
 *
 * @param study with `channelModel: file`.
 * @throws InputError when the file cannot be read, is of another kind, is damaged, has another checksum than `channelSha256`, does not have
 * the shape [realizations, bs, cell, user, antenna] of the scenario, too few realizations, or is larger than `channelFileLimitGiB`.
 */
export function openChannelFile(study: Study): ChannelFile {
  const { channelFile: path, channelSha256, cells, usersPerCell, txAntennas } = study.scenario;
  invariant(path !== undefined, 'a study with channelModel: file names the file');
  const antennas = study.sweep.txAntennas?.[0] ?? txAntennas;
  const shape = [cells, cells, usersPerCell, antennas];
  const requireFit = (sizes: ChannelSizes): void => requireShape(sizes, shape, study.realizations.channels, path);
  if (channelSha256 === undefined || opened?.shared.path !== path || opened.shared.sha256 !== channelSha256)
    opened = load(study, path, requireFit);
  const { array, shared } = opened;
  requireFit(array);
  return {
    sha256: shared.sha256,
    realizations: array.realizations,
    channelsOf: (realization) => array.at(realization),
    faultIn: (channels, realization) => {
      const bad = channels.findIndex((x) => !Number.isFinite(x));
      return bad < 0 ? null : `${place(realization, bad, shape)}: expected a finite number, got ${channels[bad]}`;
    },
    shared,
  };
}

function load(study: Study, path: string, requireFit: (sizes: ChannelSizes) => void): NonNullable<typeof opened> {
  const { channelSha256, channelFileLimitGiB = DEFAULT_LIMIT_GIB } = study.scenario;
  if (!/\.(np[yz]|arrow|feather)$/.test(path))
    throw new InputError(`${path}: expected a file .npz, .npy, .arrow or .feather`);
  opened = null; // room for the new one
  const { bytes, sha256 } = readFileBytes(path, channelFileLimitGiB);
  if (channelSha256 !== undefined && channelSha256 !== sha256)
    throw new InputError(`${path}: expected the channels with sha256 ${channelSha256}, got ${sha256}`);
  const parts = path.endsWith('.npz')
    ? npzParts(bytes, path, channelFileLimitGiB, requireFit)
    : [{ where: path, bytes }];
  return { shared: { path, sha256, parts }, array: openParts(parts, path) };
}

function openParts(parts: readonly ChannelPart[], path: string): ChannelArray {
  const [only] = parts;
  invariant(only, 'channels have bytes');
  return /\.np[yz]$/.test(path) ? numpyChannels(parts) : arrowChannels(only);
}

function requireShape(sizes: ChannelSizes, shape: readonly number[], realizations: number, path: string): void {
  const expected = `[${['realizations', ...shape].join(', ')}] for [realizations, bs, cell, user, antenna]`;
  if (sizes.shape && sizes.shape.join() !== shape.join())
    throw new InputError(
      `${path}: expected channels of shape ${expected}, got [${[sizes.realizations, ...sizes.shape].join(', ')}]`,
    );
  if (sizes.realizations < realizations)
    throw new InputError(
      `${path}: expected at least ${realizations} channel realizations, got ${sizes.realizations}`,
      'lower realizations.channels, or measure more',
    );
  const numbers = 2 * shape.reduce((n, d) => n * d, 1);
  if (sizes.numbers !== numbers)
    throw new InputError(
      `${path}: expected ${numbers} numbers in each row, ${expected} with re and im, got ${sizes.numbers}`,
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
