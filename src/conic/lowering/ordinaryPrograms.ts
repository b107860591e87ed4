import { dropDependentRows } from './dropDependentRows.ts';
import type { ParsedInput } from './conicInput.ts';
import { rowNorm } from './standardProgram.ts';
import { standardOfUser, USUAL_NORM, type UserProgram } from './userProgram.ts';

/**
 * Which programs of a batch the interior-point method takes as they are: no free variables or constraint rows, every bound a bound, rows
 * of usual norm none of which depends on others.
 */
export function ordinaryPrograms(input: ParsedInput, users: readonly UserProgram[]): boolean[] {
  if (input.free > 0 || input.constraints.count > 0 || input.equality.count + input.inequality.count === 0)
    return users.map(() => false);
  const shared = !input.equality.matrix.perProgram && !input.inequality.matrix.perProgram;
  let known: boolean | null = null;
  return users.map((user) => {
    // a row without a bound is empty, whatever the matrix
    if (user.rows.some((row) => row.size === 0)) return false;
    if (shared && known !== null) return known;
    known = independentRows(user);
    return known;
  });
}

function independentRows(user: UserProgram): boolean {
  if (user.rows.some((row) => !(rowNorm(row) >= USUAL_NORM.least && rowNorm(row) <= USUAL_NORM.largest))) return false;
  const { program } = standardOfUser(user, 'given');
  return dropDependentRows(program).program.rows.length === program.rows.length;
}
