import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';

/** One line of the summary: a grid point over all realizations that are done. */
export interface SummaryLine {
  readonly scheme: string;
  readonly design: string;
  readonly robustness: string;
  /** Sweep values as text, for example `threshold_db=15`. */
  readonly point: string;
  readonly draws: number;
  readonly feasible: number;
  readonly certified: number;
  /** Designs with precoders that are not certified. */
  readonly uncertified: number;
  /** Median RCRB in degrees over `compared` draws, NaN without any. */
  readonly medianRcrbDeg: number;
  /** Draws feasible at every compared point: those points of this scheme, design and robustness that at least half of the draws reach. */
  readonly compared: number;
  /** Smallest exact worst-case SINR less the threshold, dB. */
  readonly worstMarginDb: number;
}

interface Row {
  readonly realization: number;
  readonly point: number;
  readonly curve: string;
  readonly label: Omit<
    SummaryLine,
    'draws' | 'feasible' | 'certified' | 'uncertified' | 'medianRcrbDeg' | 'compared' | 'worstMarginDb'
  >;
  readonly feasible: boolean;
  readonly certified: boolean;
  readonly rcrb: number;
  readonly margin: number;
}

/** Summary of the `designs` files of a study directory, in the order of the grid. */
export function summarize(out: string): SummaryLine[] {
  const folder = join(out, 'data', 'designs');
  const rows = readdirSync(folder)
    .sort()
    .flatMap((name) => readRows(tableFromIPC(readFileSync(join(folder, name)))));
  const points = new Map<number, Row[]>();
  for (const row of rows) {
    const list = points.get(row.point);
    if (list) list.push(row);
    else points.set(row.point, [row]);
  }
  const infeasibleDraws = new Map<string, Set<number>>();
  for (const list of points.values()) {
    if (!isCompared(list)) continue;
    for (const row of list) {
      const set = infeasibleDraws.get(row.curve) ?? new Set();
      infeasibleDraws.set(row.curve, row.feasible ? set : set.add(row.realization));
    }
  }
  return [...points.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, list]) => {
      const [first] = list;
      if (!first) return [];
      const excluded = infeasibleDraws.get(first.curve);
      const compared = isCompared(list)
        ? list.filter((r) => !excluded?.has(r.realization) && Number.isFinite(r.rcrb))
        : [];
      const feasible = list.filter((r) => r.feasible);
      return [
        {
          ...first.label,
          draws: list.length,
          feasible: feasible.length,
          certified: list.filter((r) => r.certified).length,
          uncertified: feasible.filter((r) => !r.certified).length,
          medianRcrbDeg: median(compared.map((r) => r.rcrb)),
          compared: compared.length,
          worstMarginDb: Math.min(...feasible.map((r) => r.margin).filter(Number.isFinite)),
        },
      ];
    });
}

/** Points that fewer than half of the draws reach would leave too few draws to compare. */
function isCompared(list: readonly Row[]): boolean {
  return 2 * list.filter((r) => r.feasible).length >= list.length;
}

function readRows(table: Table): Row[] {
  return table.toArray().map((record: Record<string, unknown>) => {
    const text = (name: string): string => String(record[name]);
    const value = (name: string): number => (record[name] === null ? Number.NaN : Number(record[name]));
    const [scheme, design, robustness] = [text('scheme'), text('design'), text('robustness')];
    const sweep = record['rho'] === null ? `threshold_db=${value('threshold_db')}` : `rho=${value('rho')}`;
    const point = `N=${value('tx_antennas')} L=${value('frame_length')} d=${value('csi_error_radius')} ${sweep}`;
    return {
      realization: value('realization'),
      point: value('point'),
      curve: [scheme, design, robustness].join('/'),
      label: { scheme, design, robustness, point },
      feasible: Number.isFinite(value('sinr_db')),
      certified: record['certified'] === true,
      rcrb: value('rcrb_deg'),
      margin:
        value('worst_exact_sinr_db') -
        (Number.isFinite(value('threshold_db')) ? value('threshold_db') : value('sinr_program_db')),
    };
  });
}

function median(values: number[]): number {
  const s = values.toSorted((a, b) => a - b);
  const n = s.length;
  if (n === 0) return Number.NaN;
  return ((s[(n - 1) >> 1] as number) + (s[n >> 1] as number)) / 2;
}
