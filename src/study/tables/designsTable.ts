import { SOLVER_PATHS } from '../../conic/solverPath.ts';
import { FAILED } from '../designOutcome.ts';
import type { Column } from './column.ts';
import { sampledOutageColumns } from './outageColumns.ts';
import { programSinrDb } from '../claimedSinr.ts';
import { type DesignRow, padToCells, rcrbDeg, rcrbPerBs, rootDeg } from './designRow.ts';
import { decibel } from '../decibel.ts';

/** At rho = 0 sensing does not enter the design: its RCRB is not defined. */
function crbOf(row: DesignRow): Float64Array | null {
  return row.point.rho === 0 ? null : (row.metrics?.crb ?? null);
}

/** CRBs of the amplitudes, [bs][2]; at rho = 0 only where a cap makes them part of the design. */
function amplitudesOf({ point, metrics }: DesignRow): Float64Array | null {
  if (point.rho === 0 && point.scenario.amplitudeCrbCap === undefined) return null;
  return metrics?.amplitudeCrb ?? null;
}

/** Largest CRB of one part of the amplitude over the BSs. */
function largestPart(amplitudes: Float64Array | null, part: 0 | 1): number | null {
  return amplitudes && amplitudes.reduce((most, x, i) => (i % 2 === part ? Math.max(most, x) : most), 0);
}

function finiteOrNull(x: number | undefined): number | null {
  return x !== undefined && Number.isFinite(x) ? x : null;
}

/**
 * Table `designs`: a row for each realization and grid point.
 *
 * @param cells most cells of a system.
 * @param levels of the quantiles of sampled SINRs.
 */
