import { hasSettled, INTERFERENCE_FLOOR, MAX_ALTERNATIONS } from '../design/alternation.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { isSolved } from '../../conic/status.ts';
import { solveGroups } from '../solveGroups.ts';
import { charge, costFields, costOf } from '../solverCost.ts';
import { sumOfRoots } from '../design/relaxedDesign.ts';
import { advanceCbf, programA, type RelaxedCbf, sinrOfBs, startCbf } from './relaxedCbf.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import { symbolNormalization } from './symbolNormalization.ts';
import type { SymbolTask } from './symbolTask.ts';

/** t <= t* (1 + this) in B, otherwise it has no interior (docs/corrections.md); at rho = 0, which has no t, g >= g* (1 - this). */
const SLACK = 1e-4;

/**
 * Design `paper` of SLP-CBF: Algorithm 1 with the repairs of docs/corrections.md, from I = Imax. Each round is one batch of A and one
 * batch of B over all tasks and BSs: A with the sensing cut, B with the received I in its own rows; I becomes the largest
 * over the BSs. The design comes from a last A at the final I. In the weighted form every BS has its own NFR, NFC and c; at rho = 0 no
 * program has a CRB row, and the stop rule watches the smallest c.
 */
export async function alternateCbf(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<RelaxedCbf[]> {
  const normalization = await symbolNormalization(tasks, settings);
  const results = tasks.map((s, i) => startCbf(s, s.task.scenario.maxInterference, normalization[i]));
  const known = tasks.map((_, i) => i).filter((i) => !normalization[i]?.failed);
  await advanceCbf(
    known.map((i) => tasks[i] as SymbolTask),
    known.map((i) => results[i] as RelaxedCbf),
    settings,
  );
  let active = known.filter((i) => isSolved((results[i] as RelaxedCbf).status));
  for (let round = 1; round < MAX_ALTERNATIONS && active.length > 0; round++) {
    const runs = active.map((i) => ({ i, s: tasks[i] as SymbolTask, run: results[i] as RelaxedCbf }));
    const solutions = await solveGroups(
      runs.map(({ s, run }) => run.echo.map((_, bs) => programB(s, run, bs))),
      (programs) => solveSymbolLevelPrograms(programs, settings),
    );
    const next = runs.flatMap(({ i, s, run }, k) => {
      const own = solutions[k] ?? [];
      charge(run, costOf(own));
      if (!own.every((r) => isSolved(r.status))) return [];
      const floor = INTERFERENCE_FLOOR * s.task.scenario.noisePower;
      const interference = Math.min(run.interference, Math.max(floor, ...own.map((r) => r.interference)));
      return [{ i, s, before: run, run: { ...run, interference, steps: [...run.steps] } }];
    });
    const advanced = await advanceCbf(
      next.map(({ s }) => s),
      next.map(({ run }) => run),
      settings,
    );
    active = next.flatMap(({ i, s, before, run }, k) => {
      if (!advanced[k]) {
        Object.assign(before, costFields(run));
        return [];
      }
      results[i] = run;
      return hasSettled(watched(s, before), watched(s, run)) ? [] : [i];
    });
  }
  return results;
}

/** P3.B of BS `bs` for the t* and g* of its A. */
function programB(s: SymbolTask, run: RelaxedCbf, bs: number): SymbolLevelProgram {
  const free = s.rho === 0;
  const [sinr = Number.NaN] = sinrOfBs(s, run.solutions.slice(bs, bs + 1));
  return {
    ...programA(s, run, bs),
    problem: 'P3.B',
    form: free ? 'maxSinr' : 'threshold',
    sinrRow: 'received',
    threshold: free ? sinr * (1 - SLACK) : sinr,
    crbCap: (run.solutions[bs]?.crb as number) * (1 + SLACK),
    interference: { received: run.interference },
  };
}

function watched(s: SymbolTask, run: RelaxedCbf): number {
  return s.rho === 0 ? Math.min(...run.solutions.map((a) => a.amplitude)) : sumOfRoots(run.crb);
}
