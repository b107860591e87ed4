import * as z from 'zod';
import { DEFAULT_TARGET_ANGLES, defaultLeakage, linearBudget, missingAngle } from '../model/makeScenario.ts';
import { UNPRINTABLE } from '../plainText.ts';
import { ERROR_LAWS } from '../model/errorLaw.ts';
import { isSymbolLevel, missingDesign } from '../problems/capabilities.ts';
import {
  angleDeg,
  count,
  decibels,
  MOST_DRAWS,
  MOST_REALIZATIONS,
  positive,
  powerRatio,
  pskOrder,
  radius,
  system,
  weight,
} from '../problems/fieldSchemas.ts';
import { schemaKeys } from '../problems/schemaKeys.ts';
import { DESIGNS, ROBUSTNESS, SCHEMES } from '../problems/types.ts';
import {
  CHANNEL_MEANINGS,
  choice,
  DESIGN_MEANINGS,
  ERROR_SHAPE_MEANINGS,
  LAW_MEANINGS,
  OUTAGE_MEANINGS,
  PHASE_MEANINGS,
  PRECISION_MEANINGS,
  ROBUSTNESS_MEANINGS,
  SCHEME_MEANINGS,
  SNAPSHOT_MEANINGS,
  TABLE_MEANINGS,
} from './choices.ts';
import { stopSchema } from './stopping/stopSchema.ts';
import { certificateBytes } from './certificateSize.ts';
import { DEFAULT_LIMIT_GIB } from './channelFile/sizeLimit.ts';
import { keepsErrorRows, MOST_VALUES, sizeFaults } from './studySize.ts';
import { type Axes, axisOf, mostCells } from './sweepAxes.ts';
import { DEFAULT_FRAMES, DEFAULT_QUANTILES, OUTPUT_DEFAULTS, SCENARIO_DEFAULTS } from './unusedFields.ts';
import { MOST_SMALLEST, sinrGridDb } from './sinrGridSchema.ts';

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

const POWER_BUDGET_DB = 40;
const NOISE_POWER = 1;
/** Leakage cap of a study with the default power. */
const LEAKAGE = defaultLeakage(linearBudget(NOISE_POWER, POWER_BUDGET_DB));

/** Section `scenario`, in the units of its names. */
export const scenarioSchema = z
  .strictObject({
    cells: system.cells.default(SCENARIO_DEFAULTS.cells),
    usersPerCell: system.usersPerCell.default(SCENARIO_DEFAULTS.usersPerCell),
    txAntennas: system.txAntennas.default(SCENARIO_DEFAULTS.txAntennas),
    rxAntennas: system.rxAntennas.default(6),
    frameLength: system.frameLength.default(SCENARIO_DEFAULTS.frameLength),
    pskOrder: pskOrder
      .default(SCENARIO_DEFAULTS.pskOrder)
      .describe(
        'Order M of the PSK that the data symbols are drawn from: 2, 4, 8 or 16. Symbol-level schemes and the tables ser and complexity read it.',
      ),
    powerBudgetDb: decibels
      .default(POWER_BUDGET_DB)
      .describe('Power budget P of each base station over the noise power, in dB: 40 means that P is 1e4 noisePower.'),
    noisePower: system.noisePower.default(NOISE_POWER),
    csiErrorRadius: system.csiErrorRadius.default(SCENARIO_DEFAULTS.csiErrorRadius),
    maxInterferenceDb: decibels
      .default(SCENARIO_DEFAULTS.maxInterferenceDb)
      .describe(
        'Largest interference Imax over the noise power that a design with interference caps allows, in dB. Designs paper, capsFree and blind at block level read it, and SLP-CBF in more than one cell; design joint at block level has no such cap.',
      ),
    maxLeakage: system.maxLeakage
      .optional()
      .describe(
        `${system.maxLeakage.description} In CoMP it only scales column leakage_used. Default: 4 pi P, which is ${Math.round(LEAKAGE)} for the default P and noisePower.`,
      ),
    interferenceSnapshots: choice(['single', 'frame'], SNAPSHOT_MEANINGS)
      .default(SCENARIO_DEFAULTS.interferenceSnapshots)
      .describe(
        'Covariance of the echoes that reach a base station from other cells. CBF schemes in more than one cell read it.',
      ),
    interCellLoss: powerRatio
      .default(SCENARIO_DEFAULTS.interCellLoss)
      .describe(
        'Power loss of the channels from a base station to the users of other cells, a linear power ratio: 3 means that inter-cell links have a third of the power of own-cell links, 1 means the same power. Drawn channels read it, channels from a file do not.',
      ),
    reflectionPhase: choice(['zero', 'uniform'], PHASE_MEANINGS)
      .default('zero')
      .describe(
        'Phase of the reflection gains, the complex gains of the paths from a base station to a target and on to a base station.',
      ),
    channelModel: choice(['rayleigh', 'lineOfSight', 'file'], CHANNEL_MEANINGS)
      .default('rayleigh')
      .describe('How the channels from base stations to users are made.'),
    channelFile: line
      .optional()
      .describe(
        'File of measured channels (.npz, .npy, .arrow or .feather), a path relative to the study file. Required with channelModel file, and only then; docs/channels.md describes the arrays.',
      ),
    channelSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected a sha256 of 64 lower-case hexadecimal digits')
      .optional()
      .describe(
        'SHA-256 checksum of channelFile, 64 hexadecimal digits. A file with another checksum is refused; without this field a run records the checksum it finds.',
      ),
    channelFileLimitGiB: positive.max(1024).optional().meta({
      default: DEFAULT_LIMIT_GIB,
      description:
        'Most memory, in GiB, that channelFile may take, and once more what is unpacked from it. It changes no number. Only with channelModel file.',
    }),
    errorShape: choice(['identity', 'file'], ERROR_SHAPE_MEANINGS).optional().meta({
      default: 'identity',
      description:
        'Shape S of the CSI error of each link: its error is S u, with u of the realizations.errorLaw at radius csiErrorRadius. file needs channelModel file and robustness none, because no robust design knows of S; docs/channels.md describes the array.',
    }),
    targetAnglesDeg: z.array(z.array(angleDeg)).optional().meta({
      default: DEFAULT_TARGET_ANGLES,
      description:
        'Angle of each target seen from each base station, in degrees from broadside: one row for each base station, one angle for the target of each cell. Only 2 cells have a default; with sweep.cells the angles are those of the largest system.',
    }),
    userAnglesDeg: z
      .array(z.array(z.array(angleDeg)))
      .optional()
      .describe(
        'Angle of each user seen from each base station, in degrees from broadside, as [bs][cell][user]. Required with channelModel lineOfSight, and only then.',
      ),
  })
  .describe(
    'The system: cells, antennas, powers, channels and targets. Fields whose names end in Db or Deg are in dB or degrees, all others are linear.',
  );

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
/** Tables of a study that names none: all but the bulky beampatterns, the costly ser, the paper's complexity model, and errors and certificates where they are bulky. */
const DEFAULT_TABLES = ['designs', 'precoders', 'convergence'] as const;
/** Bytes of a chunk up to which certificates are written by default. */
const MOST_CERTIFICATES = 2 ** 20;
/** Tables on disk: `transmit` holds the vectors of symbol-level designs and comes with `precoders`, `sinr_distribution` comes with error draws. */
export type TableName = (typeof TABLES)[number] | 'transmit' | 'sinr_distribution';

