import * as z from 'zod';
import { DEFAULT_TARGET_ANGLES, defaultLeakage, linearBudget } from '../../model/makeScenario.ts';
import {
  amplitudeCrbCap,
  angleDeg,
  decibels,
  positive,
  powerRatio,
  pskOrder,
  system,
} from '../../problems/fieldSchemas.ts';
import { CHANNEL_MEANINGS, choice, ERROR_SHAPE_MEANINGS, PHASE_MEANINGS, SNAPSHOT_MEANINGS } from '../choices.ts';
import { DEFAULT_LIMIT_GIB } from '../channelFile/sizeLimit.ts';
import { type Axes, mostCells } from '../sweepAxes.ts';
import { SCENARIO_DEFAULTS } from '../unusedFields.ts';
import { line } from './fieldKinds.ts';

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
    amplitudeCrbCap: amplitudeCrbCap.optional(),
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

type GivenScenario = z.output<typeof scenarioSchema>;

/** The scenario with the defaults that depend on other fields filled in: a study that states them is the same study as one that leaves them out. */
export function resolvedScenario(study: Axes & { readonly scenario: GivenScenario }) {
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
