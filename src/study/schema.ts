import { z } from 'zod';
import { DEFAULT_TARGET_ANGLES, defaultLeakage, linearBudget, missingAngle } from '../model/makeScenario.ts';
import { UNPRINTABLE } from '../plainText.ts';
import { missingDesign } from '../problems/capabilities.ts';
import {
  angleDeg,
  atLeastZero,
  count,
  decibels,
  MOST_DRAWS,
  MOST_REALIZATIONS,
  positive,
  pskOrder,
  weight,
} from '../problems/fieldSchemas.ts';
import { schemaKeys } from '../problems/schemaKeys.ts';
import { DESIGNS, ROBUSTNESS, SCHEMES } from '../problems/types.ts';
import { stopSchema } from './stopping/stopSchema.ts';
import { certificateBytes } from './certificateSize.ts';
import { DEFAULT_LIMIT_GIB } from './channelFile/sizeLimit.ts';
import { MOST_VALUES, sizeFaults } from './studySize.ts';
import { type Axes, axisOf, mostCells } from './sweepAxes.ts';
import { DEFAULT_FRAMES, SCENARIO_DEFAULTS } from './unusedFields.ts';

/** A text that reaches terminals, pages and scripts: one line without control characters. */
const line = z
  .string()
  .min(1)
  .max(4096)
  .regex(new RegExp(`^[^${UNPRINTABLE}]*$`, 'u'), 'expected a text of one line, without control characters');

/** A text of several lines for readers: line breaks, but no other control characters. */
const paragraphs = z
  .string()
  .min(1)
  .max(65536)
  .refine(
    (text) => new RegExp(`^[^${UNPRINTABLE}]*$`, 'u').test(text.replaceAll('\n', ' ')),
    'expected a text without control characters except line breaks',
  );

/** A single value stands for a list of one. */
function oneOrMore<T extends z.ZodType>(item: T) {
  return z
    .preprocess((v) => (Array.isArray(v) ? v : [v]), z.array(item).min(1).max(MOST_VALUES, { abort: true }))
    .refine((list) => new Set(list as unknown[]).size === list.length, 'expected values without repetition');
}

/** Section `scenario`, in the units of its names. */
export const scenarioSchema = z
  .strictObject({
    cells: count.default(SCENARIO_DEFAULTS.cells).describe('J, cells with one base station and one target each'),
    usersPerCell: count.default(SCENARIO_DEFAULTS.usersPerCell).describe('K, single-antenna users in a cell'),
    txAntennas: count.default(SCENARIO_DEFAULTS.txAntennas).describe('N, transmit antennas of a base station'),
    rxAntennas: count.default(6).describe('Nrx, receive antennas of a base station'),
    frameLength: count.default(SCENARIO_DEFAULTS.frameLength).describe('L >= N, symbols in a frame'),
    pskOrder: pskOrder.default(SCENARIO_DEFAULTS.pskOrder).describe('M, order of the PSK of the data symbols'),
    powerBudgetDb: decibels.default(40).describe('P over the noise power, dB'),
    noisePower: positive.default(1).describe('noise power, the unit of all powers'),
    csiErrorRadius: atLeastZero
      .default(SCENARIO_DEFAULTS.csiErrorRadius)
      .describe('d, radius of the CSI error ball of one channel'),
    maxInterferenceDb: decibels
      .default(SCENARIO_DEFAULTS.maxInterferenceDb)
      .describe('largest tolerable interference over the noise power, dB'),
    maxLeakage: positive.optional().describe("largest leakage towards a neighbour's target, default 4 pi P"),
    interferenceSnapshots: z
      .enum(['single', 'frame'])
      .default(SCENARIO_DEFAULTS.interferenceSnapshots)
      .describe('covariance of the echo interference'),
    interCellLoss: positive.default(SCENARIO_DEFAULTS.interCellLoss).describe('power loss of an inter-cell channel'),
    reflectionPhase: z.enum(['zero', 'uniform']).default('zero').describe('phase of the reflection gains'),
    channelModel: z.enum(['rayleigh', 'lineOfSight', 'file']).default('rayleigh').describe('how channels are made'),
    channelFile: line
      .optional()
      .describe(
        'measured channels (.npz, .npy, .arrow, .feather), a path relative to the study file; channelModel: file only',
      ),
    channelSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected a sha256 of 64 lower-case hexadecimal digits')
      .optional()
      .describe('sha256 of channelFile; filled in, and checked where it is given'),
    channelFileLimitGiB: positive
      .max(1024)
      .optional()
      .describe('most memory for the channels of channelFile, packed and unpacked each, default 4'),
    targetAnglesDeg: z
      .array(z.array(angleDeg))
      .optional()
      .describe('[bs][target], degrees; required unless cells is 2'),
    userAnglesDeg: z
      .array(z.array(z.array(angleDeg)))
      .optional()
      .describe('[bs][cell][user], degrees; line of sight only'),
  })
  .describe('system, in the units of its names');