const OUTAGES = ['sampled', 'exact'] as const;
/** Levels of quantiles in a study. */
const MOST_QUANTILES = 16;

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
        'What a design does about the CSI error. Pick guaranteedSum for a study of your own, and paper to reproduce the paper. Where csiErrorRadius is 0 all of them give the designs of none.',
      ),
    sweep,
    realizations: z
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
      .describe('The numbers of random draws.'),
    solver: z
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
      .describe('The accuracy of the convex programs, which are solved by a conic interior-point method.'),
    stop: stopSchema
      .optional()
      .describe(
        'Ends the study as soon as the confidence interval of every grid point is narrow enough. realizations.channels is then the largest number of channel draws, and at least minimum.',
      ),
    output: z
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
      .describe('What is written to the study directory.'),
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
    const { errors, errorLaw, outage } = study.realizations;
    const draws = study.stop?.metric === 'error_sinr_db' || study.stop?.metric === 'worst_sampled_sinr_db';
    if (draws && errors === 0)
      issue(['stop', 'metric'], `expected realizations.errors above 0 with ${study.stop?.metric}, got 0`);
    if (study.stop?.metric === 'outage' && errors === 0 && outage !== 'exact')
      issue(
        ['stop', 'metric'],
        'expected realizations.errors above 0, or realizations.outage exact, with outage, got 0',
      );
    const symbolLevel = study.schemes.filter(isSymbolLevel);
    if (outage === 'exact' && (errorLaw !== 'gaussian' || symbolLevel.length > 0))
      issue(
        ['realizations', 'outage'],
        `expected errorLaw gaussian and block-level schemes alone with exact, got ${[`errorLaw ${errorLaw}`, ...symbolLevel].join(' and ')}`,
      );
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
    if (study.scenario.errorShape === 'file') {
      if (channelModel !== 'file')
        issue(
          ['scenario', 'errorShape'],
          `expected identity unless channelModel is file, got file with ${channelModel}`,
        );
      const robust = study.robustness.findIndex((r) => r !== 'none');
      if (robust >= 0 && axisOf(study, 'csiErrorRadius').some((d) => d > 0))
        issue(
          ['robustness', robust],
          `expected none with scenario.errorShape: file, because robust designs bound errors of the whole ball, got ${study.robustness[robust]}`,
        );
    }
    if (channelModel === 'file' && antennas.length > 1)
      issue(['sweep', 'txAntennas'], `expected one value with channelModel: file, got ${antennas.join(', ')}`);
  })
  .transform((study) => {
    const small = certificateBytes(study) < MOST_CERTIFICATES;
    const { tables: named, ...output } = study.output;
    const rows = keepsErrorRows(study);
    const tables = named ?? [
      ...TABLES.filter((name) => (DEFAULT_TABLES as readonly string[]).includes(name) || (rows && name === 'errors')),
      ...(small ? (['certificates'] as const) : []),
    ];
    return { ...study, scenario: resolvedScenario(study), output: { tables, ...output } };
  });

type GivenScenario = z.output<typeof scenarioSchema>;

/** The scenario with the defaults that depend on other fields filled in: a study that states them is the same study as one that leaves them out. */
function resolvedScenario(study: Axes & { readonly scenario: GivenScenario }) {
  const { maxLeakage, targetAnglesDeg, channelFileLimitGiB, errorShape, ...scenario } = study.scenario;
  const budget = linearBudget(scenario.noisePower, scenario.powerBudgetDb);
  const leakage = maxLeakage ?? (mostCells(study) > 1 ? defaultLeakage(budget) : undefined);
  const limit = channelFileLimitGiB ?? (scenario.channelModel === 'file' ? DEFAULT_LIMIT_GIB : undefined);
  // in one order, whether stated or not: study.json is the same text
  return {
    ...scenario,
    ...(leakage === undefined ? {} : { maxLeakage: leakage }),
    ...(limit === undefined ? {} : { channelFileLimitGiB: limit }),
    ...(errorShape === 'file' ? { errorShape } : {}),
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
