import type { StoredDesign, StoredRun } from '../../scripts/results/storedRun.ts';

/** A feasible block-level design that meets its claim and holds over the error ball, whose every quantity is told. */
export function storedDesign(change: Partial<StoredDesign> = {}): StoredDesign {
  return {
    realization: 0,
    scheme: 'BLP-CBF',
    design: 'paper',
    robustness: 'none',
    threshold_db: 10,
    rho: Number.NaN,
    tx_antennas: 6,
    csi_error_radius: 0,
    amplitude_crb_cap: Number.NaN,
    status: 'optimal',
    meets_claim: true,
    holds_over_ball: true,
    iterations: 2,
    rcrb_deg: 2,
    rcrb_first_deg: 2,
    rcrb_relaxation_deg: 2,
    rcrb_lower_deg: 1.6,
    amplitude_crb_re: Number.NaN,
    amplitude_crb_im: Number.NaN,
    sinr_db: 10.5,
    worst_sampled_sinr_db: Number.NaN,
    worst_exact_sinr_db: 10.5,
    outage: Number.NaN,
    ...change,
  };
}

/** The same draw where its threshold is out of reach. */
export function infeasible(change: Partial<StoredDesign> = {}): StoredDesign {
  const nothing = Number.NaN;
  return storedDesign({
    ...change,
    status: 'infeasible',
    meets_claim: false,
    holds_over_ball: false,
    rcrb_deg: nothing,
    rcrb_first_deg: nothing,
    rcrb_relaxation_deg: nothing,
    rcrb_lower_deg: nothing,
    amplitude_crb_re: nothing,
    amplitude_crb_im: nothing,
    sinr_db: nothing,
    worst_exact_sinr_db: nothing,
    worst_sampled_sinr_db: nothing,
    outage: nothing,
  });
}

/** A stored run of some rows. */
export function storedRun(study: string, rows: readonly StoredDesign[]): StoredRun {
  return {
    study,
    command: `isac-mc run ${study}`,
    numerics: '0',
    backend: 'cpu',
    date: '2026-01-02',
    draws: new Set(rows.map((r) => r.realization)).size,
    hash: 'none of today',
    rows,
  };
}
