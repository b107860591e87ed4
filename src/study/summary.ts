import { median } from '../model/median.ts';
import { type MeanOutage, outagesOf } from './meanOutage.ts';
import { designOutcome } from './designOutcome.ts';
import { drawOutcomes } from './drawOutcomes.ts';
import { grouped } from '../grouped.ts';
import { ChunkLedger } from './chunkLedger.ts';
import { studyChunks } from './chunks.ts';
import { countedRcrb, countedValue, type DrawOutcome } from './countedDraws.ts';
import { pointText } from './pointText.ts';
import { readStored } from './storedTables.ts';
import { openStudyDirectory } from './studyDirectory.ts';
import type { ArrowTable } from './tables/arrow/arrowReader.ts';
import type { CellValue } from './tables/column.ts';
import { tablesOf } from './tables/studyTables.ts';

/** One line of the summary: a grid point over all realizations that are done. */
export interface SummaryLine {
  readonly scheme: string;
  readonly design: string;
  readonly robustness: string;
  /** Sweep values as text, for example `threshold_db=15`. */
  readonly point: string;
  readonly draws: number;
  /** Draws whose relaxation has an optimum. */
  readonly feasible: number;
  /** Draws that the solver left without a claim: neither an optimum nor a certificate of infeasibility. */
  readonly undecided: number;
  /** Draws that cannot be computed. */
  readonly failed: number;
  /** Draws whose precoders do what the design claims (column `meets_claim`). */
  readonly meetsClaim: number;
  /** Draws whose exact worst case over the error ball reaches the threshold, whatever the design claims (column `holds_over_ball`). */
  readonly holdsOverBall: number;
  /** Median RCRB in degrees over all draws by the rule of `countedRcrb`: Infinity where half of the draws count as infinite, NaN where no RCRB is defined (rho = 0). */
  readonly medianRcrbDeg: number;
  /** Median over all draws of the smallest nominal SINR in dB; -Infinity where half of the draws have no design that meets its claim. */
  readonly medianSinrDb: number;
  /** The threshold form: designs are held to a threshold that the study gives. */
  readonly hasThreshold: boolean;
  /** Smallest exact worst-case SINR less the threshold, dB; -Infinity where a worst case is 0, NaN without a threshold. */
  readonly worstMarginDb: number;
  /** Designs whose precoders' RCRB is more than 1% above that of the relaxation that they were made from. */
  readonly loose: number;
  /** Largest ratio of the two; NaN without any. */
  readonly largestGap: number;
  /** Over the draws with precoders: exact where the study computes it; null without error draws, and without a design. */
  readonly outage: MeanOutage | null;
}

/** Ratio of the achieved RCRB to the relaxation's above which a relaxation counts as loose. */
const LOOSE = 1.01;

interface Row {
  readonly point: number;
  /** J and K as text. */
  readonly system: string;
  readonly label: Pick<SummaryLine, 'scheme' | 'design' | 'robustness' | 'point'>;
  readonly hasThreshold: boolean;
  readonly feasible: boolean;
  readonly undecided: boolean;
  readonly failed: boolean;
  /** Has precoders. */
  readonly designed: boolean;
  readonly meetsClaim: boolean;
  readonly holdsOverBall: boolean;
  /** By the rule of `countedRcrb`. */
  readonly rcrb: number;
  /** Nominal SINR in dB by the same rule. */
  readonly sinr: number;
  /** Achieved RCRB over the relaxation's; NaN where there is none, and for blind designs, whose relaxation leaves the other cells out. */
  readonly gap: number;
  /** Exact worst case less the threshold, dB; NaN without a threshold. */
  readonly margin: number;
  /** Of the design under CSI errors, sampled and exact; NaN where there is none. */
  readonly outage: number;
  readonly exactOutage: number;
}

/**
 * Summary of the chunks of a study directory that are done, in the order of the grid.
 *
 * @throws ResumableError naming a file that is damaged.
 */
export function summarize(out: string): SummaryLine[] {
  const directory = openStudyDirectory(out);
  const ledger = new ChunkLedger(out, tablesOf(directory.study));
  const done = ledger.listedAmong(studyChunks(directory.study));
  const tables = done.flatMap((chunk) => readStored(directory, ledger, 'designs', chunk) ?? []);
  return summaryOf(tables, directory.study.realizations.errors);
}

