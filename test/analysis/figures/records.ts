import type { DesignRecord, Designs } from '../../../src/analysis/readDesigns.ts';
import type { SweepValues } from '../../../src/analysis/gridRow.ts';

/** The default system at a threshold of 10 dB and d = 0. */
export const SWEEP: SweepValues = {
  threshold_db: 10,
  rho: Number.NaN,
  cells: 2,
  users_per_cell: 3,
  tx_antennas: 6,
  frame_length: 30,
  psk_order: Number.NaN,
  csi_error_radius: 0,
  amplitude_crb_cap: Infinity,
};

/** A feasible design that meets its claim with an RCRB of 1 degree, but for what is given. */
export function record(
  change: Partial<Omit<DesignRecord, 'sweep'>> & { readonly sweep?: Partial<SweepValues> } = {},
): DesignRecord {
  return {
    id: 0,
    realization: 0,
    point: 0,
    scheme: 'BLP-CBF',
    design: 'joint',
    robustness: 'none',
    status: 'optimal',
    feasible: true,
    undecided: false,
    failed: false,
    designed: true,
    meetsClaim: true,
    holdsOverBall: true,
    failedChecks: '',
    iterations: 1,
    merit: 1,
    rcrbDeg: 1,
    rcrbRelaxationDeg: 1,
    rcrbLowerDeg: 1,
    amplitudeCrbRe: 0.02,
    amplitudeCrbIm: 0.02,
    sinrDb: 10,
    sinrProgramDb: 10,
    worstSampledDb: 10,
    worstExactDb: 10,
    worstBoundDb: 10,
    outage: Number.NaN,
    exactOutage: Number.NaN,
    ...change,
    sweep: { ...SWEEP, ...change.sweep },
  };
}

/** The rows as a study would give them. */
export function designsOf(rows: readonly DesignRecord[]): Designs {
  const draws = new Set(rows.map((r) => r.realization)).size;
  return { rows, byId: new Map(rows.map((r) => [r.id, r])), draws, plannedDraws: draws, failedRows: 0 };
}
