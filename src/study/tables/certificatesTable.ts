import { type Certificate, CERTIFICATE_TERMS, type CertificateTerm } from '../../model/certificates/certificate.ts';
import { CERTIFICATE_WIDTH } from '../certificateSize.ts';
import type { Column } from './column.ts';
import type { DesignRow } from './designRow.ts';

export interface CertificateRow {
  row: DesignRow;
  certificate: Certificate;
  term: CertificateTerm;
  part: number;
  /** Filled up with zeros. */
  readonly values: Float64Array;
}

/**
 * Rows of table `certificates`: for each design its certificates, for each of these its terms, for each term as many rows as hold its numbers. Each row stands
 * in the record of the one before, if it is of the same design.
 */
export function* certificateRows(rows: readonly DesignRow[]): Generator<Readonly<CertificateRow>> {
  for (const row of rows) {
    const certificates = row.design?.certificates ?? [];
    const [first] = certificates;
    if (!first) continue;
    const values = new Float64Array(CERTIFICATE_WIDTH);
    const record: CertificateRow = { row, certificate: first, term: 'power', part: 0, values };
    for (record.certificate of certificates)
      for (record.term of CERTIFICATE_TERMS) {
        const all = record.certificate.terms[record.term] ?? new Float64Array(0);
        for (let from = 0; from < all.length; from += CERTIFICATE_WIDTH) {
          record.part = from / CERTIFICATE_WIDTH;
          values.fill(0);
          values.set(all.subarray(from, from + CERTIFICATE_WIDTH));
          yield record;
        }
      }
  }
}

export const certificatesTable: readonly Column<CertificateRow>[] = [
  { name: 'design_id', type: 'int64', description: 'row of designs', get: (r) => r.row.id },
  {
    name: 'statement',
    type: 'text',
    description: 'infeasible: no precoders meet the constraints; bound: no design has a smaller CRB',
    get: (r) => r.certificate.statement,
  },
  {
    name: 'bs',
    type: 'int32',
    nullable: true,
    description:
      'BS whose CRB is bounded, or whose program of its own is infeasible; null: the sum over the BSs, or the program of all BSs',
    get: (r) => r.certificate.bs,
  },
  {
    name: 'threshold',
    type: 'float64',
    unit: '1',
    description: 'g, linear, that every user reaches',
    get: (r) => r.certificate.threshold,
  },
  {
    name: 'term',
    type: 'text',
    description: `${CERTIFICATE_TERMS.join(', ')}: docs/certificates.md has their shapes and the inequality`,
    get: (r) => r.term,
  },
  { name: 'part', type: 'int32', description: 'place of the row in its term, from 0', get: (r) => r.part },
  {
    name: 'values',
    type: { list: CERTIFICATE_WIDTH },
    unit: '1',
    claim: true,
    description:
      'numbers of the term, row-major, the last row filled up with zeros; powers over the unit of noisePower',
    get: (r) => r.values,
  },
];
