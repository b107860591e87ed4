import type { Comparison } from './comparisons.ts';
import { pairedRatios } from './paired.ts';
import { curveOf, groupBy, type SweepColumn } from './rows.ts';
import type { StoredDesign } from './storedRun.ts';

/** Two lists of rows compared at each value of a sweep, draw by draw. */
export function comparedAlong(
  first: readonly StoredDesign[],
  second: readonly StoredDesign[],
  column: SweepColumn,
  by?: Parameters<typeof pairedRatios>[2],
): Comparison['points'] {
  return curveOf(first, column).map(({ at, rows }) => ({
    at,
    paired: pairedRatios(
      rows,
      second.filter((row) => row[column] === at),
      by,
    ),
  }));
}

/** `joint` against `paper` in each scheme; none where a design is missing. */
export function designComparisons(rows: readonly StoredDesign[], column: SweepColumn): Comparison[] {
  return groupBy(rows, 'scheme').flatMap(({ of: { scheme }, rows: own }) => {
    const [joint, paper] = ['joint', 'paper'].map((design) => own.filter((r) => r.design === design));
    if (!joint?.length || !paper?.length) return [];
    return [
      {
        labels: [scheme],
        where: `In ${scheme}`,
        first: '`joint`',
        second: '`paper`',
        points: comparedAlong(joint, paper, column),
      },
    ];
  });
}

/** Symbol level against block level in each coordination mode and design. */
export function levelComparisons(rows: readonly StoredDesign[], column: SweepColumn): Comparison[] {
  return groupBy(rows, 'scheme', 'design').flatMap(({ of: { scheme, design }, rows: block }) => {
    if (!scheme.startsWith('BLP-')) return [];
    const mode = scheme.slice('BLP-'.length);
    const symbol = rows.filter((r) => r.scheme === `SLP-${mode}` && r.design === design);
    if (symbol.length === 0) return [];
    return [
      {
        labels: [mode, `\`${design}\``],
        where: `In ${mode} with \`${design}\``,
        first: 'symbol level',
        second: 'block level',
        points: comparedAlong(symbol, block, column),
      },
    ];
  });
}

/** Every scheme against SLP-CoMP with the same design. */
export function schemeComparisons(rows: readonly StoredDesign[], column: SweepColumn): Comparison[] {
  const best = 'SLP-CoMP';
  return groupBy(rows, 'scheme', 'design').flatMap(({ of: { scheme, design }, rows: own }) => {
    const reference = rows.filter((r) => r.scheme === best && r.design === design);
    if (scheme === best || reference.length === 0) return [];
    return [
      {
        labels: [scheme, `\`${design}\``],
        where: `With \`${design}\``,
        first: scheme,
        second: best,
        points: comparedAlong(own, reference, column),
      },
    ];
  });
}
