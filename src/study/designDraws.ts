import { designPrecoders } from '../problems/design/designPrecoders.ts';
import type { DesignSettings, DesignTask, PrecoderDesign } from '../problems/types.ts';
import { drawFault } from './drawFault.ts';

/** The design of a task, or why it cannot be computed. */
export type DesignOrFailure = PrecoderDesign | { readonly failure: string };

/**
 * Designs all tasks in the same batches. Where that throws, halves of the tasks are designed on their own until those at fault are alone: a design
 * does not depend on its neighbours, so that the others are what they are in any batch.
 *
 * @throws whatever is not the fault of a draw (`drawFault`).
 */
export async function designDraws(tasks: readonly DesignTask[], settings: DesignSettings): Promise<DesignOrFailure[]> {
  let counted = 0;
  const onDesigned = (designs: number): void => {
    counted += designs;
    settings.onDesigned?.(designs);
  };
  try {
    return await designPrecoders(tasks, { ...settings, onDesigned });
  } catch (error) {
    settings.onDesigned?.(-counted); // they are designed again
    const failure = drawFault(error);
    if (failure === null) throw error;
    if (tasks.length < 2) return tasks.map(() => ({ failure: `design: ${failure}` }));
    const half = tasks.length >> 1;
    const first = await designDraws(tasks.slice(0, half), settings);
    return [...first, ...(await designDraws(tasks.slice(half), settings))];
  }
}
