import * as z from 'zod';
import { amplitudeCrbCap, count, decibels, pskOrder, radius, weight } from '../../problems/fieldSchemas.ts';
import { SCHEMES } from '../../problems/types.ts';
import { oneOrMore } from './fieldKinds.ts';

const thresholds = oneOrMore(decibels);

/** Section `sweep`. */
export const sweepSchema = z
  .strictObject({
    thresholdDb: z
      .union([
        thresholds,
        z
          .partialRecord(z.enum(SCHEMES), thresholds)
          .refine((m) => Object.keys(m).length > 0, 'expected at least one scheme'),
      ])
      .optional()
      .describe(
        'SINR thresholds g in dB that every user has to reach while the CRB is minimised: one list for all schemes, or a mapping with a list for each scheme.',
      ),
    rho: oneOrMore(weight)
      .optional()
      .describe(
        'Weights of sensing, without unit, in place of thresholdDb: the design weighs the CRB (1: the CRB alone) against the SINR (0: the SINR alone).',
      ),
    cells: oneOrMore(count)
      .optional()
      .describe(
        'Numbers J of cells. Smaller systems are the first cells of the largest one. Only with channelModel rayleigh.',
      ),
    usersPerCell: oneOrMore(count)
      .optional()
      .describe('Numbers K of users in each cell. Only with channelModel rayleigh.'),
    txAntennas: oneOrMore(count)
      .optional()
      .describe('Numbers N of transmit antennas of each base station, each at most frameLength.'),
    csiErrorRadius: oneOrMore(radius)
      .optional()
      .describe('Radii d of the CSI error ball, linear, in the unit of the channel coefficients.'),
    amplitudeCrbCap: oneOrMore(z.union([z.literal('none'), amplitudeCrbCap]))
      .optional()
      .describe(
        'Caps on the CRBs of the amplitudes, in units of abs(a)^2 as in scenario; none stands for designs without a cap.',
      ),
    frameLength: oneOrMore(count).optional().describe('Numbers L of symbols in a frame, each at least txAntennas.'),
    pskOrder: oneOrMore(pskOrder).optional().describe('Orders M of the PSK. Only with a symbol-level scheme.'),
  })
  .superRefine((s, context) => {
    if ((s.thresholdDb === undefined) !== (s.rho === undefined)) return;
    const got = s.rho === undefined ? 'neither' : 'both';
    context.addIssue({ code: 'custom', path: [], message: `expected exactly one of thresholdDb and rho, got ${got}` });
  })
  .describe(
    'The sweep points: every combination of the values of these lists. Exactly one of thresholdDb and rho is required; every other list takes the place of the field of the same name in scenario.',
  );
