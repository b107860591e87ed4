import { noiseCovariance } from '../../model/echoCovariance.ts';
import { firstProgram } from './firstProgram.ts';
import { mostClasses, type SymbolClasses, symbolClasses } from './symbolClasses.ts';
import { type Links, links, robustRadius } from './symbolLinks.ts';
import type { SymbolTask } from './symbolTask.ts';

/** A program whose dual objective bounds the CRBs of all symbol-level designs of a task. */
export interface BoundProgram {
  readonly task: SymbolTask;
  /** g that every user reaches, linear. */
  readonly threshold: number;
  /** BS whose CRB alone is minimised; null: the sum over all BSs. */
  readonly bs: number | null;
  /** CBF: no user hears more than Imax/(J-1) from one other BS, as (56) asks of the designs `paper` and `joint`. */
  readonly capped: boolean;
}

/** What a bound program sees of its task. */
export interface BoundLinks {
  /** Links of the PSD blocks of one time: of every BS in CBF, of the stacked BSs in CoMP. */
  readonly blocks: readonly Links[];
  readonly classes: SymbolClasses;
  /** Radius of the robust terms. */
  readonly radius: number;
}

/** Links of all blocks, with sensing receivers that hear noise alone. */
export function boundLinks({ task: s, threshold }: BoundProgram): BoundLinks {
  const { scenario } = s.task;
  const echoCovariance = noiseCovariance(scenario);
  return {
    blocks: Array.from({ length: s.comp ? 1 : scenario.cells }, (_, bs) =>
      links({ ...firstProgram(s, bs, { echoCovariance }), form: 'threshold', threshold }),
    ),
    classes: s.comp ? commonClasses(s) : classesOfCells(s),
    radius: robustRadius(s.task),
  };
}

function commonClasses({ task, symbolPhase, pskOrder }: SymbolTask): SymbolClasses {
  const { cells, usersPerCell, frameLength } = task.scenario;
  return symbolClasses(symbolPhase, frameLength, mostClasses(cells * usersPerCell, pskOrder, frameLength));
}

/**
 * Classes of CBF, where the vectors of every BS may be rotated by a phase of their own: other cells hear their amplitude only. Phases
 * relative to the first user of the own cell, after a user of phase 0, make such times equal.
 */
function classesOfCells({ task, symbolPhase, pskOrder }: SymbolTask): SymbolClasses {
  const { cells, usersPerCell, frameLength: L } = task.scenario;
  const relative: number[] = Array.from({ length: L }, () => 0);
  for (let m = 0; m < cells; m++)
    for (let k = 1; k < usersPerCell; k++)
      for (let s = 0; s < L; s++) {
        const first = m * usersPerCell * L + s;
        relative.push((symbolPhase[first + k * L] as number) - (symbolPhase[first] as number));
      }
  const count = mostClasses(1 + cells * (usersPerCell - 1), pskOrder, L);
  return symbolClasses(Float64Array.from(relative), L, count);
}
