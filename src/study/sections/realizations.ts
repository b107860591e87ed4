import * as z from 'zod';
import { ERROR_LAWS } from '../../model/errorLaw.ts';
import { MOST_DRAWS, MOST_REALIZATIONS } from '../../problems/fieldSchemas.ts';
import { choice, LAW_MEANINGS, OUTAGE_MEANINGS } from '../choices.ts';
import { DEFAULT_FRAMES, DEFAULT_QUANTILES } from '../unusedFields.ts';
import { oneOrMore } from './fieldKinds.ts';

const OUTAGES = ['sampled', 'exact'] as const;
/** Levels of quantiles in a study. */
const MOST_QUANTILES = 16;

/** Section `realizations`. */
export const realizationsSchema = z
  .strictObject({
    channels: z
      .int()
      .positive({ abort: true })
      .max(MOST_REALIZATIONS)
      .describe('Number of channel draws, the same ones at every sweep point. With stop it is the largest number.'),
    errors: z
      .int()
      .min(0)
      .max(MOST_DRAWS)
      .default(0)
      .describe(
        'Number of CSI errors drawn for each design: for the sampled worst case, the outage and table sinr_distribution (the exact worst case needs none). All designs of a channel draw have the same errors. Where csiErrorRadius is 0 they are all zero.',
      ),
    errorLaw: choice(ERROR_LAWS, LAW_MEANINGS)
      .default('ball')
      .describe(
        'Law of the CSI errors: of those that are drawn for realizations.errors and for table ser, and of the exact outage.',
      ),
    outage: choice(OUTAGES, OUTAGE_MEANINGS)
      .default('sampled')
      .describe(
        'How the probability is found that CSI errors bring the smallest SINR over the users below the threshold of a design, less 1e-6 dB. exact needs no error draws, errorLaw gaussian, and block-level schemes alone.',
      ),
    quantiles: oneOrMore(z.number().gt(0).lt(1))
      .refine((list) => list.length <= MOST_QUANTILES, `expected at most ${MOST_QUANTILES} levels`)
      .prefault([...DEFAULT_QUANTILES])
      .describe(
        'Levels, above 0 and below 1 and at most 16, of the quantiles of the smallest SINR over the users under the drawn CSI errors (columns sinr_quantiles_db and their intervals): 0.01 is the SINR that 1% of the errors fall short of.',
      ),
    frames: z
      .int()
      .positive({ abort: true })
      .max(MOST_DRAWS)
      .default(DEFAULT_FRAMES)
      .describe('Number of frames sent through each design to count symbol errors. Table ser reads it.'),
  })
  .describe('The numbers of random draws.');
