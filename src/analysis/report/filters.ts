import type { DesignRecord } from '../readDesigns.ts';
import { DIMENSIONS, distinct, variedDimensions } from '../figures/facets.ts';

/** A choice of values of one field of the rows. */
export interface Filter {
  readonly field: string;
  readonly label: string;
  readonly values: readonly (string | number)[];
}

/** What a page can be filtered by: everything that takes more than one value in the study. */
export function studyFilters(rows: readonly DesignRecord[]): Filter[] {
  const fields = (['scheme', 'design', 'robustness'] as const).map((field) => ({
    field,
    label: `${field.charAt(0).toUpperCase()}${field.slice(1)}`,
    values: distinct(rows.map((r) => r[field])),
  }));
  const sweeps = variedDimensions(rows).map((field) => ({
    field,
    label: DIMENSIONS[field].title,
    values: distinct(rows.map((r) => r.sweep[field]))
      .filter((v) => !Number.isNaN(v))
      .sort((a, b) => a - b),
  }));
  return [...fields, ...sweeps].filter((f) => f.values.length > 1);
}
