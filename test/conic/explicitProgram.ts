import { smat } from '../../src/conic/cones/hermitianPsd.ts';
import type { ConeSizes } from '../../src/conic/cones/productCone.ts';
import type { ConicProgram, PsdGroup } from '../../src/conic/program.ts';

/** One program with explicit data; `A` is a list of rows over [nonneg | second-order cones | svec of PSD blocks]. */
export interface ExplicitProgram {
  readonly cones: ConeSizes;
  readonly A: readonly Float64Array[];
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** Writes an explicit program as a batch of one: an entry for every scalar coefficient, a dense row for every PSD coefficient. */
export function explicitProgram({ cones, A, b, c }: ExplicitProgram): ConicProgram {
  const rows = A.length;
  const all = [...A, c];
  const columns = cones.nonneg + cones.secondOrder.reduce((s, n) => s + n, 0);
  const entryRow: number[] = [];
  const entryColumn: number[] = [];
  const entries: number[] = [];
  all.forEach((row, r) => {
    for (let j = 0; j < columns; j++) {
      entryRow.push(r);
      entryColumn.push(j);
      entries.push(row[j] ?? NaN);
    }
  });
  let at = columns;
  const dense: Float64Array[] = [];
  const psd = cones.psd.map((n): PsdGroup => {
    const from = at;
    at += n * n;
    const values = new Float64Array(all.length * n * n * 2);
    all.forEach((row, r) => {
      smat(n, row.subarray(from, at), values.subarray(r * n * n * 2, (r + 1) * n * n * 2));
    });
    dense.push(values);
    const none = new Int32Array(0);
    return {
      size: n,
      count: 1,
      vectors: 0,
      terms: { left: none, right: none, row: none },
      denseCount: rows + 1,
      denseRow: Int32Array.from({ length: rows + 1 }, (_, r) => r),
      coupled: null,
    };
  });
  const empty = new Float64Array(0);
  return {
    shape: {
      rows,
      nonneg: cones.nonneg,
      secondOrder: cones.secondOrder.map((size) => ({ size, count: 1 })),
      psd,
      entryRow: Int32Array.from(entryRow),
      entryColumn: Int32Array.from(entryColumn),
    },
    data: {
      batch: 1,
      rhs: b,
      entries: Float64Array.from(entries),
      psd: dense.map((d) => ({ vectors: empty, weights: empty, dense: d })),
    },
  };
}
