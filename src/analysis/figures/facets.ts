import { SWEEP_DIMENSIONS, type SweepDimension, type SweepValues } from '../gridRow.ts';
import type { DesignRecord } from '../readDesigns.ts';

interface DimensionWords {
  /** Part of a figure's name. */
  readonly slug: string;
  /** Title of an axis. */
  readonly title: string;
  /** Within a sentence. */
  readonly noun: string;
  readonly text: (value: number | string) => string;
}

/** Symbol, name and unit of each sweep dimension. */
export const DIMENSIONS: Readonly<Record<SweepDimension, DimensionWords>> = {
  threshold_db: {
    slug: 'threshold',
    title: 'SINR threshold (dB)',
    noun: 'the SINR threshold',
    text: (v) => `threshold ${v} dB`,
  },
  rho: { slug: 'rho', title: 'Weight ρ of sensing', noun: 'the weight ρ of sensing', text: (v) => `ρ = ${v}` },
  cells: { slug: 'cells', title: 'Cells J', noun: 'the number of cells J', text: (v) => `J = ${v}` },
  users_per_cell: { slug: 'users', title: 'Users K of a cell', noun: 'the users K of a cell', text: (v) => `K = ${v}` },
  tx_antennas: {
    slug: 'antennas',
    title: 'Transmit antennas N of a base station',
    noun: 'the number of transmit antennas N',
    text: (v) => `N = ${v}`,
  },
  frame_length: {
    slug: 'frame-length',
    title: 'Frame length L (symbols)',
    noun: 'the frame length L',
    text: (v) => `L = ${v}`,
  },
  psk_order: { slug: 'psk-order', title: 'PSK order M', noun: 'the PSK order M', text: (v) => `M = ${v}` },
  csi_error_radius: {
    slug: 'csi-error',
    title: 'CSI error radius d',
    noun: 'the CSI error radius d',
    text: (v) => `d = ${v}`,
  },
  amplitude_crb_cap: {
    slug: 'amplitude-cap',
    title: 'Cap on the CRBs of the amplitudes, in units of |a|²',
    noun: 'the cap on the CRBs of the amplitudes',
    text: (v) => (v === Infinity ? 'no cap on amplitudes' : `amplitude CRB ≤ ${v}`),
  },
};

/** Sweep dimensions that take several values within a scheme: schemes with a value each, as in Fig. 7, do not make a sweep. */
export function variedDimensions(rows: readonly DesignRecord[]): SweepDimension[] {
  const schemes = [...new Set(rows.map((r) => r.scheme))];
  return SWEEP_DIMENSIONS.filter((name) =>
    schemes.some((scheme) => {
      const values = rows.filter((r) => r.scheme === scheme).map((r) => r.sweep[name]);
      return new Set(values.filter((v) => !Number.isNaN(v))).size > 1;
    }),
  );
}

/** One small multiple: what its rows have in common. */
export interface Facet {
  readonly title: string;
  readonly rows: readonly DesignRecord[];
}

/**
 * Splits designs by the fields and sweep dimensions that tell more than one value apart, in the order of the study's grid. Rows without a value
 * (block level has no PSK order) stand in every facet of that dimension.
 */
export function facetsOf(
  rows: readonly DesignRecord[],
  fields: readonly ('scheme' | 'design' | 'robustness')[],
  dimensions: readonly SweepDimension[],
): Facet[] {
  let facets: { parts: string[]; rows: readonly DesignRecord[] }[] = [{ parts: [], rows }];
  for (const field of fields) {
    const values = [...new Set(rows.map((r) => r[field]))];
    if (values.length < 2) continue;
    facets = facets.flatMap((facet) =>
      values.map((value) => ({
        parts: [...facet.parts, fieldText(field, value)],
        rows: facet.rows.filter((r) => r[field] === value),
      })),
    );
  }
  for (const name of dimensions) {
    const values = [...new Set(rows.map((r) => r.sweep[name]))].filter((v) => !Number.isNaN(v));
    if (values.length < 2) continue;
    facets = facets.flatMap((facet) =>
      values.map((value) => ({
        parts: [...facet.parts, DIMENSIONS[name].text(value)],
        rows: facet.rows.filter((r) => r.sweep[name] === value || Number.isNaN(r.sweep[name])),
      })),
    );
  }
  return facets.filter((f) => f.rows.length > 0).map((f) => ({ title: f.parts.join(', '), rows: f.rows }));
}

function fieldText(field: 'scheme' | 'design' | 'robustness', value: string): string {
  if (field === 'scheme') return value;
  return field === 'design' ? `design ${value}` : `robustness ${value}`;
}

/** Values in the order of their first row. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}

/** Fields of a row that a page filters by. */
export function rowKeys(row: DesignRecord): Record<string, string | number | null> {
  const sweep: Partial<Record<keyof SweepValues, number | string | null>> = {};
  for (const name of SWEEP_DIMENSIONS) {
    const value = row.sweep[name];
    sweep[name] = Number.isNaN(value) ? null : Number.isFinite(value) ? value : 'none';
  }
  return { scheme: row.scheme, design: row.design, robustness: row.robustness, ...sweep };
}