const thresholds = oneOrMore(decibels);

const sweep = z
  .strictObject({
    thresholdDb: z
      .union([
        thresholds,
        z
          .partialRecord(z.enum(SCHEMES), thresholds)
          .refine((m) => Object.keys(m).length > 0, 'expected at least one scheme'),
      ])
      .optional()
      .describe('SINR thresholds in dB, for all schemes or for each by name'),
    rho: oneOrMore(weight).optional().describe('weights of sensing in the weighted form'),
    cells: oneOrMore(count).optional().describe('values of J; smaller systems are the first cells of the largest'),
    usersPerCell: oneOrMore(count).optional().describe('values of K'),
    txAntennas: oneOrMore(count).optional().describe('values of N'),
    csiErrorRadius: oneOrMore(atLeastZero).optional().describe('values of d'),
    frameLength: oneOrMore(count).optional().describe('values of L'),
    pskOrder: oneOrMore(pskOrder).optional().describe('values of M, symbol level only'),
  })
  .superRefine((s, context) => {
    if ((s.thresholdDb === undefined) !== (s.rho === undefined)) return;
    const got = s.rho === undefined ? 'neither' : 'both';
    context.addIssue({ code: 'custom', path: [], message: `expected exactly one of thresholdDb and rho, got ${got}` });
  })
  .describe('sweep points: the grid of all lists');

export const TABLES = [
  'designs',
  'errors',
  'precoders',
  'convergence',
  'certificates',
  'beampatterns',
  'ser',
  'complexity',
] as const;
/** Tables of a study that names none: all but the bulky beampatterns, the costly ser, the paper's complexity model, and certificates where they are bulky. */
const DEFAULT_TABLES = ['designs', 'errors', 'precoders', 'convergence'] as const;
/** Bytes of a chunk up to which certificates are written by default. */
const MOST_CERTIFICATES = 2 ** 20;
/** Tables on disk: `transmit` holds the vectors of symbol-level designs and comes with `precoders`. */
export type TableName = (typeof TABLES)[number] | 'transmit';

