import { stack } from '../../linalg/stack.ts';
import { partsOf } from '../../model/userLinks.ts';
import { robustRadius, shaped } from '../../model/worstErrors.ts';
import { multiplyAdjoint } from '../reductions/complexColumns.ts';
import { times } from '../times.ts';
import { cellOrder, type ProgramContext } from './programContext.ts';

/**
 * The error axes of all users as each transmitter's blocks see them, sqrt(P) B^H r S* q of an axis q: the errors of a link are e* = sum_i a_i r S* q_i with
 * norm(a) <= 1.
 *
 * @returns of every transmitter, its users in its own order, [user][count][size][2]; null of a program without axes.
 */
export function errorVectors({ program, transmitters, power }: ProgramContext): Float64Array[] | null {
  const { errorAxes, scenario, realization, scheme } = program;
  if (errorAxes === undefined) return null;
  const { cells, usersPerCell } = scenario;
  const users = cells * usersPerCell;
  const comp = scheme === 'BLP-CoMP';
  const radius = robustRadius(scenario, comp ? 'comp' : 'cbf');
  const axes = partsOf(errorAxes.columns, transmitters.length * users);
  const shapes = realization.errorShape && partsOf(realization.errorShape, cells * users);
  return transmitters.map(({ basis, size, antennas }, t) => {
    const order = comp ? times(cells, (m) => m) : cellOrder(cells, t);
    const seen = order.flatMap((m) =>
      times(usersPerCell, (k) => {
        const user = m * usersPerCell + k;
        const own = axes[t * users + user] as Float64Array;
        if (!shapes) return own;
        const shape = times(comp ? cells : 1, (n) => shapes[(comp ? n : t) * users + user] as Float64Array);
        return stack(partsOf(own, errorAxes.count).map((axis) => shaped(shape, axis)));
      }),
    );
    return multiplyAdjoint(basis, size, antennas, stack(seen), users * errorAxes.count, radius * Math.sqrt(power));
  });
}
