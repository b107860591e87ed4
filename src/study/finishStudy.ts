import { ResumableError } from '../errors.ts';
import { type Chunk, studyChunks } from './chunks.ts';
import { ChunkStore } from './chunkStore.ts';
import { openStudyDirectory } from './studyDirectory.ts';
import { tablesOf } from './tables/studyTables.ts';

/**
 * Writes _SUCCESS when every chunk of the study is done, whoever computed it.
 *
 * @throws ResumableError on a damaged file.
 */
export function finishIfComplete(store: ChunkStore, all: readonly Chunk[], hash: string): boolean {
  store.ledger.refresh();
  // the cheap look at all chunks first: of many shards only the last reads the others' files
  if (!all.every((c) => store.ledger.isListed(c)) || !all.every((c) => store.ledger.isDone(c))) return false;
  store.writeOnce('_SUCCESS', `${JSON.stringify({ hash, chunks: all.length, end: new Date().toISOString() })}\n`);
  return true;
}

/**
 * Checks that every chunk of a study directory is done, each file by its checksum, and writes _SUCCESS; withdraws _SUCCESS
 * when it is there without reason.
 *
 * @returns the chunks of the study.
 * @throws InputError when the directory holds no study of this version.
 * @throws ResumableError when chunks are not done.
 */
export function finishStudy(root: string): number {
  const { study, hash } = openStudyDirectory(root);
  const all = studyChunks(study);
  const store = new ChunkStore(root, tablesOf(study));
  try {
    const left = all.filter((c) => !store.ledger.isDone(c)).length;
    if (left > 0) {
      store.withdraw('_SUCCESS');
      throw new ResumableError(
        `${root}: ${left} of ${all.length} chunks are not done`,
        'isac-mc status names them; isac-mc run computes them',
      );
    }
    finishIfComplete(store, all, hash);
    return all.length;
  } finally {
    store.close();
  }
}
