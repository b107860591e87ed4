import type { SharedBytes } from './sharedBytes.ts';

/** How many channels a file has, known before they are read. */
export interface ChannelSizes {
  readonly realizations: number;
  /** [bs, cell, user, antenna], or what the file has in its place; null where a flat list tells its length alone. */
  readonly shape: readonly number[] | null;
  /** Numbers of a realization, real and imaginary parts. */
  readonly numbers: number;
}

/** Complex channels of a file, one realization at a time. */
export interface ChannelArray extends ChannelSizes {
  /** Channels of a realization in the layout of `Realization.channels`, interleaved re, im. */
  readonly at: (realization: number) => Float64Array;
}

/** Bytes of a channel file that are needed to read channels, unpacked: a table, a complex array, or real and imaginary parts. */
export interface ChannelPart {
  /** Names them in errors. */
  readonly where: string;
  readonly bytes: SharedBytes;
}