/** A study file (docs/study-file.md). Unknown keys are refused. */
export const studySchema = z
  .strictObject({
    title: line.describe('one line for `isac-mc list`'),
    notes: paragraphs
      .optional()
      .describe('what readers of the report should know; paragraphs, divided by empty lines; changes no number'),
    seed: z
      .string('expected an unsigned 64-bit integer as a quoted string')
      // the next rule is about digits alone
      .regex(/^\d{1,20}$/, { error: 'expected an unsigned 64-bit integer as a quoted string', abort: true })
      .refine((s) => BigInt(s) < 2n ** 64n, 'expected a value below 2^64')
      .default('1')
      .describe('64-bit seed of every random stream'),
    scenario: scenarioSchema.prefault({}),
    schemes: oneOrMore(z.enum(SCHEMES)).describe('precoding schemes'),
    design: oneOrMore(z.enum(DESIGNS)).prefault(['joint']).describe('how precoders are designed'),
    robustness: oneOrMore(z.enum(ROBUSTNESS)).prefault(['none']).describe('what the designs do about the CSI error'),
    sweep,
    realizations: z
      .strictObject({
        channels: z.int().positive({ abort: true }).max(MOST_REALIZATIONS).describe('channel realizations'),
        errors: z.int().min(0).max(MOST_DRAWS).default(0).describe('CSI error realizations for each design'),
        errorLaw: z.enum(['ball', 'sphere']).default('ball').describe('law of the errors'),
        frames: z
          .int()
          .positive({ abort: true })
          .max(MOST_DRAWS)
          .default(DEFAULT_FRAMES)
          .describe('frames sent through each design for table ser'),
      })
      .describe('number of draws'),
    solver: z
      .strictObject({
        precision: z
          .enum(['fast', 'precise'])
          .default('precise')
          .describe(
            'merit, 1e-6 with designs finished to 1e-8, or 1e-10 with centred answers, which determines every SINR',
          ),
        tolerance: z
          .number()
          .min(1e-16)
          .max(1e-2)
          .optional()
          .describe('merit, overrides precision; answers are centred below 1e-9'),
        tighten: z.number().min(0).max(1e-3).default(1e-6).describe('relative tightening of g so that designs certify'),
        lowerBounds: z
          .boolean()
          .default(true)
          .describe(
            'compute lower bounds on the CRBs of every design; a study of block-level joint designs takes up to three times as long with it',
          ),
      })
      .prefault({})
      .describe('accuracy of the conic solver'),
    stop: stopSchema
      .optional()
      .describe('stop as soon as every interval is narrow enough; realizations.channels is the most then'),
    output: z
      .strictObject({
        tables: oneOrMore(z.enum(TABLES))
          .optional()
          .describe(
            'tables to write; designs is always written; default designs, errors, precoders and convergence, and certificates where they take less than 1 MiB a chunk',
          ),
      })
      .prefault({})
      .describe('what is written'),
  })
  .superRefine((study, context) => {
    const issue = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const antennas = axisOf(study, 'txAntennas');
    const lengths = axisOf(study, 'frameLength');
    if (Math.min(...lengths) < Math.max(...antennas))
      issue(
        study.sweep.txAntennas ? ['sweep', 'txAntennas'] : ['scenario', 'frameLength'],
        `expected frameLength of at least txAntennas = ${Math.max(...antennas)}, got ${Math.min(...lengths)}`,
      );
    const angle = missingAngle(Math.min(...antennas), study.scenario.rxAntennas);
    if (angle !== null) issue(study.sweep.txAntennas ? ['sweep', 'txAntennas'] : ['scenario', 'txAntennas'], angle);
    for (const { path, message } of sizeFaults(study)) issue(path, message);
    study.design.forEach((design, i) => {
      const faults = study.schemes.flatMap((scheme) => missingDesign(scheme, design) ?? []);
      for (const fault of faults) issue(['design', i], fault);
    });
    for (const scheme of study.schemes) {
      const map = study.sweep.thresholdDb;
      if (map && !Array.isArray(map) && !map[scheme])
        issue(
          ['sweep', 'thresholdDb'],
          `expected thresholds for ${scheme}, got some for ${Object.keys(map).join(', ')}`,
        );
    }
    if (study.stop && study.stop.minimum > study.realizations.channels)
      issue(
        ['stop', 'minimum'],
        `expected at most realizations.channels = ${study.realizations.channels}, got ${study.stop.minimum}`,
      );
    if (study.stop?.metric === 'rcrb_deg' && study.sweep.rho?.every((rho) => rho === 0))
      issue(['stop', 'metric'], 'expected a rho above 0 with rcrb_deg, which is not defined at rho = 0, got 0 alone');
    const draws = study.stop?.metric === 'error_sinr_db' || study.stop?.metric === 'worst_sampled_sinr_db';
    if (draws && study.realizations.errors === 0)
      issue(['stop', 'metric'], `expected realizations.errors above 0 with ${study.stop?.metric}, got 0`);
    if (study.stop?.metric === 'error_sinr_db' && study.output.tables?.includes('errors') === false)
      issue(['stop', 'metric'], 'expected errors among output.tables with error_sinr_db, got none');
    const { usersPerCell, targetAnglesDeg, userAnglesDeg, channelModel } = study.scenario;
    const cells = mostCells(study);
    for (const name of ['cells', 'usersPerCell'] as const)
      if (study.sweep[name] && channelModel !== 'rayleigh')
        issue(['sweep', name], `expected channelModel: rayleigh with it, got ${channelModel}`);
    if (!targetAnglesDeg) {
      if (cells !== 2)
        issue(
          [study.sweep.cells ? 'sweep' : 'scenario', 'cells'],
          `expected targetAnglesDeg beside it unless cells is 2, got cells ${cells} alone`,
        );
    } else if (!isShape(targetAnglesDeg, [cells, cells]))
      issue(
        ['scenario', 'targetAnglesDeg'],
        `expected ${cells} x ${cells} angles [bs][target], got ${shapeText(targetAnglesDeg)}`,
      );
    if ((channelModel === 'lineOfSight') !== (userAnglesDeg !== undefined))
      issue(
        ['scenario', userAnglesDeg ? 'userAnglesDeg' : 'channelModel'],
        `expected userAnglesDeg with channelModel: lineOfSight and only then, got ${channelModel} ${userAnglesDeg ? 'with' : 'without'} it`,
      );
    else if (userAnglesDeg && !isShape(userAnglesDeg, [cells, cells, usersPerCell]))
      issue(
        ['scenario', 'userAnglesDeg'],
        `expected ${cells} x ${cells} x ${usersPerCell} angles [bs][cell][user], got ${shapeText(userAnglesDeg)}`,
      );
    if ((channelModel === 'file') !== (study.scenario.channelFile !== undefined))
      issue(
        ['scenario', study.scenario.channelFile === undefined ? 'channelModel' : 'channelFile'],
        `expected channelFile with channelModel: file and only then, got ${channelModel} ${study.scenario.channelFile === undefined ? 'without' : 'with'} it`,
      );
    if (channelModel === 'file' && antennas.length > 1)
      issue(['sweep', 'txAntennas'], `expected one value with channelModel: file, got ${antennas.join(', ')}`);
  })
  .transform((study) => {
    const small = certificateBytes(study) < MOST_CERTIFICATES;
    const tables = study.output.tables ?? [...DEFAULT_TABLES, ...(small ? (['certificates'] as const) : [])];
    return { ...study, scenario: resolvedScenario(study), output: { ...study.output, tables } };
  });

