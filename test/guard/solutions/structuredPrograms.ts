import { type ConicProgram, type ProgramSettings, solveProgram } from '../../../src/index.ts';
import { FAMILIES } from '../../conic/families.ts';
import {
  badlyScaled,
  infeasibleProgram,
  MIXED,
  redundantRows,
  unboundedProgram,
  withoutInterior,
} from '../../conic/hardPrograms.ts';
import { randomProgram } from '../../conic/randomProgram.ts';
import { inTurn, type Solutions } from './solutions.ts';

/** Three programs of each family, the cones of coupled blocks among them, and programs without an interior, an optimum or a scale. */
const PROGRAMS: readonly ConicProgram[] = [
  ...Object.values(FAMILIES).map((options) => randomProgram({ ...options, batch: 3 }).program),
  redundantRows(1).program,
  badlyScaled(2, 3).program,
  withoutInterior(3, 'primal').program,
  withoutInterior(4, 'dual').program,
  infeasibleProgram(5, MIXED),
  unboundedProgram(6, MIXED),
];

const SETTINGS: Readonly<Record<string, ProgramSettings>> = {
  default: {},
  centred: { tolerance: 1e-10 },
  'scalars only': { tolerance: 1e-6, scalarsOnly: true },
  'cut short': { maxIterations: 5 },
};

async function solve(program: ConicProgram, settings: ProgramSettings): Promise<unknown> {
  const { state: _state, ...solution } = await solveProgram(program, settings);
  return solution;
}

/** Goes on from an answer of 1e-4, as a warm start or to finish it. */
async function goOn(program: ConicProgram, finish: boolean): Promise<unknown> {
  const { state } = await solveProgram(program, { tolerance: 1e-4 });
  return solve(program, { warmStart: state, finish });
}

/** Answers of `solveProgram` by settings. */
export const STRUCTURED_ANSWERS: Solutions = {
  'warm start': () => inTurn(PROGRAMS, (program) => goOn(program, false)),
  finish: () => inTurn(PROGRAMS, (program) => goOn(program, true)),
  ...Object.fromEntries(
    Object.entries(SETTINGS).map(([name, settings]) => [
      name,
      () => inTurn(PROGRAMS, (program) => solve(program, settings)),
    ]),
  ),
};
