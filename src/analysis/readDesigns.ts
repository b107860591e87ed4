import { join } from 'node:path';
import { InputError, ResumableError } from '../errors.ts';
import { countedRcrb } from '../study/countedDraws.ts';
import { studyGrid } from '../study/grid.ts';
import { designOutcome } from '../study/designOutcome.ts';
import { readSuccess } from '../study/successFile.ts';
import { requireGridRow, SWEEP_DIMENSIONS, type SweepValues } from './gridRow.ts';
import { numberColumn, readTable, type StudySource, textColumn } from './readStudyDirectory.ts';

/** A row of table `designs` as the figures need it; NaN where the table has null. */
export interface DesignRecord {
  readonly id: number;
  readonly realization: number;
  readonly point: number;
  readonly scheme: string;
  readonly design: string;
  readonly robustness: string;
  /** Sweep values by column name: threshold_db, rho, cells, users_per_cell, tx_antennas, frame_length, psk_order, csi_error_radius, amplitude_crb_cap. */
  readonly sweep: SweepValues;
  readonly status: string;
  /** The relaxation has an optimum. */
  readonly feasible: boolean;
  /** Neither an optimum nor a certificate of infeasibility: the solver made no claim, or the draw failed. */
  readonly undecided: boolean;
  /** The draw cannot be computed. */
  readonly failed: boolean;
  /** Has precoders. */
  readonly designed: boolean;
  /** Its precoders do what the design claims. */
  readonly meetsClaim: boolean;
  /** Its exact worst case over the error ball reaches the threshold. */
  readonly holdsOverBall: boolean;
  readonly failedChecks: string;
  readonly iterations: number;
  readonly merit: number;
  /** Root of the mean CRB over the BSs, degrees: achieved, at the relaxation, and the lower bound. */
  readonly rcrbDeg: number;
  readonly rcrbRelaxationDeg: number;
  readonly rcrbLowerDeg: number;
  /** Largest CRB of the real and of the imaginary part of a reflection gain over the BSs, in units of abs(a)^2. */
  readonly amplitudeCrbRe: number;
  readonly amplitudeCrbIm: number;
  /** Smallest SINR over the users, dB: nominal, claimed by the program, and in the worst case. -Infinity for an SINR of 0. */
  readonly sinrDb: number;
  readonly sinrProgramDb: number;
  readonly worstSampledDb: number;
  readonly worstExactDb: number;
  readonly worstBoundDb: number;
  /** Probability that CSI errors bring the smallest SINR below the threshold: the share of the error draws, and by an integral. */
  readonly outage: number;
  readonly exactOutage: number;
}

/** What a design is held to, dB: its threshold, or the SINR that the weighted program promises. */
export function claimOf({ sweep, sinrProgramDb }: DesignRecord): number {
  return Number.isNaN(sweep.threshold_db) ? sinrProgramDb : sweep.threshold_db;
}

/** Exact worst-case SINR less the threshold, dB; -Infinity for an SINR of 0, NaN without precoders or a threshold. */
export function marginOf({ designed, worstExactDb, sweep }: DesignRecord): number {
  return designed ? worstExactDb - sweep.threshold_db : Number.NaN;
}

/** RCRB of a row in degrees by the rule of `countedRcrb`. @param rcrb which one; default that of its precoders. */
export function countedRcrbOf({ designed, meetsClaim, sweep, rcrbDeg }: DesignRecord, rcrb = rcrbDeg): number {
  return countedRcrb({ designed, meetsClaim, rho: sweep.rho }, rcrb);
}

/** How much of a study its rows of table `designs` are. */
export interface DesignCounts {
  /** Channel realizations found. */
  readonly draws: number;
  /** Channel realizations of the whole study; where its rule has stopped it, those until then. */
  readonly plannedDraws: number;
  /** Rows with status `failed`: their draws cannot be computed. */
  readonly failedRows: number;
}

/** The rows of table `designs`. */
export interface Designs extends DesignCounts {
  readonly rows: readonly DesignRecord[];
  readonly byId: ReadonlyMap<number, DesignRecord>;
}

/**
 * Reads table `designs`.
 *
 * @throws ResumableError when the study has no rows yet, a file is damaged, or a row is none of the study's grid.
 * @throws InputError on a damaged _SUCCESS.
 */
