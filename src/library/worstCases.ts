import * as z from 'zod';
import { InputError } from '../errors.ts';
import { certify as certifyDesign, type DesignCertificate, type DesignClaim } from '../model/certify.ts';
import { exactWorstCase as exact, type ExactWorstCase } from '../model/exactWorstCase.ts';
import type { SamplingOptions } from '../model/csiErrors.ts';
import { sampledWorstCase as sampled, type SampledWorstCase } from '../model/sampledWorstCase.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import type { Cooperation } from '../model/sinr.ts';
import { type ErrorBound, worstCaseBound as bounded } from '../model/worstCaseBound.ts';
import { atLeastZero, MOST_KEPT_DRAWS, realizationIndex } from '../problems/fieldSchemas.ts';
import { cooperation as cooperationSchema, errorLaw, float64, robustness, seed } from './fields.ts';
import { requireArgument, requireOptions } from './requireArgument.ts';
import { requireEchoes, requireLinks, requireShape } from './systems.ts';

const radiusSchema = atLeastZero.optional();
const samplingOptions = z.strictObject({
  draws: z.int().positive().max(MOST_KEPT_DRAWS),
  seed,
  realization: realizationIndex,
  errorLaw: errorLaw.optional(),
  radius: radiusSchema,
  errorShape: float64.optional(),
});
const claimSchema = z.strictObject({
  cooperation: cooperationSchema,
  precoders: float64,
  threshold: atLeastZero,
  robustness,
  leakageCap: atLeastZero.optional(),
  crb: float64.nullish(),
});

/**
 * Exact block-level worst case: the smallest SINR of each user over all errors, norm(e) <= radius for every link in CBF, norm of the
 * stacked error <= sqrt(J) radius in CoMP, and errors that attain it.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @param radius d, default the scenario's `csiErrorRadius`.
 * @param errorShape S of every link, [bs][cell][user][antenna][antenna][2]: errors are S u with u in the ball. Default: the identity.
 * @throws InputError on sizes that do not fit, numbers that are not finite, or a negative radius.
 */
export function exactWorstCase(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  radius?: number,
  errorShape?: Float64Array,
): ExactWorstCase {
  requireLinks(scenario, channels, precoders, cooperation);
  requireArgument('radius', radius, radiusSchema);
  requireShape(scenario, errorShape);
  return exact(scenario, channels, precoders, cooperation, radius, errorShape);
}

/**
 * SINR that the Cauchy-Schwarz terms of (31)-(32) leave to every user.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @param radius d, default the scenario's `csiErrorRadius`; CoMP uses sqrt(J) d.
 * @param errorShape S of every link, [bs][cell][user][antenna][antenna][2]. Default: the identity.
 * @returns linear, [cell][user].
 * @throws InputError on sizes that do not fit, numbers that are not finite, an unknown bound, or a negative radius.
 */
export function worstCaseBound(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  bound: ErrorBound,
  radius?: number,
  errorShape?: Float64Array,
): Float64Array {
  requireLinks(scenario, channels, precoders, cooperation);
  requireArgument('bound', bound, robustness);
  requireArgument('radius', radius, radiusSchema);
  requireShape(scenario, errorShape);
  return bounded(scenario, channels, precoders, cooperation, bound, radius, errorShape);
}

/**
 * Block-level SINR under drawn CSI errors: one independent error per link and draw. An estimate from above of the exact worst case.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @throws InputError on sizes that do not fit, numbers that are not finite, or options out of range.
 */
export function sampledWorstCase(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  options: SamplingOptions,
): SampledWorstCase {
  requireLinks(scenario, channels, precoders, cooperation);
  requireOptions(options, samplingOptions);
  requireShape(scenario, options.errorShape);
  return sampled(scenario, channels, precoders, cooperation, options);
}

/** What `certify` returns. */
export interface RecomputedDesign extends DesignCertificate {
  /** `meetsClaim` under its former name; the next version leaves it out. */
  readonly certified: boolean;
}

/**
 * Recomputes a block-level design and tells whether it meets its claim: nominal SINR and, for the guaranteed robustness, the exact worst case
 * within 1e-6 dB of the threshold, power and leakage within 1e-8 of their caps, RCRBs below 90 degrees. `holdsOverBall` tells whether the exact
 * worst case over the error ball reaches the threshold, whatever the robustness. `certified` is `meetsClaim` under its former name; the next version
 * leaves it out.
 *
 * @throws InputError on precoders or channels that do not fit the scenario, and unknown or impossible fields of the claim.
 */
export function certify(scenario: Scenario, realization: Realization, claim: DesignClaim): RecomputedDesign {
  requireArgument('claim', claim, claimSchema);
  requireEchoes(scenario, realization, claim.precoders, claim.cooperation);
  const { crb } = claim;
  if (crb && crb.length !== scenario.cells)
    throw new InputError(`claim.crb: expected ${scenario.cells} numbers [bs], got ${crb.length} numbers`);
  const certificate = certifyDesign(scenario, realization, claim);
  return { ...certificate, certified: certificate.meetsClaim };
}
