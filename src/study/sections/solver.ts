import * as z from 'zod';
import { choice, PRECISION_MEANINGS } from '../choices.ts';

/** Section `solver`. */
export const solverSchema = z
  .strictObject({
    precision: choice(['fast', 'precise'], PRECISION_MEANINGS)
      .default('precise')
      .describe(
        'How accurately convex programs are solved. The merit of a solution is its largest relative residual or duality gap, without unit.',
      ),
    tolerance: z
      .number()
      .min(1e-16)
      .max(1e-2)
      .optional()
      .describe(
        'Merit that every program is solved to, in place of that of precision. Below 1e-9 the central solution is found. Default: that of precision.',
      ),
    tighten: z
      .number()
      .min(0)
      .max(1e-3)
      .default(1e-6)
      .describe(
        'Relative increase of the linear SINR threshold inside the programs, without unit, so that rounding does not decide whether a design reaches its threshold.',
      ),
    lowerBounds: z
      .boolean()
      .default(true)
      .describe(
        'Whether lower bounds on the CRBs of every design are computed and proved by certificates. A study of block-level joint designs takes up to three times as long with them.',
      ),
  })
  .prefault({})
  .describe('The accuracy of the convex programs, which are solved by a conic interior-point method.');
