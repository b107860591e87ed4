import { type Chunk, studyChunks } from './chunks.ts';
import { type GridPoint, studyGrid } from './grid.ts';
import { studyHash } from './hash.ts';
import type { Study } from './schema.ts';

/** What a study computes: a function of the resolved study alone, the same in every worker, shard and resume. */
export interface StudyPlan {
  readonly study: Study;
  readonly hash: string;
  readonly points: readonly GridPoint[];
  /** Every chunk of the study, by id. */
  readonly chunks: readonly Chunk[];
}

/** @throws InputError on a scenario that is impossible. */
export function planStudy(study: Study): StudyPlan {
  return { study, hash: studyHash(study), points: studyGrid(study), chunks: studyChunks(study) };
}
