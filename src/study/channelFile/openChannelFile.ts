import { InputError, invariant } from '../../errors.ts';
import type { Study } from '../schema.ts';
import { arrowChannels } from './arrowChannels.ts';
import type { ArrayName, ChannelArray, ChannelPart, ChannelSizes } from './channelArray.ts';
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
  /** The arrays that the study reads. */
  readonly arrays: readonly { readonly name: ArrayName; readonly parts: readonly ChannelPart[] }[];
}

/** Measured channels of a study (`channelModel: file`). */
export interface ChannelFile {
  /** Of the file, hex. */
  readonly sha256: string;
  readonly realizations: number;
  /** What the file has for a realization, as it is there: `faultIn` tells whether a design can be made for it. */
  readonly realization: (index: number) => MeasuredRealization;
  /** What another thread needs in place of the file (`adoptChannels`). */
  readonly shared: SharedChannels;
  /** Names the first number of a realization that is not finite; null where all are. */
  readonly faultIn: (measured: MeasuredRealization, index: number) => string | null;
}

/** A realization in a channel file. */
export interface MeasuredRealization {
  /** h, [bs][cell][user][antenna][2]. */
  readonly channels: Float64Array;
  /** S of each link, [bs][cell][user][antenna][antenna][2]; with `errorShape: file` alone. */
  readonly errorShape?: Float64Array;
}

/** A file that is open. */
interface OpenFile {
  readonly shared: SharedChannels;
  readonly arrays: ReadonlyMap<ArrayName, ChannelArray>;
}

/** The last file that this thread opened: every chunk of a study asks for the same one. */
let opened: OpenFile | null = null;

/** Makes a file that another thread read the one that this thread has open. */
export function adoptChannels({ path, sha256, arrays }: SharedChannels): void {
  const own = arrays.map(({ name, parts }) => ({
    name,
    parts: parts.map(({ where, bytes }) => ({ where, bytes: new SharedBytes(bytes) })),
  }));
  opened = openArrays({ path, sha256, arrays: own });
}

/**
 * Opens the channel file of a study: .npz, .npy, .arrow or .feather. Where the study tells its checksum and this thread has that file open,
 * it is not read again.
 *
 * @param study with `channelModel: file`.
 * @throws InputError when the file cannot be read, is of another kind, is damaged, has another checksum than `channelSha256`, does not have
 * the shape [realizations, bs, cell, user, antenna] of the scenario (of errorShape, one more antenna), too few realizations, or is larger than
 * `channelFileLimitGiB`.
 */
export function openChannelFile(study: Study): ChannelFile {
  const { channelFile: path, channelSha256, cells, usersPerCell, txAntennas, errorShape } = study.scenario;
  invariant(path !== undefined, 'a study with channelModel: file names the file');
  const names: ArrayName[] = errorShape === 'file' ? ['channels', 'errorShape'] : ['channels'];
  const antennas = study.sweep.txAntennas?.[0] ?? txAntennas;
  const links = [cells, cells, usersPerCell];
  const shapes = { channels: [...links, antennas], errorShape: [...links, antennas, antennas] };
  const requireFit = (sizes: ChannelSizes, name: ArrayName): void =>
    requireShape(sizes, { name, shape: shapes[name], realizations: study.realizations.channels, path });
  const known = opened;
  const isOpen = channelSha256 !== undefined && known?.shared.path === path && known.shared.sha256 === channelSha256;
  if (!isOpen || names.some((name) => !known.arrays.has(name))) opened = load(study, path, names, requireFit);
  const { arrays, shared } = opened as OpenFile;
  const array = (name: ArrayName): ChannelArray => {
    const found = arrays.get(name);
    invariant(found, `${name} is open`);
    return found;
  };
  for (const name of names) requireFit(array(name), name);
  return {
    sha256: shared.sha256,
    realizations: array('channels').realizations,
    realization: (index) => ({
      channels: array('channels').at(index),
      ...(errorShape === 'file' ? { errorShape: shapeAt(array('errorShape'), shapes.errorShape, index) } : {}),
    }),
    faultIn: (measured, index) => {
      for (const name of names) {
        const numbers = measured[name];
        const bad = numbers?.findIndex((x) => !Number.isFinite(x)) ?? -1;
        if (bad >= 0)
          return `${place(name, index, bad, shapes[name])}: expected a finite number, got ${numbers?.[bad]}`;
      }
      return null;
    },
    shared,
  };
}

