import * as z from 'zod';
import { certificateBytes } from '../certificateSize.ts';
import { choice, TABLE_MEANINGS } from '../choices.ts';
import { MOST_SMALLEST, sinrGridDb } from '../sinrGridSchema.ts';
import { keepsErrorRows } from '../studySize.ts';
import { TABLES } from '../tables/tableNames.ts';
import { OUTPUT_DEFAULTS } from '../unusedFields.ts';
import { oneOrMore } from './fieldKinds.ts';

/** Tables of a study that names none: all but the bulky beampatterns, the costly ser, the paper's complexity model, and errors and certificates where they are bulky. */
const DEFAULT_TABLES = ['designs', 'precoders', 'convergence'] as const;
/** Bytes of a chunk up to which certificates are written by default. */
const MOST_CERTIFICATES = 2 ** 20;

/** Section `output`. */
export const outputSchema = z
  .strictObject({
    tables: oneOrMore(choice(TABLES, TABLE_MEANINGS))
      .optional()
      .describe(
        'Tables to write; designs is always written. Default: designs, precoders and convergence, errors up to 10,000 error draws a design, and certificates where they take less than 1 MiB in each chunk. Table sinr_distribution is written wherever realizations.errors is above 0.',
      ),
    perUser: z
      .boolean()
      .default(OUTPUT_DEFAULTS.perUser)
      .describe(
        'Whether table sinr_distribution has a row for every user of a design, beside that of the smallest SINR over its users.',
      ),
    smallest: z
      .int()
      .positive({ abort: true })
      .max(MOST_SMALLEST)
      .default(OUTPUT_DEFAULTS.smallest)
      .describe(
        'Number of the smallest SINRs of a design that table sinr_distribution keeps with their error draws: quantiles of a level up to this number over realizations.errors are exact.',
      ),
    sinrGridDb: sinrGridDb
      .default([...OUTPUT_DEFAULTS.sinrGridDb])
      .describe(
        'Bins that the SINRs of error draws are counted in, in dB over the threshold of the design: lower end of the first, upper end of the last, and width of each. What lies beyond is counted in one open bin on either side.',
      ),
  })
  .prefault({})
  .describe('What is written to the study directory.');

/** The tables of a study: those that it names, or the default ones for its size. */
export function resolvedTables(
  study: Parameters<typeof certificateBytes>[0] & Parameters<typeof keepsErrorRows>[0] & { readonly output: Output },
): (typeof TABLES)[number][] {
  const named = study.output.tables;
  if (named) return named;
  const rows = keepsErrorRows(study);
  const isSmall = certificateBytes(study) < MOST_CERTIFICATES;
  return [
    ...TABLES.filter((name) => (DEFAULT_TABLES as readonly string[]).includes(name) || (rows && name === 'errors')),
    ...(isSmall ? (['certificates'] as const) : []),
  ];
}

type Output = z.output<typeof outputSchema>;
