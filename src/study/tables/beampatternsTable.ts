import { symbolLevelCovariances } from '../../model/constructiveInterference.ts';
import { covarianceOf, covariancesCbf, diagonalBlocks, illumination } from '../../model/covariance.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';
import { decibel } from '../decibel.ts';

const STEP_DEG = 0.5;
const RADIANS = Math.PI / 180;

export interface BeampatternRow {
  row: DesignRow;
  bs: number;
  angleDeg: number;
  /** v(angle)^T R v(angle)* over the noise power, linear. */
  power: number;
}

/** Transmit covariance of every BS of a design, [bs][N][N][2]; null without precoders. */
function covariances({ point, task, design }: DesignRow): Float64Array | null {
  const { scenario } = point;
  const comp = point.scheme.endsWith('CoMP');
  if (!design) return null;
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

/**
 * Rows of table `beampatterns` (Fig. 4): every design and BS over -90 .. 90 degrees. Each stands in the record of the one before, if it is of the
 * same design.
 */
export function* beampatternRows(rows: readonly DesignRow[]): Generator<Readonly<BeampatternRow>> {
  for (const row of rows) {
    const all = covariances(row);
    if (all === null) continue;
    const { cells, txAntennas: N } = row.point.scenario;
    const record: BeampatternRow = { row, bs: 0, angleDeg: 0, power: 0 };
    for (record.bs = 0; record.bs < cells; record.bs++) {
      const own = all.subarray(2 * N * N * record.bs, 2 * N * N * (record.bs + 1));
      for (let k = 0; k <= 180 / STEP_DEG; k++) {
        record.angleDeg = -90 + k * STEP_DEG;
        record.power = illumination(own, N, record.angleDeg * RADIANS);
        yield record;
      }
    }
  }
}

export const beampatternsTable: readonly Column<BeampatternRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', given: true, get: (r) => r.row.id },
  { name: 'bs', type: 'int32', description: 'transmitting BS', given: true, get: (r) => r.bs },
  {
    name: 'angle_deg',
    type: 'float64',
    unit: 'deg',
    description: 'direction seen from the BS',
    given: true,
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