function load(
  study: Study,
  path: string,
  names: readonly ArrayName[],
  requireFit: (sizes: ChannelSizes, name: ArrayName) => void,
): OpenFile {
  const { channelSha256, channelFileLimitGiB = DEFAULT_LIMIT_GIB } = study.scenario;
  if (!/\.(np[yz]|arrow|feather)$/.test(path))
    throw new InputError(`${path}: expected a file .npz, .npy, .arrow or .feather`);
  if (path.endsWith('.npy') && names.length > 1)
    throw new InputError(`${path}: expected a .npz, .arrow or .feather file with errorShape beside channels, got .npy`);
  opened = null; // room for the new one
  const { bytes, sha256 } = readFileBytes(path, channelFileLimitGiB);
  if (channelSha256 !== undefined && channelSha256 !== sha256)
    throw new InputError(`${path}: expected the channels with sha256 ${channelSha256}, got ${sha256}`);
  const unpacked = path.endsWith('.npz') ? npzParts(bytes, path, channelFileLimitGiB, names, requireFit) : [];
  const arrays = names.map((name, i) => ({ name, parts: unpacked[i] ?? [{ where: path, bytes }] }));
  return openArrays({ path, sha256, arrays });
}

function openArrays(shared: SharedChannels): OpenFile {
  const { path, arrays } = shared;
  const open = (name: ArrayName, parts: readonly ChannelPart[]): ChannelArray => {
    const [only] = parts;
    invariant(only, 'an array has bytes');
    return /\.np[yz]$/.test(path) ? numpyChannels(parts, name) : arrowChannels(only, name);
  };
  return { shared, arrays: new Map(arrays.map(({ name, parts }) => [name, open(name, parts)])) };
}

/** S of a realization, or of all where the array has no index of the realization. */
function shapeAt(array: ChannelArray, shape: readonly number[], index: number): Float64Array {
  if (!isForAll(array, shape)) return array.at(index);
  const whole = new Float64Array(array.realizations * array.numbers);
  for (let i = 0; i < array.realizations; i++) whole.set(array.at(i), i * array.numbers);
  return whole;
}

/** True of an array with the shape of one realization. */
function isForAll({ realizations, shape }: ChannelSizes, expected: readonly number[]): boolean {
  return shape !== null && [realizations, ...shape].join() === expected.join();
}

/** What an array of the file has to be. */
interface Expected {
  readonly name: ArrayName;
  /** Behind the index of the realization. */
  readonly shape: readonly number[];
  readonly realizations: number;
  readonly path: string;
}

const DIMENSIONS = {
  channels: '[realizations, bs, cell, user, antenna]',
  errorShape: '[realizations, bs, cell, user, antenna, antenna]',
} as const;

function requireShape(sizes: ChannelSizes, { name, shape, realizations, path }: Expected): void {
  if (name === 'errorShape' && isForAll(sizes, shape)) return;
  const expected = `[${['realizations', ...shape].join(', ')}] for ${DIMENSIONS[name]}`;
  if (sizes.shape && sizes.shape.join() !== shape.join())
    throw new InputError(
      `${path}: expected ${name} of shape ${expected}, got [${[sizes.realizations, ...sizes.shape].join(', ')}]`,
      name === 'errorShape' ? 'leave the index of the realization out where the shape is the same in all' : undefined,
    );
  if (sizes.realizations < realizations)
    throw new InputError(
      `${path}: expected at least ${realizations} ${name === 'channels' ? 'channel realizations' : 'realizations of errorShape'}, got ${sizes.realizations}`,
      'lower realizations.channels, or measure more',
    );
  const numbers = 2 * shape.reduce((n, d) => n * d, 1);
  if (sizes.numbers !== numbers)
    throw new InputError(
      `${path}: expected ${numbers} numbers in each row, ${expected} with re and im, got ${sizes.numbers}`,
    );
}

/** Index of the number at `at` of a realization, as a person counts. */
function place(name: ArrayName, realization: number, at: number, shape: readonly number[]): string {
  const indices: number[] = [];
  let rest = at >> 1;
  for (const d of shape.toReversed()) {
    indices.unshift(rest % d);
    rest = Math.floor(rest / d);
  }
  return `${name}[${[realization, ...indices].join(', ')}]`;
}