/**
 * Summary of some files of table `designs`, in the order of the grid.
 *
 * @param errors CSI errors drawn for each design.
 */
export function summaryOf(designs: readonly ArrowTable[], errors: number): SummaryLine[] {
  const rows = designs.flatMap(readRows);
  const systems = new Set(rows.map((r) => r.system)).size;
  return [...grouped(rows, (row) => row.point)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, list]) => {
      const [first] = list;
      if (!first) return [];
      const designed = list.filter((r) => r.designed);
      const gaps = list.map((r) => r.gap).filter((x) => !Number.isNaN(x));
      return [
        {
          ...first.label,
          point: systems > 1 ? `${first.system} ${first.label.point}` : first.label.point,
          draws: list.length,
          feasible: list.filter((r) => r.feasible).length,
          undecided: list.filter((r) => r.undecided && !r.failed).length,
          failed: list.filter((r) => r.failed).length,
          meetsClaim: list.filter((r) => r.meetsClaim).length,
          holdsOverBall: list.filter((r) => r.holdsOverBall).length,
          medianRcrbDeg: median(list.map((r) => r.rcrb).filter((x) => !Number.isNaN(x))),
          medianSinrDb: median(list.map((r) => r.sinr)),
          hasThreshold: first.hasThreshold,
          worstMarginDb: designed.length === 0 ? Number.NaN : Math.min(...designed.map((r) => r.margin)),
          loose: gaps.filter((x) => x > LOOSE).length,
          largestGap: gaps.length > 0 ? Math.max(...gaps) : Number.NaN,
          outage: outagesOf(list, errors),
        },
      ];
    });
}

/** Columns that a row of the summary is made from. */
const COLUMNS = [
  'point',
  'scheme',
  'design',
  'robustness',
  'cells',
  'users_per_cell',
  'tx_antennas',
  'frame_length',
  'psk_order',
  'csi_error_radius',
  'amplitude_crb_cap',
  'rho',
  'threshold_db',
  'status',
  'rcrb_deg',
  'rcrb_relaxation_deg',
  'sinr_db',
  'worst_exact_sinr_db',
  'holds_over_ball',
  'outage',
  'outage_exact',
] as const;

type Cells = Record<(typeof COLUMNS)[number], CellValue>;

function readRows(table: ArrowTable): Row[] {
  const columns = COLUMNS.map((name) => [name, table.column(name)] as const);
  return drawOutcomes(table).map((outcome, row) =>
    readRow(Object.fromEntries(columns.map(([name, cell]) => [name, cell(row)])) as Cells, outcome),
  );
}

function readRow(cells: Cells, outcome: DrawOutcome): Row {
  const text = (name: keyof Cells): string => String(cells[name]);
  const value = (name: keyof Cells): number => (cells[name] === null ? Number.NaN : Number(cells[name]));
  const [scheme, design, robustness] = [text('scheme'), text('design'), text('robustness')];
  const point = pointText({
    txAntennas: value('tx_antennas'),
    frameLength: value('frame_length'),
    csiErrorRadius: value('csi_error_radius'),
    ...(cells.amplitude_crb_cap === null ? {} : { amplitudeCrbCap: value('amplitude_crb_cap') }),
    pskOrder: cells.psk_order === null ? null : value('psk_order'),
    rho: cells.rho === null ? null : value('rho'),
    thresholdDb: value('threshold_db'),
  });
  // an SINR of 0 is null in dB
  const decibels = (name: 'sinr_db' | 'worst_exact_sinr_db'): number =>
    cells[name] === null ? -Infinity : value(name);
  const hasThreshold = cells.threshold_db !== null;
  return {
    point: value('point'),
    system: `J=${value('cells')} K=${value('users_per_cell')}`,
    label: { scheme, design, robustness, point },
    ...designOutcome(text('status')),
    ...outcome,
    holdsOverBall: cells.holds_over_ball === true,
    hasThreshold,
    rcrb: countedRcrb(outcome, value('rcrb_deg')),
    sinr: countedValue(outcome, decibels('sinr_db'), -Infinity),
    gap: design === 'blind' ? Number.NaN : value('rcrb_deg') / value('rcrb_relaxation_deg'),
    outage: value('outage'),
    exactOutage: value('outage_exact'),
    margin: hasThreshold ? decibels('worst_exact_sinr_db') - value('threshold_db') : Number.NaN,
  };
}
