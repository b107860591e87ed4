import type { RunResult } from '../study/runner.ts';
import type { Shard } from '../study/shard.ts';

/** Line that tells the user of a shard that the environment chose; undefined where the user named the shard. */
export function shardNotice({ index, count, variable }: Shard): string | undefined {
  return variable === undefined
    ? undefined
    : `this is shard ${index} of ${count} from ${variable}; --shard 1/1 computes all`;
}

/**
 * Lines under the table of a run that tell how many of the study's chunks the table rests on; none after a run of the whole
 * study.
 */
export function coverageLines(
  { chunksDone, chunksSkipped, studyChunks, studyChunksDone, complete }: RunResult,
  shard: Shard | undefined,
): string[] {
  const isPart = shard !== undefined && shard.count > 1;
  if (complete && !isPart) return [];
  const missing = studyChunks - studyChunksDone;
  const rest = missing === 0 ? 'none is missing' : `${missing} ${missing === 1 ? 'is' : 'are'} missing`;
  const lines = [`the table rests on ${studyChunksDone} of the ${studyChunks} chunks of the study; ${rest}`];
  if (!isPart) return lines;
  const own = chunksDone + chunksSkipped;
  lines.push(`shard ${shard.index}/${shard.count} has ${own === 0 ? 'no chunk' : `${own} of the chunks`} of the study`);
  const notice = shardNotice(shard);
  return notice === undefined ? lines : [...lines, notice];
}
