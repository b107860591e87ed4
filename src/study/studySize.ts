import { tooLarge } from '../problems/systemSize.ts';
import { mostPerChunk, MOST_CHUNKS } from './chunkSize.ts';

/** Values of one list of the sweep. */
export const MOST_VALUES = 10_000;
/** Grid points: each is held in memory by every worker. */
const MOST_POINTS = 100_000;
/** Designs of a chunk, whose files are made in memory. */
const MOST_DESIGNS = 2 ** 20;
/** Rows of table errors of a chunk. */
const MOST_ERROR_ROWS = 2 ** 27;

/** The fields of a study that decide how large it is. */
interface Fields {
  readonly schemes: readonly string[];
  readonly design: readonly string[];
  readonly robustness: readonly string[];
  readonly scenario: Readonly<Record<Swept | 'rxAntennas', number>>;
  readonly sweep: Readonly<
    Partial<Record<Swept | 'csiErrorRadius' | 'pskOrder' | 'rho', readonly number[] | undefined>>
  > & {
    readonly thresholdDb?: readonly number[] | Readonly<Record<string, readonly number[] | undefined>> | undefined;
  };
  readonly realizations: { readonly channels: number; readonly errors: number };
  readonly output: { readonly tables?: readonly string[] | undefined };
}
type Swept = 'cells' | 'usersPerCell' | 'txAntennas' | 'frameLength';

/** A fault of a study at one of its fields. */
interface SizeFault {
  readonly path: string[];
  readonly message: string;
}

/** Number of grid points, without the grid. */
export function pointCount({ schemes, design, robustness, sweep }: Fields): number {
  const systems = [sweep.cells, sweep.usersPerCell, sweep.txAntennas, sweep.frameLength, sweep.csiErrorRadius];
  const common = systems.reduce((n, list) => n * (list?.length ?? 1), design.length * robustness.length);
  const { rho, thresholdDb = [], pskOrder } = sweep;
  return schemes.reduce((sum, scheme) => {
    const thresholds = Array.isArray(thresholdDb) ? thresholdDb : (thresholdDb as Record<string, number[]>)[scheme];
    const orders = scheme.startsWith('SLP') ? (pskOrder?.length ?? 1) : 1;
    return sum + common * orders * (rho ?? thresholds ?? []).length;
  }, 0);
}

/** What makes a study too large for memory: found by counting, before anything of that size is built. */
export function sizeFaults(study: Fields): SizeFault[] {
  const { scenario, sweep, realizations, output } = study;
  const largest = (name: Swept): number => Math.max(...(sweep[name] ?? [scenario[name]]));
  const system = tooLarge({
    cells: largest('cells'),
    usersPerCell: largest('usersPerCell'),
    txAntennas: largest('txAntennas'),
    rxAntennas: scenario.rxAntennas,
    frameLength: largest('frameLength'),
  });
  if (system !== undefined) return [{ path: ['scenario'], message: system }];
  const points = pointCount(study);
  if (points > MOST_POINTS)
    return [{ path: ['sweep'], message: `expected at most ${MOST_POINTS} grid points, got ${points}` }];
  const { channels, errors } = realizations;
  const most = MOST_CHUNKS * Math.floor(MOST_DESIGNS / Math.max(1, points));
  if (channels > most) {
    const why = `${points} grid points (${MOST_DESIGNS} designs in each of ${MOST_CHUNKS} chunks)`;
    return [{ path: ['realizations', 'channels'], message: `expected at most ${most} with ${why}, got ${channels}` }];
  }
  const rows = mostPerChunk(channels) * points * errors;
  if (output.tables?.includes('errors') !== false && rows > MOST_ERROR_ROWS) {
    const message = `expected at most ${MOST_ERROR_ROWS} rows of table errors in a chunk, got ${rows}`;
    return [{ path: ['realizations', 'errors'], message }];
  }
  return [];
}
