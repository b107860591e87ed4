import type { SharedBytes } from './sharedBytes.ts';

/** Arrays of a channel file: `Realization.channels` and `Realization.errorShape`. */
export type ArrayName = 'channels' | 'errorShape';

/** Sizes of an array of a channel file, known before its numbers are read. */
export interface ChannelSizes {
  readonly realizations: number;
  /** Lengths behind the first one, such as [bs, cell, user, antenna]; null where a flat list tells its length alone. */
  readonly shape: readonly number[] | null;
  /** Numbers of a realization, real and imaginary parts. */
  readonly numbers: number;
}

/** A complex array of a channel file, one realization at a time. */
export interface ChannelArray extends ChannelSizes {
  /** That of a realization, interleaved re, im. */
  readonly at: (realization: number) => Float64Array;
}

/** Bytes of a channel file that are needed to read an array, unpacked: a table, a complex array, or real and imaginary parts. */
export interface ChannelPart {
  /** Names them in errors. */
  readonly where: string;
  readonly bytes: SharedBytes;
}
