import type { StopReport } from '../study/stopping/stopMonitor.ts';
import type { StopRule } from '../study/stopping/stopSchema.ts';

/** What a rule of a study knows, as text: a line on where it stands, then a line for each grid point. */
export function stopText({ rule, realizations, cap, reached, estimates }: StopReport): string {
  const state = reached
    ? `reached after ${realizations} of at most ${cap} realizations`
    : `not reached after ${realizations} of at most ${cap} realizations`;
  const percent = Number((100 * rule.confidence).toPrecision(6));
  const head = `stop: ${statisticText(rule)}, ${percent} % intervals of half width ${rule.halfWidth}: ${state}`;
  const width = Math.max(...estimates.map((e) => e.label.length));
  const lines = estimates.map(
    (e) => `  ${e.label.padEnd(width)}  ${number(e.estimate)} [${number(e.low)}, ${number(e.high)}]`,
  );
  return [head, ...lines].join('\n');
}

const EVENTS: Readonly<Record<string, string>> = {
  feasible: 'are feasible',
  meets_claim: 'meet their claim',
  holds_over_ball: 'hold over the error ball',
};

function statisticText({ metric, statistic, below, probability = 0.5 }: StopRule): string {
  if (statistic === 'mean') return `mean of ${metric}`;
  if (statistic === 'quantile')
    return probability === 0.5 ? `median of ${metric}` : `${probability} quantile of ${metric}`;
  return below === undefined
    ? `share of designs that ${EVENTS[metric] ?? metric}`
    : `share of ${metric} below ${below}`;
}

function number(x: number): string {
  if (Number.isNaN(x)) return '-';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  return String(Number(x.toPrecision(5)));
}
