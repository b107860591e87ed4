import * as z from 'zod';
import { interferenceCaps, programFields } from '../problems/fieldSchemas.ts';
import { BLOCK_LEVEL } from '../problems/instance.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../problems/precodingProgram.ts';
import type { BasisOptions } from '../problems/programs/programContext.ts';
import {
  type InstanceLine,
  type InstanceSettings,
  solveInstanceFile as solveFile,
  solveInstanceFiles as solveFiles,
} from '../problems/solveInstance.ts';
import { solvePrecodingPrograms as solveAll } from '../problems/solvePrecodingPrograms.ts';
import { flag, float64, realization, robustness, scenario, solverSettings, text } from './fields.ts';
import { requireArgument } from './requireArgument.ts';
import { requireRealization } from './systems.ts';

const programSchema = z.strictObject({
  scheme: z.enum(['BLP-CBF', 'BLP-CoMP']),
  problem: z.enum(BLOCK_LEVEL),
  robustness,
  form: z.enum(['threshold', 'weighted', 'maxSinr']),
  scenario,
  realization,
  ...programFields,
  interference: z.strictObject(interferenceCaps).optional(),
  oneBeam: flag,
  sensingBs: z.array(z.int().min(0)).optional(),
  omitInterCellRows: flag,
  limitEchoes: flag,
  echoCovariance: z.array(float64).optional(),
  warmStart: float64.optional(),
} satisfies Record<keyof Omit<PrecodingProgram, 'errorAxes' | 'firstErrorAxes'>, z.ZodType>);
const settingsSchema = solverSettings.extend({ scalarsOnly: flag });
const basisSettings = settingsSchema.extend({ reduce: flag, zeroForcing: flag });
const instanceSettings = settingsSchema.extend({ precoders: flag });
const sourceSchema = z.union([text, z.looseObject({})], 'expected the path of a file or a parsed instance');

/**
 * Solves precoding programs, those of one shape as one batch each, and returns the solutions in the order of the programs.
 * An infeasible or failed program is a status.
 *
 * @throws InputError for programs with missing, unknown or impossible fields.
 */
export async function solvePrecodingPrograms(
  programs: readonly PrecodingProgram[],
  settings: PrecodingSettings & BasisOptions = {},
): Promise<PrecodingSolution[]> {
  requireArgument('programs', programs, z.array(programSchema));
  requireArgument('settings', settings, basisSettings);
  programs.forEach((p, i) => requireRealization(p.scenario, p.realization, `programs[${i}].realization`));
  return solveAll(programs.map(withOwnEchoes), settings);
}

/** The program with copies of its echo covariances: what is made of an array is kept, and a caller may write the next covariance into the same array. */
function withOwnEchoes(program: PrecodingProgram): PrecodingProgram {
  const { echoCovariance } = program;
  return echoCovariance ? { ...program, echoCovariance: echoCovariance.map((c) => c.slice()) } : program;
}

/**
 * Solves the problems of one instance, given as the path of a file or as a parsed JSON value.
 *
 * @throws InputError when the file cannot be read or is not a valid instance, and on unknown settings.
 */
export async function solveInstanceFile(source: unknown, settings: InstanceSettings = {}): Promise<InstanceLine> {
  requireArgument('source', source, sourceSchema);
  requireArgument('settings', settings, instanceSettings);
  return solveFile(source, settings);
}

/**
 * Solves the problems of several instances, those of one shape from all files in one batch.
 *
 * @throws InputError when a file cannot be read or is not a valid instance, and on unknown settings.
 */
export async function solveInstanceFiles(
  sources: readonly unknown[],
  settings: InstanceSettings = {},
): Promise<InstanceLine[]> {
  requireArgument('sources', sources, z.array(sourceSchema));
  requireArgument('settings', settings, instanceSettings);
  return solveFiles(sources, settings);
}
