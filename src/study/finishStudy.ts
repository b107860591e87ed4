import { ResumableError } from '../errors.ts';
import { ChunkStore } from './chunkStore.ts';
import { failedIn } from './failedRows.ts';
import { monitorOf, type StopMonitor } from './stopping/stopMonitor.ts';
import { openStudyDirectory } from './studyDirectory.ts';
import { planStudy, type StudyPlan } from './studyPlan.ts';
import { agreesWithSuccess, type Success } from './successFile.ts';
import { tablesOf } from './tables/studyTables.ts';

/**
 * Writes _SUCCESS, with the number of failed rows, when every chunk of the study is done, whoever computed it. Of a study that its rule has stopped, chunks
 * that were computed ahead of the decision are removed first: what is left does not depend on who was faster.
 *
 * @throws ResumableError on a damaged file.
 */
export function finishIfComplete(store: ChunkStore, plan: StudyPlan, monitor: StopMonitor | undefined): boolean {
  store.ledger.refresh();
  const count = monitor?.advance() ?? plan.chunks.length;
  const needed = plan.chunks.slice(0, count);
  if (!store.ledger.areDone(needed)) return false;
  for (const chunk of plan.chunks.slice(count)) store.discard(chunk);
  const failed = needed.reduce((sum, c) => sum + failedIn(store.ledger, c), 0);
  const record: Success = {
    hash: plan.hash,
    chunks: count,
    realizations: needed.at(-1)?.end ?? 0,
    failed,
    end: new Date().toISOString(),
  };
  // a damaged one, or one that another writer wrote before failed rows were computed again
  if (!agreesWithSuccess(store.root, record)) store.withdraw('_SUCCESS');
  store.writeOnce('_SUCCESS', `${JSON.stringify(record)}\n`);
  return true;
}

/**
 * Checks that every chunk of a study directory is done, each file by its checksum, and writes _SUCCESS; withdraws _SUCCESS
 * when it is there without reason. Of a complete study it also removes what crashed writers left.
 *
 * @returns the number of chunks of the study.
 * @throws InputError when the directory holds no study of this version.
 * @throws ResumableError when chunks are not done.
 */
export function finishStudy(root: string): number {
  const { study } = openStudyDirectory(root);
  const plan = planStudy(study);
  const store = new ChunkStore(root, tablesOf(study));
  try {
    const monitor = monitorOf(plan, store.ledger);
    const needed = plan.chunks.slice(0, monitor?.advance());
    const left = needed.filter((c) => !store.ledger.isDone(c)).length;
    if (left > 0) {
      store.withdraw('_SUCCESS');
      throw new ResumableError(
        `${root}: ${left} of ${needed.length} chunks are not done`,
        'isac-mc status names them; isac-mc run computes them',
      );
    }
    finishIfComplete(store, plan, monitor);
    store.removeTemporary();
    return needed.length;
  } finally {
    store.close();
  }
}
