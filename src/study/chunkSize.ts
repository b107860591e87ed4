/** Chunks of a study at most. */
export const MOST_CHUNKS = 256;

/** Realizations of a chunk, the last one's excepted: one up to 256 realizations, else as many as make 256 chunks. */
export function mostPerChunk(channels: number): number {
  return Math.ceil(channels / MOST_CHUNKS);
}
