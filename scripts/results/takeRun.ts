import { readDesigns, type DesignRecord } from '../../src/analysis/readDesigns.ts';
import { numberRows, openStudySource, type StudySource } from '../../src/analysis/readStudyDirectory.ts';
import { shippedFile, shippedNames } from '../../src/cli/shippedStudies.ts';
import { InputError, ResumableError } from '../../src/errors.ts';
import { NUMERICS_VERSION, studyHash } from '../../src/study/hash.ts';
import { readStudy } from '../../src/study/parseStudy.ts';
import { planStudy } from '../../src/study/studyPlan.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';

/** Hash of a shipped study at today's numerics version. */
export function shippedHash(name: string): string {
  return studyHash(readStudy(shippedFile(name)));
}

/** Whether a stored run is one of today's study at today's numerics version, both of which are in the hash. */
export function isCurrent({ study, hash }: StoredRun): boolean {
  return hash === shippedHash(study);
}

/**
 * Takes from a study directory what docs/runs/ stores of it.
 *
 * @param limit takes this many draws, the first ones, of a run that was limited to them. Without it the study must be complete.
 * @throws InputError when the directory holds no shipped study of today.
 * @throws ResumableError when designs are missing.
 */
export function takeRun(path: string, limit?: number): StoredRun {
  const source = openStudySource(path);
  const name = shippedNames().find((n) => shippedHash(n) === source.hash);
  if (name === undefined)
    throw new InputError(
      `${path}: expected a run of a study in experiments/, got another one (hash ${source.hash.slice(0, 12)})`,
    );
  if (limit === undefined && !source.complete)
    throw new ResumableError(
      `${path}: expected a finished study, got an unfinished one`,
      `isac-mc run ${name} goes on; --limit N stores its first N draws`,
    );
  const designs = readDesigns(source);
  const draws = limit ?? designs.plannedDraws;
  const rows = designs.rows.filter((r) => r.realization < draws);
  const expected = draws * planStudy(source.study).points.length;
  if (rows.length !== expected)
    throw new ResumableError(
      `${path}: expected ${expected} designs of ${draws} draws, got ${rows.length}`,
      `isac-mc run ${name}${limit === undefined ? '' : ` --limit ${limit}`} computes the rest`,
    );
  const { backend, start } = source.run;
  const first = firstIterations(source);
  return {
    study: name,
    command: `isac-mc run ${name}${limit === undefined ? '' : ` --limit ${limit}`}`,
    numerics: String(NUMERICS_VERSION),
    backend: String(backend),
    date: String(start).slice(0, 10),
    draws,
    hash: source.hash,
    rows: rows.map((row) => storedDesign(row, first.get(row.id) ?? Number.NaN)),
  };
}

/** RCRB in degrees at the relaxation of each design after the first iteration of its alternation, by design_id; empty where the study has no table of it. */
function firstIterations(source: StudySource): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const row of numberRows(source, 'convergence', ['design_id', 'round', 'iteration', 'rcrb_deg']))
    if (row.round === 0 && row.iteration === 1) first.set(row.design_id, row.rcrb_deg);
  return first;
}

function storedDesign(r: DesignRecord, rcrbFirst: number): StoredDesign {
  return {
    realization: r.realization,
    scheme: r.scheme,
    design: r.design,
    robustness: r.robustness,
    threshold_db: r.sweep.threshold_db,
    rho: r.sweep.rho,
    tx_antennas: r.sweep.tx_antennas,
    csi_error_radius: r.sweep.csi_error_radius,
    amplitude_crb_cap: r.sweep.amplitude_crb_cap === Infinity ? Number.NaN : r.sweep.amplitude_crb_cap,
    status: r.status,
    meets_claim: r.meetsClaim,
    holds_over_ball: r.holdsOverBall,
    iterations: r.iterations,
    rcrb_deg: r.rcrbDeg,
    rcrb_first_deg: rcrbFirst,
    rcrb_relaxation_deg: r.rcrbRelaxationDeg,
    rcrb_lower_deg: r.rcrbLowerDeg,
    amplitude_crb_re: r.amplitudeCrbRe,
    amplitude_crb_im: r.amplitudeCrbIm,
    sinr_db: r.sinrDb,
    worst_sampled_sinr_db: r.worstSampledDb,
    worst_exact_sinr_db: r.worstExactDb,
    outage: r.outage,
  };
}
