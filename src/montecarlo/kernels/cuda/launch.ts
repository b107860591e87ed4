import { ERROR_LAWS } from '../../../model/errorLaw.ts';
import { seedWords } from '../../../random/stream.ts';
import type { SharedDraws } from './plan.ts';

/** The kernel's entries, in the order in which a launch runs them. */
export const ENTRIES = ['drawErrors', 'summarize', 'findBins', 'collect'] as const;
/** One of `ENTRIES`. */
export type Entry = (typeof ENTRIES)[number];

/** Addresses that the parameter of an entry begins with (kernels/cuda/errorDraws/launch.h). */
export const ADDRESSES = [
  'users',
  'tracks',
  'weights',
  'groups',
  'cuts',
  'scratch',
  'sinr',
  'counts',
  'moments',
  'lastBins',
  'found',
  'candidates',
] as const;
export const LAUNCH_ADDRESSES = ADDRESSES.length;
/** Bytes of the parameter. */
export const LAUNCH_BYTES = 176;
const FIRST_DRAW = 8 * LAUNCH_ADDRESSES;
const LAW_NUMBERS = FIRST_DRAW + 8;
const WORDS = LAW_NUMBERS + 16;

/** What every entry is told. */
export interface Launch {
  readonly batch: Pick<SharedDraws, 'seed' | 'law' | 'cells' | 'usersPerCell' | 'txAntennas' | 'tail'>;
  readonly addresses: Readonly<Record<(typeof ADDRESSES)[number], bigint>>;
  /** Draws first .. first + draws - 1. */
  readonly first: number;
  readonly draws: number;
  readonly tracks: number;
  /** Groups of designs, draws of a tile, and whether a tile's errors are in shared memory. */
  readonly groups: number;
  readonly tile: number;
  readonly inShared: boolean;
  /** Candidates that there is room for. */
  readonly capacity: number;
}

/** The bytes of the parameter of a launch. */
export function launchParameter(launch: Launch): Uint8Array<ArrayBuffer> {
  const { batch, addresses, first, draws, tracks, groups, tile, inShared, capacity } = launch;
  const { seed, law, cells, usersPerCell, txAntennas, tail } = batch;
  const bytes = new ArrayBuffer(LAUNCH_BYTES);
  new BigUint64Array(bytes, 0, LAUNCH_ADDRESSES + 1).set([...ADDRESSES.map((name) => addresses[name]), BigInt(first)]);
  // the same two operations as in kernels/wasm/errorDraws/errors.ts
  new Float64Array(bytes, LAW_NUMBERS, 2).set([-1 / (2 * txAntennas), Math.sqrt(1 / txAntennas)]);
  const key = [...seedWords(seed), ERROR_LAWS.indexOf(law)];
  const system = [draws, cells, cells * usersPerCell, txAntennas];
  new Uint32Array(bytes, WORDS).set([...key, ...system, tracks, groups, tile, tail, capacity, inShared ? 1 : 0, 0]);
  return new Uint8Array(bytes);
}
