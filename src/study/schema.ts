import * as z from 'zod';
import { schemaKeys } from '../problems/schemaKeys.ts';
import { DESIGNS, ROBUSTNESS, SCHEMES } from '../problems/types.ts';
import { choice, DESIGN_MEANINGS, ROBUSTNESS_MEANINGS, SCHEME_MEANINGS } from './choices.ts';
import { line, oneOrMore, paragraphs } from './sections/fieldKinds.ts';
import { outputSchema, resolvedTables } from './sections/output.ts';
import { realizationsSchema } from './sections/realizations.ts';
import { resolvedScenario, scenarioSchema } from './sections/scenario.ts';
import { solverSchema } from './sections/solver.ts';
import { sweepSchema } from './sections/sweep.ts';
import { stopSchema } from './stopping/stopSchema.ts';
import { studyFaults } from './studyRules.ts';

/** A study file (docs/study-file.md). Unknown keys are refused. */
export const studySchema = z
  .strictObject({
    title: line.describe('Title of the study, one line, as the report and `isac-mc list` show it.'),
    notes: paragraphs
      .optional()
      .describe(
        'What readers of the report should know, in paragraphs divided by empty lines. It changes no number and is no part of the hash of the study.',
      ),
    seed: z
      .string('expected an unsigned 64-bit integer as a quoted string')
      // the next rule is about digits alone
      .regex(/^\d{1,20}$/, { error: 'expected an unsigned 64-bit integer as a quoted string', abort: true })
      .refine((s) => BigInt(s) < 2n ** 64n, 'expected a value below 2^64')
      .default('1')
      .describe(
        'Seed of all random draws, a 64-bit integer in quotes. The same seed gives the same channels, errors and symbols.',
      ),
    scenario: scenarioSchema.prefault({}),
    schemes: oneOrMore(choice(SCHEMES, SCHEME_MEANINGS)).describe('Precoding schemes that are designed and compared.'),
    design: oneOrMore(choice(DESIGNS, DESIGN_MEANINGS))
      .prefault(['joint'])
      .describe('How precoders are designed. Pick joint for a study of your own, and paper to reproduce the paper.'),
    robustness: oneOrMore(choice(ROBUSTNESS, ROBUSTNESS_MEANINGS))
      .prefault(['none'])
      .describe(
        'What a design does about the CSI error. Pick exact for a study of your own with design joint at block level, guaranteedSum where exact is not offered, and paper to reproduce the paper. Where csiErrorRadius is 0 all of them give the designs of none.',
      ),
    sweep: sweepSchema,
    realizations: realizationsSchema,
    solver: solverSchema,
    stop: stopSchema
      .optional()
      .describe(
        'Ends the study as soon as the confidence interval of every grid point is narrow enough. realizations.channels is then the largest number of channel draws, and at least minimum.',
      ),
    output: outputSchema,
  })
  .superRefine((study, context) => {
    for (const { path, message } of studyFaults(study)) context.addIssue({ code: 'custom', path, message });
  })
  .transform((study) => {
    const { tables: _named, ...output } = study.output;
    // in one order, whether stated or not: study.json is the same text
    return { ...study, scenario: resolvedScenario(study), output: { tables: resolvedTables(study), ...output } };
  });

/** A checked study with every default filled in; its fields are those of the study file (docs/study-file.md). */
export interface Study extends z.output<typeof studySchema> {}

/** JSON Schema (draft 2020-12) of study files, for editors. Rules between fields are not in it. */
export function studyJsonSchema(): unknown {
  return allowSingles(z.toJSONSchema(studySchema, { io: 'input', unrepresentable: 'any' }));
}

/** A list of at least one value may be written as a single one: see `oneOrMore`. */
function allowSingles(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowSingles);
  if (typeof node !== 'object' || node === null) return node;
  const schema = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, allowSingles(value)]));
  const { minItems, maxItems, type, items, ...rest } = schema;
  if (minItems !== 1) return schema; // no list, one that may be empty, or a tuple
  return { ...rest, anyOf: [items, { type, minItems, maxItems, uniqueItems: true, items }] };
}

/** Keys that a study file may have at a path; those of a map of schemes are the schemes. */
export const studyKeys = schemaKeys(studySchema);
