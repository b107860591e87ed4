import * as z from 'zod';
import { choice, METRIC_MEANINGS, STATISTIC_MEANINGS } from '../choices.ts';

/** Metrics that are numbers: columns of table designs, or the error draws of table sinr_distribution. */
const STOP_NUMBERS = [
  'rcrb_deg',
  'sinr_db',
  'worst_sampled_sinr_db',
  'worst_exact_sinr_db',
  'error_sinr_db',
  'outage',
] as const;
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
    metric: choice([...STOP_NUMBERS, ...STOP_EVENTS, FORMER_NAME], METRIC_MEANINGS)
      .transform((metric) => (metric === FORMER_NAME ? 'meets_claim' : metric))
      .describe('Quantity that is observed in every channel draw.'),
    statistic: choice(['mean', 'proportion', 'quantile'], STATISTIC_MEANINGS).describe(
      'What is estimated of the metric at every grid point.',
    ),
    below: number
      .optional()
      .describe(
        'Limit of a proportion, in the unit of the metric: the share of values below it is estimated. Required with statistic proportion of a metric that is a number, and only then.',
      ),
    probability: number.gt(0).lt(1).optional().meta({
      default: MEDIAN,
      description: 'Probability of the quantile, above 0 and below 1: 0.5 is the median. Only with statistic quantile.',
    }),
    range: z
      .tuple([number, number])
      .optional()
      .describe(
        'Smallest and largest value that a mean counts, in the unit of the metric. Values beyond count as the nearer end, and so do draws without a design, as infinite ones. Required with statistic mean, and only then; the mean of outage is that of [0, 1] without it.',
      ),
    halfWidth: number
      .positive()
      .describe(
        'Half the width that the interval of every grid point has when the study stops, at most: in the unit of the metric, or a share with statistic proportion.',
      ),
    minimum: z
      .int()
      .positive()
      .default(30)
      .describe('Fewest channel draws before the study stops, because a narrow interval of very few draws is luck.'),
    confidence: number
      .min(0.5)
      .max(0.9999)
      .default(0.95)
      .describe('Probability that the interval of a grid point holds the true value, from 0.5 to 0.9999.'),
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
      issue('below', `expected it only with a proportion of a metric that is a number, got ${below}`);
    if (below === undefined && statistic === 'proportion' && !event)
      issue('below', `expected a value with a proportion of ${metric}, got nothing`);
    if (probability !== undefined && statistic !== 'quantile')
      issue('probability', `expected it only with a quantile, got ${probability}`);
    if (range !== undefined && statistic !== 'mean') issue('range', 'expected it only with a mean, got one');
    if (range === undefined && statistic === 'mean' && metric !== 'outage')
      issue('range', 'expected [smallest, largest] with a mean, whose interval needs bounds, got nothing');
    const isEmpty = range !== undefined && !(range[0] < range[1]);
    if (isEmpty) issue('range', `expected [smallest, largest], got [${range.join(', ')}]`);
    const most = statistic === 'quantile' ? Infinity : range ? (range[1] - range[0]) / 2 : 0.5;
    if (halfWidth >= most && !isEmpty)
      issue('halfWidth', `expected less than ${most}, half of all values, got ${halfWidth}`);
  })
  // a probability at the end, whether stated or not: study.json is the same text
  .transform(({ probability, ...stop }) => ({
    ...stop,
    ...(stop.statistic === 'quantile' ? { probability: probability ?? MEDIAN } : {}),
  }));

/** A checked section `stop` of a study file. */
export interface StopRule extends z.output<typeof stopSchema> {}
