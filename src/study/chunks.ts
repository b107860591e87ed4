import type { Study } from './schema.ts';
import { MOST_CHUNKS } from './studySize.ts';

/** A contiguous range of channel realizations: the unit of work, of files and of resuming. */
export interface Chunk {
  readonly id: number;
  readonly first: number;
  /** One past the last realization. */
  readonly end: number;
}

/**
 * Chunks of a study: one realization each up to 256 realizations, else 256 equal ranges. Fixed by the study alone, so that
 * a chunk's files are the same for any limit, resume or machine.
 */
export function studyChunks(study: Study): Chunk[] {
  const { channels } = study.realizations;
  const size = Math.ceil(channels / MOST_CHUNKS);
  return Array.from({ length: Math.ceil(channels / size) }, (_, id) => ({
    id,
    first: id * size,
    end: Math.min(channels, (id + 1) * size),
  }));
}

/** The chunks that hold the first `limit` realizations (whole chunks). */
export function limitChunks(chunks: readonly Chunk[], limit: number | undefined): Chunk[] {
  return chunks.filter((c) => limit === undefined || c.first < limit);
}

/** `part-00012.arrow` of chunk 12. */
export function chunkFile(chunk: Chunk): string {
  return `part-${String(chunk.id).padStart(5, '0')}.arrow`;
}