export function readDesigns(directory: StudySource): Designs {
  const rows: DesignRecord[] = [];
  const points = studyGrid(directory.study);
  for (const table of readTable(directory, 'designs')) {
    const text = (name: string): string[] => textColumn(table, name);
    const value = (name: string): Float64Array => numberColumn(table, name);
    const [scheme, design, robustness, status, failed] = [
      text('scheme'),
      text('design'),
      text('robustness'),
      text('status'),
      text('failed_checks'),
    ];
    const [id, realization, point, meetsClaim, holdsOverBall] = [
      value('design_id'),
      value('realization'),
      value('point'),
      value('meets_claim'),
      value('holds_over_ball'),
    ];
    // without a cap the column has null, which is read as NaN
    const sweep = SWEEP_DIMENSIONS.map((name) =>
      name === 'amplitude_crb_cap' ? value(name).map((cap) => (Number.isNaN(cap) ? Infinity : cap)) : value(name),
    );
    const [amplitudeRe, amplitudeIm] = [value('amplitude_crb_re'), value('amplitude_crb_im')];
    const [outage, exactOutage] = [value('outage'), value('outage_exact')];
    const [iterations, merit, rcrb, relaxation, lower] = [
      value('iterations'),
      value('merit'),
      value('rcrb_deg'),
      value('rcrb_relaxation_deg'),
      value('rcrb_lower_deg'),
    ];
    // every design with precoders has a leakage, whereas an SINR of 0 is null in dB
    const leakage = value('leakage_used');
    const sinr = [
      'sinr_db',
      'sinr_program_db',
      'worst_sampled_sinr_db',
      'worst_exact_sinr_db',
      'worst_bound_sinr_db',
    ].map((name) => value(name));
    const draws = directory.study.realizations.errors;
    for (let i = 0; i < table.rows; i++) {
      const designed = Number.isFinite(leakage[i]);
      const decibel = (column: number): number => {
        const x = at(sinr[column], i);
        return Number.isNaN(x) && designed && (column !== 2 || draws > 0) ? -Infinity : x;
      };
      requireGridRow(directory, points, {
        id: at(id, i),
        realization: at(realization, i),
        point: at(point, i),
        labels: [scheme[i], design[i], robustness[i]],
        sweep: SWEEP_DIMENSIONS.map((_, k) => at(sweep[k], i)),
      });
      const state = status[i] ?? '';
      rows.push({
        id: at(id, i),
        realization: at(realization, i),
        point: at(point, i),
        scheme: scheme[i] ?? '',
        design: design[i] ?? '',
        robustness: robustness[i] ?? '',
        sweep: Object.fromEntries(SWEEP_DIMENSIONS.map((name, k) => [name, at(sweep[k], i)])) as SweepValues,
        status: state,
        ...designOutcome(state),
        designed,
        meetsClaim: at(meetsClaim, i) === 1,
        holdsOverBall: at(holdsOverBall, i) === 1,
        failedChecks: failed[i] ?? '',
        iterations: at(iterations, i),
        merit: at(merit, i),
        rcrbDeg: at(rcrb, i),
        rcrbRelaxationDeg: at(relaxation, i),
        rcrbLowerDeg: at(lower, i),
        amplitudeCrbRe: at(amplitudeRe, i),
        amplitudeCrbIm: at(amplitudeIm, i),
        sinrDb: decibel(0),
        sinrProgramDb: decibel(1),
        worstSampledDb: decibel(2),
        worstExactDb: decibel(3),
        worstBoundDb: decibel(4),
        outage: at(outage, i),
        exactOutage: at(exactOutage, i),
      });
    }
  }
  if (rows.length === 0)
    throw new ResumableError(
      `${directory.root}: expected designs, got a study without any yet`,
      'run the study first: isac-mc run',
    );
  rows.sort((a, b) => a.id - b.id);
  return {
    rows,
    byId: new Map(rows.map((r) => [r.id, r])),
    draws: new Set(rows.map((r) => r.realization)).size,
    plannedDraws: plannedDraws(directory),
    failedRows: rows.filter((r) => r.failed).length,
  };
}

/** _SUCCESS tells how many realizations a study has that its rule has stopped. */
function plannedDraws({ root, hash, study }: StudySource): number {
  const success = readSuccess(root);
  if (!success) return study.realizations.channels;
  if (success.hash !== hash)
    throw new InputError(
      `${join(root, '_SUCCESS')}: expected hash ${hash}, got ${success.hash}`,
      `delete it and run isac-mc finish ${root}`,
    );
  return success.realizations;
}

function at(values: Float64Array | undefined, index: number): number {
  return values?.[index] ?? Number.NaN;
}
