import { invariant } from '../../errors.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import type { Normalization } from '../types.ts';
import { channelKey } from './channelKey.ts';
import { networkDesigns } from './networkDesign.ts';
import { type BlockTask, type RelaxedDesign, failedDesign, isSolved, sensingValue } from './relaxedDesign.ts';
import { largestSinr } from './largestSinr.ts';

/** g of the lowest threshold: sensing is nearly free of the users there (choice). */
const LOWEST_SINR = 0.1;
/** Thresholds of the first round, even in dB from the lowest to the bound of g. */
const GRID = 12;
/** Rounds that look for the largest feasible g, and the thresholds by which each divides its bracket. */
const REACH_ROUNDS = 4;
const REACH_POINTS = 6;
/** The search for the largest g ends when its bracket is this narrow, relative to g (0.01 dB). */
const REACH_ACCURACY = 2e-3;
/** Rounds that halve the intervals beside every rho's best threshold. */
const REFINEMENTS = 6;
/** Objectives this close count as equal, and the largest g among them wins: t*(g) is flat at low g. The objective is of size 1. */
const TIE = 1e-6;
/** Intervals narrower than this, relative to g, are not divided. */
const FINEST = 1e-3;

interface Point {
  readonly sinr: number;
  readonly design: RelaxedDesign;
}

/** The value function t*(g) of one channel, as far as it is known; points in ascending order of g. */
interface Curve {
  readonly task: BlockTask;
  readonly points: Point[];
  solverIterations: number;
}

/**
 * Weighted form of `joint` and `capsFree`: maximise -rho t*(g)/NFR + (1-rho) g/NFC over g, where t*(g) is the design's
 * optimum at a fixed g: the sum of the CRBs in CBF, the largest in CoMP. All channels and all rho advance together, each round
 * being one batch; all rho of a channel share its points. First the largest feasible g is found to 0.01 dB, which is NFC (NFR is t*
 * at the lowest threshold, -10 dB); then the intervals beside every rho's best point are halved.
 *
 * At rho = 0 the design is the one at the largest g found, and its CRB is not defined.
 */
export async function searchWeighted(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const curves = new Map<string, { curve: Curve; rhos: number[] }>();
  for (const task of tasks) {
    const key = channelKey(task);
    const entry = curves.get(key) ?? { curve: { task, points: [], solverIterations: 0 }, rhos: [] };
    entry.rhos.push(rhoOf(task));
    curves.set(key, entry);
  }
  const entries = [...curves.values()];
  await evaluate(
    entries.map(({ curve }) => ({ curve, sinrs: initialGrid(curve.task) })),
    settings,
  );
  for (let round = 0; round < REACH_ROUNDS; round++) {
    const requests = entries.map(({ curve }) => ({ curve, sinrs: reachCandidates(curve) }));
    await evaluate(requests, settings);
  }
  for (let round = 0; round < REFINEMENTS; round++) {
    for (const { curve, rhos } of entries) forgetCovariances(curve, rhos);
    const requests = entries.map(({ curve, rhos }) => ({ curve, sinrs: rhos.flatMap((rho) => besides(curve, rho)) }));
    await evaluate(requests, settings);
  }
  return tasks.map((task) => {
    const entry = curves.get(channelKey(task));
    invariant(entry, 'every task has a curve');
    return chosen(task, entry.curve);
  });
}

function rhoOf(task: BlockTask): number {
  invariant(task.form.kind === 'weighted', 'only weighted tasks are searched');
  return task.form.rho;
}

async function evaluate(
  requests: readonly { readonly curve: Curve; readonly sinrs: readonly number[] }[],
  settings: PrecodingSettings,
): Promise<void> {
  const wanted = requests.flatMap(({ curve, sinrs }) =>
    [...new Set(sinrs)].filter((g) => curve.points.every((p) => p.sinr !== g)).map((sinr) => ({ curve, sinr })),
  );
  if (wanted.length === 0) return;
  const designs = await networkDesigns(
    wanted.map(({ curve, sinr }) => ({ task: curve.task, threshold: sinr })),
    settings,
  );
  wanted.forEach(({ curve, sinr }, i) => {
    const design = designs[i];
    invariant(design, 'every point has a design');
    curve.points.push({ sinr, design });
    curve.solverIterations += design.solverIterations;
  });
  for (const { curve } of requests) curve.points.sort((a, b) => a.sinr - b.sinr);
}

