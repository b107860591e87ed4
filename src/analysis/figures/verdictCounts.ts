import { claimOf, type DesignRecord } from '../readDesigns.ts';
import { largest } from '../statistics.ts';

/** How many designs meet their claim and how many hold over the error ball, with what the others lack: neither number stands without the other. */
export function verdictCounts(rows: readonly DesignRecord[]): string {
  const met = rows.filter((r) => r.meetsClaim);
  const missed = met.filter((r) => !r.holdsOverBall);
  const without = rows.filter((r) => !r.designed).length;
  const unmet = rows.length - without - met.length;
  const rest = [
    ...(without > 0 ? [`${without} ${without === 1 ? 'has' : 'have'} no precoders`] : []),
    ...(unmet > 0 ? [`${unmet} ${unmet === 1 ? 'has' : 'have'} precoders that do not meet it`] : []),
  ];
  const claim = `${met.length} of ${rows.length} designs meet their claim${rest.length > 0 ? ` (${rest.join(', ')})` : ''}`;
  if (met.length === 0) return `${claim}.`;
  const ball = `${met.length - missed.length} of these ${met.length} hold over the whole error ball`;
  if (missed.length === 0) return `${claim}, and all of these hold over the whole error ball.`;
  const zeros = missed.filter((r) => r.worstExactDb === -Infinity);
  const depth = largest(missed.map((r) => claimOf(r) - r.worstExactDb).filter(Number.isFinite));
  const parts = [
    ...(missed.length > zeros.length ? [`by up to ${depth.toPrecision(2)} dB`] : []),
    ...(zeros.length > 0
      ? [`${missed.length > zeros.length ? 'and ' : ''}to an SINR of 0 (minus infinity dB) in ${zeros.length}`]
      : []),
  ];
  return `${claim}; ${ball}. The exact worst case of the other ${missed.length} falls below the threshold, ${parts.join(', ')}.`;
}