type GivenScenario = z.output<typeof scenarioSchema>;

/** The scenario with the defaults that depend on other fields filled in: a study that states them is the same study as one that leaves them out. */
function resolvedScenario(study: Axes & { readonly scenario: GivenScenario }) {
  const { scenario } = study;
  const { noisePower, powerBudgetDb, maxLeakage, targetAnglesDeg, channelFileLimitGiB } = scenario;
  const budget = linearBudget(noisePower, powerBudgetDb);
  return {
    ...scenario,
    ...(mostCells(study) > 1 ? { maxLeakage: maxLeakage ?? defaultLeakage(budget) } : {}),
    ...(scenario.channelModel === 'file' ? { channelFileLimitGiB: channelFileLimitGiB ?? DEFAULT_LIMIT_GIB } : {}),
    targetAnglesDeg: targetAnglesDeg ?? DEFAULT_TARGET_ANGLES.map((row) => [...row]),
  };
}

function isShape(value: unknown, shape: readonly number[]): boolean {
  const [length, ...rest] = shape;
  if (length === undefined) return !Array.isArray(value);
  return Array.isArray(value) && value.length === length && value.every((v) => isShape(v, rest));
}

function shapeText(value: readonly unknown[]): string {
  return `lists of lengths ${JSON.stringify(value.map((v) => (Array.isArray(v) ? v.map((w: unknown) => (Array.isArray(w) ? w.length : 1)) : 1)))}`;
}

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
