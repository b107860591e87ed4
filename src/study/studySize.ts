import { binCount } from '../montecarlo/grid.ts';
import { tooLargeDesign } from '../problems/designSize.ts';
import { tooLarge } from '../problems/systemSize.ts';
import type { Design, Robustness, Scheme } from '../problems/types.ts';
import { mostPerChunk, MOST_CHUNKS } from './chunkSize.ts';
import { gridOf } from './sinrGridSchema.ts';
import {
  type Axes,
  axisOf,
  type CapAxis,
  capsOf,
  pskOrdersOf,
  type Swept,
  type Targets,
  targetsOf,
} from './sweepAxes.ts';

/** Values of one list of the sweep. */
export const MOST_VALUES = 10_000;
/** Grid points: each is held in memory by every worker. */
const MOST_POINTS = 100_000;
/** Designs of a chunk, whose files are made in memory. */
const MOST_DESIGNS = 2 ** 20;
/** Bytes of one table of a chunk, whose file is made in memory: half of what an Arrow file of ours can have. */
const MOST_TABLE_BYTES = 2 ** 30;
/** Bytes of a row of table errors, with its SINR before it is written. */
const ERROR_ROW = 28;

/** The fields of a study that decide how large it is. */
interface Fields extends Axes {
  readonly schemes: readonly Scheme[];
  readonly design: readonly Design[];
  readonly robustness: readonly Robustness[];
  readonly scenario: Axes['scenario'] & CapAxis['scenario'] & { readonly rxAntennas: number };
  readonly sweep: Axes['sweep'] & CapAxis['sweep'] & Targets;
  readonly realizations: { readonly channels: number; readonly errors: number };
  readonly solver: { readonly lowerBounds: boolean };
  readonly output: {
    readonly tables?: readonly string[] | undefined;
    readonly perUser: boolean;
    readonly smallest: number;
    readonly sinrGridDb: readonly [number, number, number];
  };
}

/** Error draws of a design up to which their rows are written by default: table sinr_distribution has what they tell. */
const MOST_DEFAULT_ROWS = 10_000;

/** Bytes of table errors of a chunk in memory. */
function errorRowBytes(study: Fields): number {
  const { channels, errors } = study.realizations;
  return mostPerChunk(channels) * pointCount(study) * errors * ERROR_ROW;
}

/** Whether a study that names no tables has a row for each error draw. */
export function keepsErrorRows(study: Fields): boolean {
  return study.realizations.errors <= MOST_DEFAULT_ROWS && errorRowBytes(study) <= MOST_TABLE_BYTES;
}

/** A fault of a study at one of its fields. */
interface SizeFault {
  readonly path: string[];
  readonly message: string;
}

/** Number of grid points, without the grid. */
export function pointCount(study: Fields): number {
  const { schemes, design, robustness, sweep } = study;
  const systems = ['cells', 'usersPerCell', 'txAntennas', 'frameLength', 'csiErrorRadius'] as const;
  const kinds = design.length * robustness.length * capsOf(study).length;
  const common = systems.reduce((n, name) => n * axisOf(study, name).length, kinds);
  return schemes.reduce(
    (sum, scheme) => sum + common * pskOrdersOf(study, scheme).length * targetsOf(sweep, scheme).length,
    0,
  );
}

/** What makes a study too large for memory: found by counting, before anything of that size is built. */
export function sizeFaults(study: Fields): SizeFault[] {
  const { scenario, realizations, output } = study;
  const largest = (name: Swept): number => Math.max(...axisOf(study, name));
  const system = tooLarge({
    cells: largest('cells'),
    usersPerCell: largest('usersPerCell'),
    txAntennas: largest('txAntennas'),
    rxAntennas: scenario.rxAntennas,
    frameLength: largest('frameLength'),
  });
  if (system !== undefined) return [{ path: ['scenario'], message: system }];
  const design = largestDesign(study);
  if (design !== undefined) return [design];
  const points = pointCount(study);
  if (points > MOST_POINTS)
    return [{ path: ['sweep'], message: `expected at most ${MOST_POINTS} grid points, got ${points}` }];
  const { channels, errors } = realizations;
  const most = MOST_CHUNKS * Math.floor(MOST_DESIGNS / Math.max(1, points));
  if (channels > most) {
    const why = `${points} grid points (${MOST_DESIGNS} designs in each of ${MOST_CHUNKS} chunks)`;
    return [{ path: ['realizations', 'channels'], message: `expected at most ${most} with ${why}, got ${channels}` }];
  }
  const designs = mostPerChunk(channels) * points;
  const rowBytes = errorRowBytes(study);
  if (output.tables?.includes('errors') && rowBytes > MOST_TABLE_BYTES) {
    const rows = `${designs * errors} rows of table errors (${gib(rowBytes)} GiB)`;
    const message = `expected at most ${Math.floor(MOST_TABLE_BYTES / ERROR_ROW)} (${gib(MOST_TABLE_BYTES)} GiB) in a chunk, got ${rows}; table sinr_distribution has what they tell`;
    return [{ path: ['output', 'tables'], message }];
  }
  const perDesign = output.perUser ? 1 + largest('cells') * largest('usersPerCell') : 1;
  const bytes = designs * perDesign * distributionBytes(output, errors);
  if (errors > 0 && bytes > MOST_TABLE_BYTES) {
    const message = `expected at most ${gib(MOST_TABLE_BYTES)} GiB of table sinr_distribution in a chunk, got ${gib(bytes)} GiB: fewer smallest SINRs, wider bins, no perUser, or fewer sweep points`;
    return [{ path: ['output'], message }];
  }
  return [];
}

/** Bytes of a row of table sinr_distribution at most. */
function distributionBytes({ smallest, sinrGridDb }: Fields['output'], errors: number): number {
  return 128 + 16 * Math.min(smallest, errors) + 8 * Math.min(binCount(gridOf(sinrGridDb)) + 2, errors);
}

function gib(bytes: number): string {
  return String(Number((bytes / 2 ** 30).toPrecision(2)));
}

/** The first kind of design whose programs are too large in the largest system of the grid. */
function largestDesign(study: Fields): SizeFault | undefined {
  const { schemes, robustness: claims, sweep, solver } = study;
  const largest = (name: Swept): number => Math.max(...axisOf(study, name));
  for (const robustness of claims)
    for (const design of study.design)
      for (const scheme of schemes) {
        const message = tooLargeDesign({
          scheme,
          design,
          robustness,
          cells: largest('cells'),
          usersPerCell: largest('usersPerCell'),
          txAntennas: largest('txAntennas'),
          csiErrorRadius: largest('csiErrorRadius'),
          lowerBounds: solver.lowerBounds && sweep.rho === undefined,
        });
        if (message !== undefined) return { path: ['scenario'], message };
      }
  return undefined;
}
