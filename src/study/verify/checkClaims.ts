import { isSymbolLevel } from '../../problems/capabilities.ts';
import { MAX_ALTERNATIONS } from '../../problems/design/alternation.ts';
import { EXTRACTIONS } from '../../problems/types.ts';
import { ALMOST_MERIT } from '../../conic/settings.ts';
import { SOLVER_PATHS } from '../../conic/solverPath.ts';
import { CONIC_STATUSES, isSolved } from '../../conic/status.ts';
import type { JudgedDesign } from './judgedDesign.ts';
import { isClose, rootMean } from './perBs.ts';

const STATUSES: readonly string[] = CONIC_STATUSES;
const PATHS: readonly string[] = SOLVER_PATHS;

/** Room for the rounding of sums over the BSs, relative. */
const ROUNDING = 1e-12;

/**
 * Checks what the solver claimed of a design and nobody can recompute from its vectors: that the claims fit the status, the
 * study and one another.
 */
export function checkClaims({ grid, has, study, cell, must }: JudgedDesign): void {
  const { form } = grid.task;
  const blind = grid.point.design === 'blind';
  const symbolLevel = isSymbolLevel(grid.point.scheme);
  const status = cell('status') as string;
  const solved = isSolved(status);
  must(STATUSES.includes(status), 'status', `one of ${STATUSES.join(', ')}`);
  must(
    has === solved,
    'status',
    has ? 'optimal or almostOptimal of a design with precoders' : 'no optimum without precoders',
  );
  const ways = EXTRACTIONS.filter((way) => way !== 'none' && (way === 'reoptimized') === symbolLevel);
  const allowed: readonly string[] = has ? ways : ['none'];
  must(allowed.includes(cell('extraction') as string), 'extraction', has ? `one of ${ways.join(', ')}` : 'none');
  const merit = cell('merit') as number | null;
  must(merit === null || merit >= 0, 'merit', 'a merit of at least 0');
  // a study may ask for less than the solver calls solved
  const largest = Math.max(ALMOST_MERIT, study.solver.tolerance ?? 0);
  must(!solved || (merit !== null && merit <= largest), 'merit', `at most ${largest} of a solved design`);
  const iterations = cell('iterations') as number;
  const most = symbolLevel ? Infinity : MAX_ALTERNATIONS;
  if (has) must(iterations >= 1 && iterations <= most, 'iterations', `a count from 1 to ${most}`);
  // cells that are designed alone, and relaxations without vectors, have iterated
  else if (blind || (symbolLevel && status !== 'infeasible'))
    must(iterations >= 0, 'iterations', 'a count of at least 0');
  else must(iterations === 0, 'iterations', '0 without an optimum');
  must(
    (cell('solver_iterations') as number) >= (has ? 1 : 0),
    'solver_iterations',
    `a count of at least ${has ? 1 : 0}`,
  );
  must(PATHS.includes(cell('solver_path') as string), 'solver_path', `one of ${PATHS.join(', ')}`);
  const ratio = cell('rank_ratio') as number | null;
  must(ratio === null || (ratio >= 0 && ratio <= 1), 'rank_ratio', 'a ratio from 0 to 1');
  must(ratio === null || (has && !symbolLevel), 'rank_ratio', 'null without relaxed covariances');
  if (has && !symbolLevel && form.kind === 'threshold') must(ratio !== null, 'rank_ratio', 'a ratio from 0 to 1');

  const defined = has && !(form.kind === 'weighted' && form.rho === 0);
  const bounded = has && form.kind === 'threshold' && !blind && study.solver.lowerBounds;
  for (const [name, perBs, expected] of [
    ['rcrb_relaxation_deg', 'rcrb_relaxation_bs_deg', defined],
    ['rcrb_lower_deg', 'rcrb_lower_bs_deg', bounded],
  ] as const) {
    const value = cell(name) as number | null;
    const values = cell(perBs) as Float64Array | null;
    must(value === null || (expected && value > 0), name, expected ? 'a positive RCRB' : 'null');
    must(values === null || (expected && values.every((x) => !(x <= 0))), perBs, expected ? 'positive RCRBs' : 'null');
    const isBound = name === 'rcrb_lower_deg';
    if (defined && !isBound) {
      must(value !== null, name, 'the RCRB of the relaxation');
      must(values !== null, perBs, 'the RCRBs of the relaxation');
    }
    must(values === null || value !== null, name, `a value beside ${perBs}`);
    const mean = rootMean(values);
    if (value === null || mean === null) continue;
    // a lower bound of the mean may be better than the mean of the bounds of single BSs
    const holds = isBound ? value >= mean * (1 - ROUNDING) : isClose(value, mean, ROUNDING);
    must(holds, name, `${isBound ? 'at least ' : ''}${mean}, the root mean square of ${perBs}`);
  }
}
