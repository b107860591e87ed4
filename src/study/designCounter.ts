import type { Study } from './schema.ts';
import { onSolvedPrograms, solvedPrograms } from '../problems/solvedPrograms.ts';

/** Programs per design of the chunks of a study that this thread designed last. */
const programsPerDesign = new WeakMap<Study, number>();

/** Counts the designs of some chunks while they are made. */
export interface DesignCounter {
  /** So many more are made; fewer where a batch has to be designed again. */
  readonly add: (designs: number) => void;
  /** All of them are made and evaluated. */
  readonly end: () => void;
}

/**
 * Counts designs as their method hands them back. Within a batch, which may hold nearly all of them, the programs solved so far tell how many there are about, once
 * earlier chunks have shown how many programs a design takes. The count never falls, and stays below the number asked for until all are evaluated.
 *
 * @param asked designs in all.
 * @param onDesigns called with the count whenever something was solved.
 */
export function countDesigns(study: Study, asked: number, onDesigns: (done: number) => void): DesignCounter {
  const before = solvedPrograms();
  const perDesign = programsPerDesign.get(study) ?? 0;
  let made = 0;
  let told = 0;
  const tell = (): void => {
    const about = perDesign > 0 ? Math.floor((solvedPrograms() - before) / perDesign) : 0;
    told = Math.max(told, Math.min(asked - 1, Math.max(made, about)));
    onDesigns(told);
  };
  onSolvedPrograms(tell);
  return {
    add: (designs) => {
      made += designs;
      tell();
    },
    end: () => {
      onSolvedPrograms(undefined);
      programsPerDesign.set(study, (solvedPrograms() - before) / asked);
    },
  };
}
