import { AnswerStore } from '../../conic/answerStore.ts';
import { isGpuBackend } from '../../device/backend.ts';
import { currentBackend } from '../../device/startBackend.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import type { DesignSettings, DesignTask, PrecoderDesign } from '../types.ts';
import { designTasks } from './designTasks.ts';
import { mayRepeat } from './mayRepeat.ts';
import { requireTask } from './requireTask.ts';
import { withLowerBounds, withoutLowerBound } from './withLowerBounds.ts';
import { withProofs } from './withProofs.ts';

/**
 * Designs the precoders of all tasks and returns them in the order of the tasks. Tasks of one scheme, design and form
 * advance together: every step of an alternation or search is one batch of programs over all realizations, BSs and sweep points
 * (programs of different shapes, as of different antenna numbers, are batches of their own). A task's result does not depend on
 * its neighbours. An infeasible threshold is a result with that status. In one cell coordinated multipoint is coordinated
 * beamforming, and both are designed by the same programs.
 *
 * Sources: Algorithm 1 and (P1), (P2) of the paper with repairs (`paper`); the joint and caps-free programs are this program's own
 * (docs/decisions/0004-designs-and-rank-one.md).
 *
 * @throws InputError for a design that the scheme does not have, symbol-level tasks without symbols and
 * block-level tasks with some.
 */
export async function designPrecoders(
  tasks: readonly DesignTask[],
  settings: DesignSettings = {},
): Promise<PrecoderDesign[]> {
  const { tighten = 0, tolerance, lowerBounds = true, onDesigned } = settings;
  const { backend } = await currentBackend();
  const solver: PrecodingSettings = {
    ...(tolerance === undefined ? {} : { tolerance }),
    // to look for a program takes longer than a GPU needs to solve it
    ...(isGpuBackend(backend.name) || !mayRepeat(tasks) ? {} : { answers: new AnswerStore() }),
  };
  tasks.forEach((task, i) => requireTask(task, `tasks[${i}]`, lowerBounds));
  const made = await designTasks(tasks, tighten, solver, onDesigned);
  const designs = await withProofs(tasks, made, tighten, solver);
  if (lowerBounds) return withLowerBounds(tasks, designs, solver);
  return designs.map((design, i) => withoutLowerBound(design, tasks[i]?.scenario.cells ?? 0));
}
