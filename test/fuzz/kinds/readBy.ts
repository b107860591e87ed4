import type { FinishedStudy } from '../finishedStudies.ts';
import { type ReaderName, saidBy } from '../readers.ts';
import { type Answer, type Place, requireThat } from './kind.ts';

/**
 * Reads a changed directory. Whatever each of the readers says, it says it in words; what counts as found is what verify finds.
 *
 * @throws Wrong where one does not.
 */
export async function readBy(
  readers: ReadonlySet<ReaderName>,
  root: string,
  { study }: FinishedStudy,
  { folder }: Place,
): Promise<Answer> {
  let found = false;
  for (const name of readers) {
    const { fault, text } = await saidBy(name, root, study, folder);
    requireThat(text !== '', `${name} says nothing`);
    if (name === 'verify') found = fault;
  }
  return { accepted: !found, found };
}