export function designsTable(cells: number, levels: readonly number[]): Column<DesignRow>[] {
  const perBs = { list: cells } as const;
  return [
    {
      name: 'design_id',
      type: 'int64',
      description: 'realization * grid points + grid point',
      given: true,
      get: (r) => r.id,
    },
    {
      name: 'realization',
      type: 'int32',
      description: 'channel realization',
      given: true,
      get: (r) => r.task.realizationIndex,
    },
    {
      name: 'seed',
      type: 'text',
      description: '64-bit seed of the study',
      given: true,
      get: (r) => r.task.seed.toString(),
    },
    { name: 'point', type: 'int32', description: 'grid point', given: true, get: (r) => r.point.index },
    { name: 'scheme', type: 'text', description: 'precoding scheme', given: true, get: (r) => r.point.scheme },
    {
      name: 'design',
      type: 'text',
      description: 'paper, capsFree, joint or blind',
      given: true,
      get: (r) => r.point.design,
    },
    {
      name: 'robustness',
      type: 'text',
      description: 'what the design does about the CSI error',
      given: true,
      get: (r) => r.point.robustness,
    },
    { name: 'cells', type: 'int32', description: 'J', given: true, get: (r) => r.point.scenario.cells },
    { name: 'users_per_cell', type: 'int32', description: 'K', given: true, get: (r) => r.point.scenario.usersPerCell },
    { name: 'tx_antennas', type: 'int32', description: 'N', given: true, get: (r) => r.point.scenario.txAntennas },
    {
      name: 'frame_length',
      type: 'int32',
      unit: 'symbol',
      description: 'L',
      given: true,
      get: (r) => r.point.scenario.frameLength,
    },
    {
      name: 'psk_order',
      type: 'int32',
      nullable: true,
      description: 'M; null at block level',
      given: true,
      get: (r) => r.point.pskOrder,
    },
    {
      name: 'csi_error_radius',
      type: 'float64',
      unit: '1',
      description: 'd',
      given: true,
      get: (r) => r.point.scenario.csiErrorRadius,
    },
    {
      name: 'amplitude_crb_cap',
      type: 'float64',
      unit: '1',
      nullable: true,
      description: 'cap on amplitude_crb_re and amplitude_crb_im; null without one',
      given: true,
      get: (r) => r.point.scenario.amplitudeCrbCap ?? null,
    },
    {
      name: 'rho',
      type: 'float64',
      unit: '1',
      nullable: true,
      description: 'weight of sensing; null in the threshold form',
      given: true,
      get: (r) => r.point.rho,
    },
    {
      name: 'threshold_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'SINR threshold; null in the weighted form',
      given: true,
      get: (r) => r.point.thresholdDb,
    },
    {
      name: 'status',
      type: 'text',
      description: `status of the relaxation; ${FAILED}: the draw cannot be computed, and the row has nothing but its ids, its point and failure`,
      claim: true,
      get: (r) => r.design?.status ?? FAILED,
    },
    {
      name: 'failure',
      type: 'text',
      nullable: true,
      description: `why the draw cannot be computed, in one line; null unless status is ${FAILED}`,
      claim: true,
      get: (r) => r.failure,
    },
    {
      name: 'iterations',
      type: 'int32',
      nullable: true,
      description: 'iterations of the alternation',
      claim: true,
      get: (r) => r.design?.iterations ?? null,
    },
    {
      name: 'solver_iterations',
      type: 'int32',
      nullable: true,
      description: 'interior-point iterations over all programs',
      claim: true,
      get: (r) => r.design?.solverIterations ?? null,
    },
    {
      name: 'solver_path',
      type: 'text',
      nullable: true,
      description: `least precise arithmetic over all programs: ${SOLVER_PATHS.join(', ')}`,
      claim: true,
      get: (r) => r.design?.solverPath ?? null,
    },
    {
      name: 'merit',
      type: 'float64',
      unit: '1',
      nullable: true,
      description: 'worst merit of the programs behind the precoders, or residual of the certificate',
      claim: true,
      get: (r) => finiteOrNull(r.design?.merit),
    },
    {
      name: 'rcrb_deg',
      type: 'float64',
      unit: 'deg',
      nullable: true,
      infinite: true,
      description:
        'root of the mean CRB over the BSs, achieved by the precoders; Infinity where an angle cannot be estimated',
      get: (r) => rcrbDeg(crbOf(r)),
    },
    {
      name: 'rcrb_relaxation_deg',
      type: 'float64',
      unit: 'deg',
      nullable: true,
      infinite: true,
      description:
        'root of the mean CRB over the BSs at the relaxed covariances that the precoders were made from; not a bound',
      claim: true,
      get: (r) => (r.metrics ? rcrbDeg(r.design?.crbBound) : null),
    },
    {
      name: 'rcrb_lower_deg',
      type: 'float64',
      unit: 'deg',
      nullable: true,
      description:
        'lower bound on rcrb_deg of every design of this scheme and robustness at this realization and sweep point, except blind ones, as table certificates proves; null in the weighted form and without solver.lowerBounds',
      claim: true,
      get: (r) => (r.metrics && r.design ? rootDeg(r.design.meanCrbLower) : null),
    },
    {
      name: 'rcrb_bs_deg',
      type: perBs,
      unit: 'deg',
      nullable: true,
      infinite: true,
      description: 'RCRB of each BS, achieved',
      get: (r) => padToCells(rcrbPerBs(crbOf(r), true), cells),
    },
    {
      name: 'rcrb_relaxation_bs_deg',
      type: perBs,
      unit: 'deg',
      nullable: true,
      infinite: true,
      description: 'RCRB of each BS at the relaxed covariances; not a bound',
      claim: true,
      get: (r) => (r.metrics ? padToCells(rcrbPerBs(r.design?.crbBound, true), cells) : null),
    },
    {
      name: 'rcrb_lower_bs_deg',
      type: perBs,
      unit: 'deg',
      nullable: true,
      description:
        'lower bound on the RCRB of each BS, whatever the RCRBs of the other BSs; null in the weighted form and without solver.lowerBounds',
      claim: true,
      get: (r) => (r.metrics ? padToCells(rcrbPerBs(r.design?.crbLower, true), cells) : null),
    },
    {
      name: 'rcrb_bs_rad',
      type: perBs,
      unit: 'rad',
      nullable: true,
      infinite: true,
      description: 'RCRB of each BS, achieved',
      get: (r) => padToCells(rcrbPerBs(crbOf(r), false), cells),
    },
    {
      name: 'rcrb_full_deg',
      type: 'float64',
      unit: 'deg',
      nullable: true,
      infinite: true,
      description:
        'rcrb_deg by the full Fisher information, which counts what the covariance of the echoes from other cells tells of the angle as well; the designs leave this out, as the paper does. The same as rcrb_deg in CoMP and in one cell',
      get: (r) => (r.point.rho === 0 ? null : rcrbDeg(r.metrics?.crbFull)),
    },
    {
      name: 'amplitude_crb_re',
      type: 'float64',
      unit: '1',
      nullable: true,
      infinite: true,
      description:
        "CRB of the real part of a BS's own reflection gain a over abs(a)^2, the largest over the BSs, which amplitudeCrbCap caps: 0.01 is a standard deviation of a tenth of abs(a); Infinity where the beams have a null at their own target, null at rho = 0 without a cap",
      get: (r) => largestPart(amplitudesOf(r), 0),
    },
    {
      name: 'amplitude_crb_im',
      type: 'float64',
      unit: '1',
      nullable: true,
      infinite: true,
      description: 'the same of the imaginary part',
      get: (r) => largestPart(amplitudesOf(r), 1),
    },
    {
      name: 'sinr_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'smallest nominal SINR over the users; null if it is 0, or without precoders',
      get: (r) => decibel(r.metrics?.sinr),
    },
    {
      name: 'sinr_program_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'SINR g that the program claims for every user',
      given: true,
      get: (r) => {
        if (!r.metrics || !r.design) return null;
        const { sinrBound } = r.design;
        return r.point.rho === null ? decibel(sinrBound) : programSinrDb(sinrBound);
      },
    },
    {
      name: 'worst_sampled_sinr_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'smallest SINR over users and error draws; null if it is 0, or without draws',
      get: (r) => decibel(r.errors?.smallest.tail[0]),
    },
    {
      name: 'worst_exact_sinr_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: 'smallest SINR over users and the whole error ball; null if it is 0, or without precoders',
      get: (r) => decibel(r.metrics?.exact),
    },
    {
      name: 'worst_bound_sinr_db',
      type: 'float64',
      unit: 'dB',
      nullable: true,
      description: "smallest SINR left by the Cauchy-Schwarz bound of the design's robustness",
      get: (r) => decibel(r.metrics?.bound),
    },
    ...sampledOutageColumns(levels),
    {
      name: 'outage_exact',
      type: 'float64',
      unit: '1',
      nullable: true,
      description:
        'probability that Gaussian CSI errors bring the smallest SINR over the users below the threshold (in the weighted form sinr_program_db) less 1e-6 dB, by an integral; null unless realizations.outage is exact, and without precoders',
      get: (r) => r.metrics?.outage ?? null,
    },
    {
      name: 'meets_claim',
      type: 'bool',
      description:
        'the precoders do what the design claims, recomputed in float64: nominal SINR (robustness none, and paper at block level) or exact worst case (guaranteed, guaranteedSum, exact, and paper at symbol level) at least the threshold less 1e-6 dB, power and leakage within their caps, RCRB below 90 degrees, CRBs of the amplitudes at most amplitudeCrbCap',
      get: (r) => r.metrics?.meetsClaim ?? false,
    },
    {
      name: 'holds_over_ball',
      type: 'bool',
      description:
        'the exact worst case over the error ball is at least the threshold less 1e-6 dB, whatever the robustness claims',
      get: (r) => r.metrics?.holdsOverBall ?? false,
    },
    {
      name: 'certified',
      type: 'bool',
      description: 'the same as meets_claim, under its former name; the next version leaves it out',
      get: (r) => r.metrics?.meetsClaim ?? false,
    },
    {
      name: 'failed_checks',
      type: 'text',
      description: 'checks of meets_claim that failed, joined by +',
      get: (r) => r.metrics?.failed.join('+') ?? '',
    },
    {
      name: 'power_used_bs',
      type: perBs,
      unit: '1',
      nullable: true,
      description: 'transmit power of each BS over its budget',
      get: (r) => padToCells(r.metrics?.powerUsed, cells),
    },
    {
      name: 'leakage_used',
      type: 'float64',
      unit: '1',
      nullable: true,
      description: "largest leakage towards a neighbour's target over its cap",
      get: (r) => r.metrics?.leakageUsed ?? null,
    },
    {
      name: 'rank_ratio',
      type: 'float64',
      unit: '1',
      nullable: true,
      description: 'largest ratio of second to first eigenvalue of the covariances',
      claim: true,
      get: (r) => finiteOrNull(r.design?.rankRatio),
    },
    {
      name: 'extraction',
      type: 'text',
      description: 'how precoders were obtained from the covariances',
      claim: true,
      get: (r) => r.design?.extraction ?? 'none',
    },
  ];
}
