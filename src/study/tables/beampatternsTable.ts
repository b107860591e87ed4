import { symbolLevelCovariances } from '../../model/constructiveInterference.ts';
import { covarianceOf, covariancesCbf, diagonalBlocks, illumination } from '../../model/covariance.ts';
import type { Column } from './arrowTable.ts';
import { type DesignRow, decibel } from './designRow.ts';

const STEP_DEG = 0.5;
const RADIANS = Math.PI / 180;

export interface BeampatternRow {
  readonly row: DesignRow;
  readonly bs: number;
  readonly angleDeg: number;
  /** v(angle)^T R v(angle)* over the noise power, linear. */
  readonly power: number;
}

/** Transmit covariance of every BS of a design, [bs][N][N][2]; null without precoders. */
function covariances({ point, task, design }: DesignRow): Float64Array | null {
  const { scenario } = point;
  const comp = point.scheme.endsWith('CoMP');
  if (design.transmit && task.symbols) {
    const all = symbolLevelCovariances(scenario, {
      cooperation: comp ? 'comp' : 'cbf',
      vectors: design.transmit,
      symbolPhase: task.symbols.phase,
      pskOrder: task.symbols.pskOrder,
    });
    return comp ? diagonalBlocks(scenario, all) : all;
  }
  if (design.precoders === null) return null;
  return comp
    ? diagonalBlocks(scenario, covarianceOf(design.precoders, scenario.cells * scenario.txAntennas))
    : covariancesCbf(scenario, design.precoders);
}

/** Rows of table `beampatterns` (Fig. 4): every design and BS over -90 .. 90 degrees. */
export function beampatternRows(rows: readonly DesignRow[]): BeampatternRow[] {
  return rows.flatMap((row) => {
    const all = covariances(row);
    if (all === null) return [];
    const { cells, txAntennas: N } = row.point.scenario;
    const list: BeampatternRow[] = [];
    for (let bs = 0; bs < cells; bs++) {
      const own = all.subarray(2 * N * N * bs, 2 * N * N * (bs + 1));
      for (let k = 0; k <= 180 / STEP_DEG; k++) {
        const angleDeg = -90 + k * STEP_DEG;
        list.push({ row, bs, angleDeg, power: illumination(own, N, angleDeg * RADIANS) });
      }
    }
    return list;
  });
}

export const beampatternsTable: readonly Column<BeampatternRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
  { name: 'bs', type: 'int32', description: 'transmitting BS', get: (r) => r.bs },
  {
    name: 'angle_deg',
    type: 'float64',
    unit: 'deg',
    description: 'direction seen from the BS',
    get: (r) => r.angleDeg,
  },
  {
    name: 'power_db',
    type: 'float64',
    unit: 'dB',
    nullable: true,
    description: 'transmit beampattern v^T R v* over the noise power; null where it is 0',
    get: (r) => decibel(r.power),
  },
];
