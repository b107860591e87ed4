import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { type CrbStyle, type Information, informationRow } from './crbCone.ts';

/**
 * The row A - u >= 0 of a BS over the unit of F11, A the information of the receive array: what the angle's CRB is where the covariances
 * of the BS become one beam (`oneBeam`). The cone of `crbRows` follows from it.
 */
export function receiveRow(program: ProgramBuilder, style: CrbStyle, information: Information): number {
  const row = informationRow(program, style, information);
  program.slack(row, -1);
  return row;
}
