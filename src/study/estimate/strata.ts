import { isSymbolLevel } from '../../problems/capabilities.ts';
import type { Chunk } from '../chunks.ts';
import type { GridPoint } from '../grid.ts';
import { grouped } from '../../grouped.ts';
import type { StudyPlan } from '../studyPlan.ts';
import type { Population } from './sampling.ts';

/** Some grid points that are timed together, and what the time counts in the cost of the item. */
export interface TimedPart {
  readonly points: readonly GridPoint[];
  readonly weight: number;
}

/** What is timed for one draw of a stratum. */
export interface Item {
  /** Grid points whose designs the item stands for. */
  readonly points: readonly GridPoint[];
  readonly parts: readonly TimedPart[];
}

/** Designs of a study whose items cost about the same for their size. */
export interface Stratum {
  readonly name: string;
  readonly items: readonly Item[];
  readonly population: Population;
  /** The same designs in larger items, which are timed instead where they are cheap: programs of a batch share what begins and ends it. */
  readonly larger: Stratum | null;
  /** Chunks that a copy of an item is computed for. */
  readonly chunksOf: (copy: number) => readonly Chunk[];
}

/** Weights of one curve that are solved to learn what each adds; the others are taken to add as much. */
const TIMED_WEIGHTS = 4;

/**
 * The strata of a backend that computes programs one after the other, one for each scheme. An item is a point of the sweep with all its designs and kinds of robustness, which
 * share programs and bounds; in the weighted form a whole curve, because its weights share programs too. Its copies are the channel realizations.
 *
 * @param realizations number of them, from 0.
 */
export function designStrata({ points }: StudyPlan, realizations: number): Stratum[] {
  return [...grouped(points, (p) => p.scheme)].map(([name, own]) => {
    const curves = [...grouped(own, systemOf).values()].map((curve) => [...grouped(curve, targetOf).values()]);
    const stratumOf = (items: readonly Item[], larger: Stratum | null): Stratum => ({
      name,
      items,
      population: { sizes: Float64Array.from(items, sizeOf), copies: realizations },
      larger,
      chunksOf: (copy) => [{ id: copy, first: copy, end: copy + 1 }],
    });
    const whole = stratumOf(
      curves.map((curve) => wholeItem(curve.flat())),
      null,
    );
    const isWeighted = own[0]?.rho !== null;
    return stratumOf(isWeighted ? curves.map(curveItem) : curves.flat().map(wholeItem), whole);
  });
}

/**
 * The one stratum of a backend that computes many programs at once: whole lists of chunks, as a run computes them together.
 *
 * @param together chunks of a list.
 */
export function batchStrata({ points }: StudyPlan, chunks: readonly Chunk[], together: number): Stratum[] {
  const size = Math.min(together, chunks.length);
  return [
    {
      name: `${size} chunk${size === 1 ? '' : 's'} together`,
      items: [wholeItem(points)],
      population: { sizes: Float64Array.of(1), copies: chunks.length / size },
      larger: null,
      chunksOf: (copy) => chunks.slice(Math.floor(copy) * size).slice(0, size),
    },
  ];
}

/** Names the system of a point: points of one system are curves over thresholds or weights. */
function systemOf({ scenario, pskOrder }: GridPoint): string {
  const { cells, usersPerCell, txAntennas, frameLength, csiErrorRadius, amplitudeCrbCap } = scenario;
  return [cells, usersPerCell, txAntennas, frameLength, csiErrorRadius, amplitudeCrbCap, pskOrder].join('/');
}

function targetOf({ thresholdDb, rho }: GridPoint): number | null {
  return rho ?? thresholdDb;
}

function wholeItem(points: readonly GridPoint[]): Item {
  return { points, parts: [{ points, weight: 1 }] };
}

/** Curves over rho; long ones are timed with one and with some of their weights, and the others cost in proportion. */
function curveItem(weights: readonly (readonly GridPoint[])[]): Item {
  const count = weights.length;
  const points = weights.flat();
  if (count <= TIMED_WEIGHTS + 1) return wholeItem(points);
  const at = (share: number): readonly GridPoint[] => weights[Math.round(share * (count - 1))] ?? [];
  const some = Array.from({ length: TIMED_WEIGHTS }, (_, i) => at(i / (TIMED_WEIGHTS - 1)));
  const rest = (count - 1) / (TIMED_WEIGHTS - 1);
  return {
    points,
    parts: [
      { points: some.flat(), weight: rest },
      { points: at(0.5), weight: 1 - rest },
    ],
  };
}

/**
 * About what the programs of a design cost, up to a factor of its stratum: measured times of study `complexity`, rounded to powers. It only decides which points
 * are timed more often.
 */
function sizeOf({ points: [point] }: Item): number {
  if (!point) return 1;
  const { cells, usersPerCell, txAntennas, frameLength } = point.scenario;
  const perSymbol = isSymbolLevel(point.scheme) ? frameLength : 1;
  return cells ** 2.5 * usersPerCell ** 1.5 * (txAntennas * perSymbol) ** 0.7;
}
