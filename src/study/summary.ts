import { median } from '../model/median.ts';
import { designOutcome } from './designOutcome.ts';
import { ChunkLedger } from './chunkLedger.ts';
import { studyChunks } from './chunks.ts';
import { excludedDraws, isCompared } from './comparedDraws.ts';
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
  readonly certified: number;
  /** Feasible draws whose precoders are not certified, or that have none. */
  readonly uncertified: number;
  /** Median RCRB in degrees over `compared` draws, NaN without any. */
  readonly medianRcrbDeg: number;
  /** Draws feasible at every compared point: those points of this scheme, design and robustness that at least half of the draws reach. */
  readonly compared: number;
  /** Smallest exact worst-case SINR less the threshold, dB; -Infinity where a worst case is 0. */
  readonly worstMarginDb: number;
  /** Designs whose precoders' RCRB is more than 1% above that of the relaxation that they were made from. */
  readonly loose: number;
  /** Largest ratio of the two; NaN without any. */
  readonly largestGap: number;
}

/** Ratio of the achieved RCRB to the relaxation's above which a relaxation counts as loose. */
const LOOSE = 1.01;

interface Row {
  readonly realization: number;
  readonly point: number;
  readonly curve: string;
  /** J and K as text. */
  readonly system: string;
  readonly label: Pick<SummaryLine, 'scheme' | 'design' | 'robustness' | 'point'>;
  readonly feasible: boolean;
  readonly undecided: boolean;
  readonly failed: boolean;
  /** Has precoders. */
  readonly designed: boolean;
  readonly certified: boolean;
  readonly rcrb: number;
  /** Achieved RCRB over the relaxation's; NaN where there is none, and for blind designs, whose relaxation leaves the other cells out. */
  readonly gap: number;
  readonly margin: number;
}

/**
 * Summary of the chunks of a study directory that are done, in the order of the grid.
 *
 * @throws ResumableError naming a file that is damaged.
 */
export function summarize(out: string): SummaryLine[] {
  const directory = openStudyDirectory(out);
  const ledger = new ChunkLedger(out, tablesOf(directory.study));
  const done = studyChunks(directory.study).filter((chunk) => ledger.isListed(chunk));
  return summaryOf(done.flatMap((chunk) => readStored(directory, ledger, 'designs', chunk) ?? []));
}

/** Summary of some files of table `designs`, in the order of the grid. */
export function summaryOf(designs: readonly ArrowTable[]): SummaryLine[] {
  const rows = designs.flatMap(readRows);
  const systems = new Set(rows.map((r) => r.system)).size;
  const points = new Map<number, Row[]>();
  for (const row of rows) {
    const list = points.get(row.point);
    if (list) list.push(row);
    else points.set(row.point, [row]);
  }
  const curves = new Map<string, Row[][]>();
  for (const list of points.values()) {
    const curve = list[0]?.curve ?? '';
    curves.set(curve, [...(curves.get(curve) ?? []), list]);
  }
  const excluded = new Map([...curves].map(([curve, lists]) => [curve, excludedDraws(lists)]));
  return [...points.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, list]) => {
      const [first] = list;
      if (!first) return [];
      const compared = isCompared(list)
        ? list.filter((r) => !excluded.get(r.curve)?.has(r.realization) && !Number.isNaN(r.rcrb))
        : [];
      const feasible = list.filter((r) => r.feasible);
      const gaps = list.map((r) => r.gap).filter((x) => !Number.isNaN(x));
      return [
        {
          ...first.label,
          point: systems > 1 ? `${first.system} ${first.label.point}` : first.label.point,
          draws: list.length,
          feasible: feasible.length,
          undecided: list.filter((r) => r.undecided && !r.failed).length,
          failed: list.filter((r) => r.failed).length,
          certified: list.filter((r) => r.certified).length,
          uncertified: feasible.filter((r) => !r.certified).length,
          medianRcrbDeg: median(compared.map((r) => r.rcrb)),
          compared: compared.length,
          worstMarginDb: Math.min(...feasible.filter((r) => r.designed).map((r) => r.margin)),
          loose: gaps.filter((x) => x > LOOSE).length,
          largestGap: gaps.length > 0 ? Math.max(...gaps) : Number.NaN,
        },
      ];
    });
}

/** Columns that a row of the summary is made from. */
const COLUMNS = [
  'realization',
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
  'rho',
  'threshold_db',
  'status',
  'rcrb_deg',
  'rcrb_relaxation_deg',
  'sinr_program_db',
  'worst_exact_sinr_db',
  'certified',
  'leakage_used',
] as const;

type Cells = Record<(typeof COLUMNS)[number], CellValue>;

function readRows(table: ArrowTable): Row[] {
  const columns = COLUMNS.map((name) => [name, table.column(name)] as const);
  return Array.from({ length: table.rows }, (_, row) =>
    readRow(Object.fromEntries(columns.map(([name, cell]) => [name, cell(row)])) as Cells),
  );
}

function readRow(cells: Cells): Row {
  const text = (name: keyof Cells): string => String(cells[name]);
  const value = (name: keyof Cells): number => (cells[name] === null ? Number.NaN : Number(cells[name]));
  const [scheme, design, robustness] = [text('scheme'), text('design'), text('robustness')];
  const point = pointText({
    txAntennas: value('tx_antennas'),
    frameLength: value('frame_length'),
    csiErrorRadius: value('csi_error_radius'),
    pskOrder: cells.psk_order === null ? null : value('psk_order'),
    rho: cells.rho === null ? null : value('rho'),
    thresholdDb: value('threshold_db'),
  });
  const worst = cells.worst_exact_sinr_db === null ? -Infinity : value('worst_exact_sinr_db');
  return {
    realization: value('realization'),
    point: value('point'),
    curve: [scheme, design, robustness].join('/'),
    system: `J=${value('cells')} K=${value('users_per_cell')}`,
    label: { scheme, design, robustness, point },
    ...designOutcome(text('status')),
    // every design with precoders has a leakage, whereas an SINR of 0 is null in dB
    designed: cells.leakage_used !== null,
    certified: cells.certified === true,
    rcrb: value('rcrb_deg'),
    gap: design === 'blind' ? Number.NaN : value('rcrb_deg') / value('rcrb_relaxation_deg'),
    margin: worst - (Number.isFinite(value('threshold_db')) ? value('threshold_db') : value('sinr_program_db')),
  };
}
