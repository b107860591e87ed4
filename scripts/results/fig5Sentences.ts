import { type CurvePoint, medianAt } from './rows.ts';
import type { StoredDesign } from './storedRun.ts';
import { degrees, listed, plain } from './words.ts';

/** The curve of a scheme and design. */
export interface DesignCurve {
  readonly scheme: string;
  readonly design: string;
  readonly rows: readonly StoredDesign[];
  readonly points: readonly CurvePoint[];
}

/** Median achieved RCRB at a point. */
export function medianRcrb(point: CurvePoint): number {
  return medianAt(point, (r) => r.rcrb_deg);
}

/** How the schemes follow each other at the lowest threshold, for each design. */
export function orderOfSchemes(curves: readonly DesignCurve[]): string[] {
  const designs = [...new Set(curves.map((c) => c.design))];
  return designs.flatMap((design) => {
    const own = curves.filter((c) => c.design === design);
    const threshold = Math.min(...own.flatMap((c) => shownOf(c).map((p) => p.threshold)));
    const places = own
      .flatMap(({ scheme, points }) =>
        points.filter((p) => p.threshold === threshold).map((p) => ({ scheme, rcrb: medianRcrb(p) })),
      )
      .filter(({ rcrb }) => !Number.isNaN(rcrb))
      .sort((a, b) => a.rcrb - b.rcrb);
    if (places.length < 2) return [];
    const order = listed(places.map((p) => `${p.scheme} (${degrees(p.rcrb)})`));
    return [
      `The schemes with \`${design}\` at ${plain(threshold)} dB, from the lowest median to the highest: ${order}.`,
    ];
  });
}

/** For each scheme, how far `paper` and `joint` reach and their medians at the ends of the range that both reach. */
export function comparedDesigns(curves: readonly DesignCurve[]): string[] {
  const paper = curves.filter((c) => c.design === 'paper');
  return paper.flatMap((first) => {
    const second = curves.find((c) => c.scheme === first.scheme && c.design === 'joint');
    if (second === undefined) return [];
    const [low, high] = commonEnds(first, second);
    if (low === undefined || high === undefined) return [];
    const [reach, other] = [reachOf(first), reachOf(second)];
    const range =
      reach === other
        ? `both designs have medians up to ${plain(reach)} dB`
        : `\`paper\` has medians up to ${plain(reach)} dB and \`joint\` up to ${plain(other)} dB`;
    const at = ([p, j]: readonly [CurvePoint, CurvePoint]): string =>
      `${degrees(medianRcrb(j))} degrees at ${plain(p.threshold)} dB against ${degrees(medianRcrb(p))} of \`paper\``;
    const medians = low === high ? at(low) : `${at(low)}, and ${at(high)}`;
    return [`In ${first.scheme} ${range}; \`joint\` has ${medians}.`];
  });
}

/** For each coordination mode and design, at which thresholds block level has the lower median and at which symbol level. */
export function comparedLevels(curves: readonly DesignCurve[]): string[] {
  return curves.flatMap((block) => {
    if (!block.scheme.startsWith('BLP-')) return [];
    const mode = block.scheme.slice('BLP-'.length);
    const symbol = curves.find((c) => c.scheme === `SLP-${mode}` && c.design === block.design);
    if (symbol === undefined) return [];
    const pairs = commonPoints(block, symbol).map(([b, s]) => ({
      threshold: plain(b.threshold),
      lower: medianRcrb(b) < medianRcrb(s) ? 'block level' : 'symbol level',
    }));
    const parts = ['block level', 'symbol level'].flatMap((level) => {
      const own = pairs.filter((p) => p.lower === level).map((p) => p.threshold);
      return own.length === 0 ? [] : [`that of ${level} at ${listed(own)} dB`];
    });
    return parts.length === 0 ? [] : [`In ${mode} with \`${block.design}\` the lower median is ${listed(parts)}.`];
  });
}

/** Points with a median. */
function shownOf(curve: DesignCurve): CurvePoint[] {
  return curve.points.filter((p) => p.kept.length > 0);
}

function reachOf(curve: DesignCurve): number {
  return Math.max(...shownOf(curve).map((p) => p.threshold));
}

/** The points of two curves at the lowest and the highest threshold where both have a median. */
function commonEnds(
  a: DesignCurve,
  b: DesignCurve,
): [(readonly [CurvePoint, CurvePoint])?, (readonly [CurvePoint, CurvePoint])?] {
  const pairs = commonPoints(a, b);
  const [low, high] = [pairs.at(0), pairs.at(-1)];
  return low === undefined || high === undefined ? [] : [low, high];
}

/** Points of two curves at the thresholds where both have a median. */
function commonPoints(a: DesignCurve, b: DesignCurve): (readonly [CurvePoint, CurvePoint])[] {
  return shownOf(a).flatMap((p) => {
    const other = shownOf(b).find((q) => q.threshold === p.threshold);
    return other === undefined ? [] : [[p, other] as const];
  });
}
