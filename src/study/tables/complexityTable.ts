import { backhaulOverhead, complexityModel, type ProgramSize, programSize } from '../../model/complexity.ts';
import { isSymbolLevel } from '../../problems/capabilities.ts';
import type { PrecoderDesign } from '../../problems/types.ts';
import type { Study } from '../schema.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

/** epsilon of (63). */
const ACCURACY = 1e-8;

export interface ComplexityRow {
  readonly row: DesignRow;
  readonly design: PrecoderDesign;
  readonly size: ProgramSize;
  readonly overhead: number;
}

/** Rows of table `complexity`: the paper's models (63)-(65) beside the iterations of each computed design. Times are in the manifests. */
export function complexityRows(rows: readonly DesignRow[], study: Study): ComplexityRow[] {
  return rows.flatMap((row) => {
    const { design } = row;
    if (!design) return [];
    const { scheme, scenario, pskOrder } = row.point;
    const comp = scheme.endsWith('CoMP');
    return {
      row,
      design,
      size: programSize(scenario, comp, isSymbolLevel(scheme)),
      overhead: backhaulOverhead(scenario, comp, pskOrder ?? study.scenario.pskOrder),
    };
  });
}

export const complexityTable: readonly Column<ComplexityRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
  { name: 'scheme', type: 'text', description: 'precoding scheme', given: true, get: (r) => r.row.point.scheme },
  { name: 'cells', type: 'int32', description: 'J', given: true, get: (r) => r.row.point.scenario.cells },
  {
    name: 'users_per_cell',
    type: 'int32',
    description: 'K',
    given: true,
    get: (r) => r.row.point.scenario.usersPerCell,
  },
  { name: 'tx_antennas', type: 'int32', description: 'N', given: true, get: (r) => r.row.point.scenario.txAntennas },
  {
    name: 'frame_length',
    type: 'int32',
    unit: 'symbol',
    description: 'L',
    given: true,
    get: (r) => r.row.point.scenario.frameLength,
  },
  {
    name: 'variables',
    type: 'float64',
    unit: '1',
    description: 'V, real variables of program A as the paper writes it',
    given: true,
    get: (r) => r.size.variables,
  },
  {
    name: 'constraints',
    type: 'float64',
    unit: '1',
    description: 'C, its constraints',
    given: true,
    get: (r) => r.size.constraints,
  },
  {
    name: 'model_flops',
    type: 'float64',
    unit: '1',
    description: 'sqrt(V) (C V^2 + C^2.373 + V^2.373) ln(1e8), (63), up to a constant',
    given: true,
    get: (r) => complexityModel(r.size, ACCURACY),
  },
  {
    name: 'overhead_bits',
    type: 'float64',
    unit: 'bit',
    description: 'backhaul among the BSs for a frame, (64) in CoMP, (65) in CBF',
    given: true,
    get: (r) => r.overhead,
  },
  {
    name: 'iterations',
    type: 'int32',
    description: 'iterations of the alternation',
    given: true,
    get: (r) => r.design.iterations,
  },
  {
    name: 'solver_iterations',
    type: 'int32',
    description: 'interior-point iterations over all programs of the design',
    given: true,
    get: (r) => r.design.solverIterations,
  },
];
