import { ERROR_LAWS } from '../../../../model/errorLaw.ts';
import { seedWords } from '../../../../random/stream.ts';
import type { SharedFrames } from './plan.ts';

/** The kernel's entries, in the order in which a launch runs them. */
export const FRAMES_ENTRIES = ['sendFrames', 'tallyFrames'] as const;
/** One of `FRAMES_ENTRIES`. */
export type FramesEntry = (typeof FRAMES_ENTRIES)[number];

/** Addresses that the parameter of an entry begins with (kernels/cuda/symbolErrors/launch.h). */
export const FRAMES_ADDRESSES = ['listeners', 'numbers', 'orders', 'groups', 'scratch', 'wrong', 'sums'] as const;
/** Bytes of the parameter. */
export const FRAMES_BYTES = 152;
const LAW_NUMBERS = 8 * (FRAMES_ADDRESSES.length + 1);
const WORDS = LAW_NUMBERS + 24;

/** What every entry is told. */
export interface FramesLaunch {
  readonly batch: SharedFrames;
  readonly addresses: Readonly<Record<(typeof FRAMES_ADDRESSES)[number], bigint>>;
  /** Frames first .. first + frames - 1. */
  readonly first: number;
  readonly frames: number;
  readonly listeners: number;
  readonly groups: number;
  readonly orders: number;
  /** Frames of a tile, numbers of a thread in global memory, and whether errors and beams are in shared memory. */
  readonly tile: number;
  readonly room: number;
  readonly inShared: boolean;
}

/** The bytes of the parameter of a launch. */
export function framesParameter(launch: FramesLaunch): Uint8Array<ArrayBuffer> {
  const { batch, addresses, first, frames, listeners, groups, orders, tile, room, inShared } = launch;
  const { seed, law, cells, usersPerCell, txAntennas, frameLength, noisePower, hasErrors } = batch;
  const bytes = new ArrayBuffer(FRAMES_BYTES);
  const heads = [...FRAMES_ADDRESSES.map((name) => addresses[name]), BigInt(first)];
  new BigUint64Array(bytes, 0, heads.length).set(heads);
  // the same operations as in kernels/wasm/errorDraws/errors.ts
  const numbers = [-1 / (2 * txAntennas), Math.sqrt(1 / txAntennas), Math.sqrt(noisePower)];
  new Float64Array(bytes, LAW_NUMBERS, numbers.length).set(numbers);
  const key = [...seedWords(seed), ERROR_LAWS.indexOf(law)];
  const system = [frames, cells, cells * usersPerCell, txAntennas, frameLength];
  const flags = [hasErrors ? 1 : 0, inShared ? 1 : 0, 0];
  new Uint32Array(bytes, WORDS).set([...key, ...system, listeners, groups, orders, tile, room, ...flags]);
  return new Uint8Array(bytes);
}
