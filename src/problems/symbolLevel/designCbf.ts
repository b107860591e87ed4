import type { ConicSettings } from '../../solver/solution.ts';
import type { PrecoderDesign } from '../types.ts';
import { achieveTransmit } from './achieveTransmit.ts';
import { alternateCbf } from './alternateCbf.ts';
import { isSolved, programA, type RelaxedCbf, sinrOfBs } from './relaxedCbf.ts';
import { searchCbf } from './searchCbf.ts';
import type { SymbolTask } from './symbolTask.ts';
import { transmitDesign } from './transmitDesign.ts';
import { searchWeightedCbf } from './weightedCbf.ts';

/** A relaxed design and the task whose programs it solves: that of the threshold form at its g after a weighted search. */
interface Relaxed {
  readonly at: SymbolTask;
  readonly run: RelaxedCbf;
}

/** SLP-CBF: the relaxed designs by their own method, then the vectors of all of them as one batch. */
export async function designCbf(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<PrecoderDesign[]> {
  const relaxed: Relaxed[] = [];
  const groups = [
    { of: (s: SymbolTask) => s.task.design === 'paper', relax: alternation },
    { of: (s: SymbolTask) => s.task.design !== 'paper' && s.rho === null, relax: interferenceSearch },
    { of: (s: SymbolTask) => s.task.design !== 'paper' && s.rho !== null, relax: weightedSearch },
  ];
  for (const { of, relax } of groups) {
    const index = tasks.flatMap((s, i) => (of(s) ? [i] : []));
    const found = await relax(
      index.map((i) => tasks[i] as SymbolTask),
      settings,
    );
    found.forEach((r, j) => {
      relaxed[index[j] as number] = r;
    });
  }
  const solved = tasks.flatMap((_, i) => (isSolved((relaxed[i] as Relaxed).run.status) ? [i] : []));
  const achieved = await achieveTransmit(
    solved.map((i) => {
      const { at, run } = relaxed[i] as Relaxed;
      const { solutions } = run;
      const programs = run.echo.map((_, bs) => programA(at, run, bs));
      return { s: tasks[i] as SymbolTask, programs, solutions, sinr: sinrOfBs(at, solutions) };
    }),
    settings,
  );
  const place = new Map(solved.map((i, k) => [i, k]));
  return tasks.map((s, i) => {
    const { run } = relaxed[i] as Relaxed;
    const own = achieved[place.get(i) ?? -1];
    return transmitDesign(s, run, own ? Math.min(...own.sinr) : s.threshold, own?.parts ?? []);
  });
}

async function alternation(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<Relaxed[]> {
  const runs = await alternateCbf(tasks, settings);
  return runs.map((run, i) => ({ at: tasks[i] as SymbolTask, run }));
}

async function interferenceSearch(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<Relaxed[]> {
  const runs = await searchCbf(tasks, settings);
  return runs.map((run, i) => ({ at: tasks[i] as SymbolTask, run }));
}

async function weightedSearch(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<Relaxed[]> {
  const found = await searchWeightedCbf(tasks, settings);
  return found.map(({ task, run }) => ({ at: task, run }));
}
