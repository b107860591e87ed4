import {
  type Certificate,
  CERTIFICATE_TERMS,
  type CertificateSystem,
  type CertificateTerm,
  certificateLengths,
} from '../../model/certificates/certificate.ts';
import { CERTIFICATE_WIDTH } from '../certificateSize.ts';
import type { StoredColumns } from '../tables/readColumns.ts';

/** Certificates of one design as the table has them, or what is wrong with its rows. */
export type StoredCertificates =
  | { readonly certificates: readonly Certificate[] }
  | { readonly row: number; readonly column: string; readonly expected: string; readonly found: string };

/**
 * Puts the certificates of a design together: each a run of rows with one statement, BS and threshold, its terms in their order and whole.
 *
 * @param rows of table `certificates`.
 * @param thresholdOf g that a statement must be about.
 */
export function storedCertificates(
  stored: StoredColumns,
  rows: readonly number[],
  system: CertificateSystem,
  thresholdOf: (statement: Certificate['statement']) => number,
): StoredCertificates {
  const cell = (name: string, row: number): unknown => stored.columns.get(name)?.[row] ?? null;
  const certificates: Certificate[] = [];
  let at = 0;
  while (at < rows.length) {
    const first = rows[at] as number;
    const statement = cell('statement', first);
    if (statement !== 'infeasible' && statement !== 'bound')
      return { row: first, column: 'statement', expected: 'infeasible or bound', found: String(statement) };
    const bs = cell('bs', first) as number | null;
    const threshold = thresholdOf(statement);
    const again = certificates.some((c) => c.statement === statement && c.bs === bs);
    if (again || (bs !== null && !(bs >= 0)))
      return { row: first, column: 'bs', expected: 'a BS, or null, once for a statement', found: String(bs) };
    const terms: Partial<Record<CertificateTerm, Float64Array>> = {};
    const lengths = certificateLengths(system, statement);
    for (const term of CERTIFICATE_TERMS) {
      const length = lengths.get(term);
      if (length === undefined) continue;
      const values = new Float64Array(CERTIFICATE_WIDTH * Math.ceil(length / CERTIFICATE_WIDTH));
      for (let part = 0; part * CERTIFICATE_WIDTH < length; part++, at++) {
        const row = rows[at];
        if (row === undefined)
          return {
            row: rows[at - 1] as number,
            column: 'part',
            expected: `${term} part ${part} after it`,
            found: 'none',
          };
        for (const [column, value] of Object.entries({ statement, bs, threshold, term, part }))
          if (cell(column, row) !== value)
            return { row, column, expected: String(value), found: String(cell(column, row)) };
        values.set(cell('values', row) as Float64Array, part * CERTIFICATE_WIDTH);
      }
      if (values.subarray(length).some((x) => x !== 0))
        return { row: rows[at - 1] as number, column: 'values', expected: 'zeros after the numbers', found: 'others' };
      terms[term] = values.subarray(0, length);
    }
    certificates.push({ statement, bs, threshold, terms });
  }
  return { certificates };
}