function initialGrid(task: BlockTask): number[] {
  const ratio = Math.max(1, largestSinr(task) / LOWEST_SINR);
  return Array.from({ length: GRID }, (_, i) => LOWEST_SINR * ratio ** (i / (GRID - 1)));
}

/** Indices of the largest feasible point and of the point above it; -1 where there is none. */
function reach(curve: Curve): readonly [number, number] {
  const last = curve.points.findLastIndex((p) => isSolved(p.design.status));
  return [last, last + 1 < curve.points.length ? last + 1 : -1];
}

function reachCandidates(curve: Curve): number[] {
  const [last, above] = reach(curve);
  const low = curve.points[last]?.sinr;
  const high = curve.points[above]?.sinr;
  if (low === undefined || high === undefined || high / low < 1 + REACH_ACCURACY) return [];
  return Array.from({ length: REACH_POINTS }, (_, i) => low * (high / low) ** ((i + 1) / (REACH_POINTS + 1)));
}

/** NFR and NFC, or null where not even the lowest threshold is feasible. */
function normalizationOf(curve: Curve): Normalization | null {
  const first = curve.points.find((p) => isSolved(p.design.status));
  const last = curve.points[reach(curve)[0]];
  if (!first || !last) return null;
  return {
    nfr: Float64Array.of(sensingValue(curve.task, first.design.crb)),
    nfc: Float64Array.of(last.sinr),
  };
}

/** Index of the best known point for rho; -1 where none is feasible. */
function bestPoint(curve: Curve, rho: number): number {
  const pair = normalizationOf(curve);
  if (!pair) return -1;
  const [nfr = 1] = pair.nfr;
  const [nfc = 1] = pair.nfc;
  const values = curve.points.map(({ sinr, design }) => {
    if (!isSolved(design.status)) return -Infinity;
    const sensing = rho > 0 ? (rho * sensingValue(curve.task, design.crb)) / nfr : 0;
    return ((1 - rho) * sinr) / nfc - sensing;
  });
  const highest = values.reduce((x, y) => Math.max(x, y), -Infinity);
  return values.findLastIndex((value) => value >= highest - TIE);
}

/** Once NFC is settled, a point that is best for no rho can never become so: its covariances only take room. */
function forgetCovariances(curve: Curve, rhos: readonly number[]): void {
  const kept = new Set(rhos.map((rho) => bestPoint(curve, rho)));
  curve.points.forEach((point, i) => {
    if (!kept.has(i)) curve.points[i] = { ...point, design: { ...point.design, covariances: null } };
  });
}

/** Middles, in dB, of the feasible intervals on both sides of rho's best point. */
function besides(curve: Curve, rho: number): number[] {
  const best = bestPoint(curve, rho);
  const own = curve.points[best];
  if (!own) return [];
  return [curve.points[best - 1], curve.points[best + 1]].flatMap((other) => {
    if (!other || !isSolved(other.design.status)) return [];
    const wide = Math.abs(Math.log(other.sinr / own.sinr)) > FINEST;
    return wide ? [Math.sqrt(other.sinr * own.sinr)] : [];
  });
}

function chosen(task: BlockTask, curve: Curve): RelaxedDesign {
  const { solverIterations } = curve;
  const rho = rhoOf(task);
  const point = curve.points[bestPoint(curve, rho)];
  if (!point) {
    const lowest = curve.points[0];
    return failedDesign(task, lowest?.design.status ?? 'numericalError', solverIterations);
  }
  const { design } = point;
  const crb = rho > 0 ? design.crb : design.crb.map(() => Number.NaN);
  return { ...design, crb, solverIterations, normalization: normalizationOf(curve) };
}
