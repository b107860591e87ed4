import { z } from 'zod';

/** Metrics in dB or degrees: columns of table designs, or each draw of table errors. */
const STOP_NUMBERS = ['rcrb_deg', 'sinr_db', 'worst_sampled_sinr_db', 'worst_exact_sinr_db', 'error_sinr_db'] as const;
/** Yes or no for each design. */
const STOP_EVENTS = ['feasible', 'meets_claim', 'holds_over_ball'] as const;
/** Former name of `meets_claim`, which a study file may have for one more version. */
const FORMER_NAME = 'certified';

/** Probability of a quantile where none is given: the median. */
const MEDIAN = 0.5;

/** dB or degrees, or a share. */
const number = z.number().min(-1e6).max(1e6);

/** Section `stop` of a study file. */
export const stopSchema = z
  .strictObject({
    metric: z
      .enum([...STOP_NUMBERS, ...STOP_EVENTS, FORMER_NAME])
      .transform((metric) => (metric === FORMER_NAME ? 'meets_claim' : metric))
      .describe(
        'a column of table designs, error_sinr_db (each CSI error draw), feasible, meets_claim or holds_over_ball (certified: the former name of meets_claim)',
      ),
    statistic: z
      .enum(['mean', 'proportion', 'quantile'])
      .describe('what is estimated of the metric at every grid point'),
    below: number
      .optional()
      .describe('proportion: the share of values below this; not with feasible, meets_claim and holds_over_ball'),
    probability: number.gt(0).lt(1).optional().describe('quantile: its probability, default 0.5, the median'),
    range: z
      .tuple([number, number])
      .optional()
      .describe('mean: smallest and largest value; values beyond, and draws without a value, count as its ends'),
    halfWidth: number.positive().describe('half the width of the widest interval at which the study stops'),
    minimum: z
      .int()
      .positive()
      .default(30)
      .describe('fewest channel realizations: among very few draws narrow intervals are luck'),
    confidence: number.min(0.5).max(0.9999).default(0.95).describe('of the interval of each grid point'),
  })
  .superRefine((stop, context) => {
    const issue = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    const { metric, statistic, below, probability, range, halfWidth } = stop;
    const event = (STOP_EVENTS as readonly string[]).includes(metric);
    if (event && statistic !== 'proportion') issue('statistic', `expected proportion with ${metric}, got ${statistic}`);
    if (metric === 'error_sinr_db' && statistic !== 'proportion')
      issue('statistic', `expected proportion with error_sinr_db, whose draws share a channel, got ${statistic}`);
    if (below !== undefined && (statistic !== 'proportion' || event))
      issue('below', `expected it only with a proportion of a metric in dB or degrees, got ${below}`);
    if (below === undefined && statistic === 'proportion' && !event)
      issue('below', `expected a value with a proportion of ${metric}, got nothing`);
    if (probability !== undefined && statistic !== 'quantile')
      issue('probability', `expected it only with a quantile, got ${probability}`);
    if (range !== undefined && statistic !== 'mean') issue('range', 'expected it only with a mean, got one');
    if (range === undefined && statistic === 'mean')
      issue('range', 'expected [smallest, largest] with a mean, whose interval needs bounds, got nothing');
    if (range !== undefined && !(range[0] < range[1]))
      issue('range', `expected [smallest, largest], got [${range.join(', ')}]`);
    const most =
      statistic === 'proportion' ? 0.5 : range && statistic === 'mean' ? (range[1] - range[0]) / 2 : Infinity;
    if (halfWidth >= most) issue('halfWidth', `expected less than ${most}, half of all values, got ${halfWidth}`);
  })
  .transform((stop) => (stop.statistic === 'quantile' ? { ...stop, probability: stop.probability ?? MEDIAN } : stop));

/** A checked section `stop` of a study file. */
export interface StopRule extends z.output<typeof stopSchema> {}
