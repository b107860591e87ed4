/** Complex channels of a file, one realization at a time. */
export interface ChannelArray {
  readonly realizations: number;
  /** [bs, cell, user, antenna], or what the file has in its place; null where a flat list tells its length alone. */
  readonly shape: readonly number[] | null;
  /** Channels of a realization in the layout of `Realization.channels`, interleaved re, im. */
  readonly at: (realization: number) => Float64Array;
}
