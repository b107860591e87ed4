import * as z from 'zod';
import { InputError } from '../errors.ts';
import { missingAngle } from '../model/makeScenario.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import { readComplexArray, readRealArray } from './complexJson.ts';
import { describeIssue, fieldName } from './describeIssue.ts';
import { angleDeg, atLeastZero, interferenceCaps, linearSystem, MOST_PHASES, programFields } from './fieldSchemas.ts';
import type { PrecodingProgram } from './precodingProgram.ts';
import { type GivenVectors, readGivenVectors } from './givenVectors.ts';
import { requireUsedFields } from './problemFields.ts';
import { schemaKeys } from './schemaKeys.ts';
import { requireSymbolLevelFields } from './symbolLevel/solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from './symbolLevel/symbolLevelProgram.ts';
import { tooLarge } from './systemSize.ts';
import { ROBUSTNESS, SCHEMES } from './types.ts';
import { validateProgram } from './validateProgram.ts';

export const INSTANCE_FORMAT = 'isac-mc-instance/1';

/** Problems at block level. */
export const BLOCK_LEVEL = ['P1.A', 'P1.B', 'P2.A', 'P2.B', 'capsFree', 'joint'] as const;

/** Linear units, as `Scenario`, angles in degrees. */
const scenarioSchema = z.strictObject({
  ...linearSystem,
  interferenceSnapshots: z.enum(['single', 'frame']).default('single'),
  pskOrder: z.int().min(2).max(MOST_PHASES).optional(),
  targetAnglesDeg: z.array(z.array(angleDeg)),
});

const problemSchema = z.strictObject({
  scheme: z.enum(SCHEMES),
  problem: z.enum([...BLOCK_LEVEL, 'P3.A', 'P3.B', 'P4']),
  robustness: z.enum(ROBUSTNESS).default('none'),
  form: z.enum(['threshold', 'weighted', 'maxSinr']).optional(),
  ...programFields,
  interference: z.strictObject({ ...interferenceCaps, symbolLevel: atLeastZero.optional() }).optional(),
  sensingCut: z.boolean().optional(),
  echoCovariance: z.unknown().optional(),
  echoCovarianceOfBs: z.unknown().optional(),
  expected: z.unknown().optional(),
});

const instanceSchema = z.object({
  format: z.literal(INSTANCE_FORMAT),
  name: z.string(),
  scenario: scenarioSchema,
  reflectionGain: z.unknown(),
  channels: z.unknown(),
  errorShape: z.unknown().optional(),
  symbolPhase: z.unknown().optional(),
  evaluation: z
    .object({
      precoders: z.unknown().optional(),
      transmit: z.unknown().optional(),
      exactWorstCase: z.object({ d: atLeastZero }).optional(),
    })
    .optional(),
  problems: z.array(problemSchema),
});

const instanceKeys = schemaKeys(instanceSchema);

/** An instance file in memory, in the units of `Scenario`. */
export interface Instance {
  readonly name: string;
  readonly scenario: Scenario;
  readonly realization: Realization;
  /** Block-level problems and their indices in the file's `problems`. */
  readonly programs: readonly PrecodingProgram[];
  readonly programIndex: readonly number[];
  /** Symbol-level problems and theirs. */
  readonly symbolPrograms: readonly SymbolLevelProgram[];
  readonly symbolIndex: readonly number[];
  readonly evaluation: GivenVectors | null;
}

/**
 * Reads an instance of format isac-mc-instance/1 (a parsed JSON value).
 *
 * @throws InputError naming the path of what is missing, of the wrong shape or impossible.
 */
export function readInstance(json: unknown, where = 'instance.'): Instance {
  const parsed = instanceSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [fault] = issue ? describeIssue(issue, json, instanceKeys) : [];
    const field = fieldName(fault?.path ?? []);
    throw new InputError(`${where}${field === '' ? '' : `${field}: `}${fault?.message ?? 'not an instance'}`);
  }
  const file = parsed.data;
  const { cells, usersPerCell, txAntennas, rxAntennas } = file.scenario;
  const angle = missingAngle(txAntennas, rxAntennas);
  if (angle !== null) throw new InputError(`${where}scenario.txAntennas: ${angle}`);
  const { targetAnglesDeg, pskOrder, amplitudeCrbCap, ...rest } = file.scenario;
  const size = tooLarge(file.scenario);
  if (size !== undefined) throw new InputError(`${where}scenario: ${size}`);
  const degrees = readRealArray(targetAnglesDeg, [cells, cells], `${where}scenario.targetAnglesDeg`);
  const scenario: Scenario = {
    ...rest,
    ...(amplitudeCrbCap === undefined ? {} : { amplitudeCrbCap }),
    targetAngles: degrees.map((d) => (d * Math.PI) / 180),
  };
  const realization: Realization = {
    reflectionGain: readComplexArray(file.reflectionGain, [cells, cells], `${where}reflectionGain`),
    channels: readComplexArray(file.channels, [cells, cells, usersPerCell, txAntennas], `${where}channels`),
    ...(file.errorShape === undefined
      ? {}
      : {
          errorShape: readComplexArray(
            file.errorShape,
            [cells, cells, usersPerCell, txAntennas, txAntennas],
            `${where}errorShape`,
          ),
        }),
  };

  const echo = (value: unknown, path: string): Float64Array => {
    const c = readComplexArray(value, [rxAntennas, rxAntennas], path);
    requireHermitian(c, rxAntennas, path);
    return c;
  };
  const programs: PrecodingProgram[] = [];
  const programIndex: number[] = [];
  const symbolPrograms: SymbolLevelProgram[] = [];
  const symbolIndex: number[] = [];
  const symbolProgram = (p: z.infer<typeof problemSchema>, path: string): SymbolLevelProgram | null => {
    const { scheme, problem } = p;
    const symbolScheme = scheme === 'SLP-CBF' || scheme === 'SLP-CoMP';
    const symbolProblem = problem === 'P3.A' || problem === 'P3.B' || problem === 'P4';
    if (symbolScheme !== symbolProblem)
      throw new InputError(`${path}.problem: expected a problem of ${scheme}, got ${problem}`);
    if (!symbolScheme || !symbolProblem) return null;
    if (pskOrder === undefined)
      throw new InputError(`${where}scenario.pskOrder: expected the order of the PSK, got nothing`);
    const program: SymbolLevelProgram = {
      scheme,
      problem,
      robustness: p.robustness,
      form: p.form ?? 'threshold',
      scenario,
      realization,
      symbolPhase: readRealArray(file.symbolPhase, [cells, usersPerCell, rest.frameLength], `${where}symbolPhase`),
      pskOrder,
      interference: given(p.interference ?? {}, ['symbolLevel', 'received']),
      ...given(p, [...PROGRAM_FIELDS, 'sensingCut']),
      ...ownEcho(p, path),
    };
    requireSymbolLevelFields(program, path);
    return program;
  };
  file.problems.forEach((p, i) => {
    const path = `${where}problems[${i}]`;
    const symbol = symbolProgram(p, path);
    if (symbol) {
      symbolPrograms.push(symbol);
      symbolIndex.push(i);
    } else {
      programs.push(blockProgram(p, path));
      programIndex.push(i);
    }
    requireUsedFields(p, p.scheme.endsWith('CoMP'), cells, path);
    if (p.amplitudeCrbCaps && amplitudeCrbCap !== undefined)
      throw new InputError(`${path}.amplitudeCrbCaps: expected it or scenario.amplitudeCrbCap, got both`);
  });
  requireUsedSymbols();
  return {
    name: file.name,
    scenario,
    realization,
    programs,
    programIndex,
    symbolPrograms,
    symbolIndex,
    evaluation: file.evaluation === undefined ? null : readGivenVectors(file.evaluation, file, scenario, where),
  };

  /** Data symbols belong to symbol-level problems and to transmit vectors. */
  function requireUsedSymbols(): void {
    if (symbolPrograms.length > 0 || file.evaluation?.transmit !== undefined) return;
    if (file.problems.length === 0 && file.evaluation === undefined) return;
    const expected = 'expected it only with symbol-level problems or transmit vectors';
    if (pskOrder !== undefined) throw new InputError(`${where}scenario.pskOrder: ${expected}, got ${pskOrder}`);
    if (file.symbolPhase !== undefined) throw new InputError(`${where}symbolPhase: ${expected}, got phases`);
  }

  /** C_m of a symbol-level program: its own, or that of its BS out of all. */
  function ownEcho(p: z.infer<typeof problemSchema>, path: string): { echoCovariance?: Float64Array } {
    if (p.echoCovariance !== undefined) return { echoCovariance: echo(p.echoCovariance, `${path}.echoCovariance`) };
    const list = readList(p.echoCovarianceOfBs, cells, `${path}.echoCovarianceOfBs`);
    const own = list[p.bs ?? 0];
    return own === undefined ? {} : { echoCovariance: echo(own, `${path}.echoCovarianceOfBs[${p.bs ?? 0}]`) };
  }

  function blockProgram(p: z.infer<typeof problemSchema>, path: string): PrecodingProgram {
    const { scheme, problem } = p;
    if (scheme === 'SLP-CBF' || scheme === 'SLP-CoMP' || problem === 'P3.A' || problem === 'P3.B' || problem === 'P4')
      throw new Error('internal error: symbol-level problems are read apart');
    const all = readList(p.echoCovarianceOfBs, cells, `${path}.echoCovarianceOfBs`).map((c, m) =>
      echo(c, `${path}.echoCovarianceOfBs[${m}]`),
    );
    const own = problem.startsWith('P1') ? all.slice(p.bs ?? 0, (p.bs ?? 0) + 1) : all;
    const covariances = p.echoCovariance === undefined ? own : [echo(p.echoCovariance, `${path}.echoCovariance`)];
    const program: PrecodingProgram = {
      scheme,
      problem,
      robustness: p.robustness,
      form: p.form ?? 'threshold',
      scenario,
      realization,
      ...given(p, PROGRAM_FIELDS),
      ...(p.interference === undefined
        ? {}
        : { interference: given(p.interference, ['intraCell', 'interCell', 'coMP', 'received']) }),
      ...(covariances.length > 0 ? { echoCovariance: covariances } : {}),
    };
    validateProgram(program, path);
    return program;
  }
}

/** Fields that programs of both levels have under their own names. */
const PROGRAM_FIELDS = Object.keys(programFields) as (keyof typeof programFields)[];

/** The named fields of an object that it has. */
function given<T extends object, K extends keyof T>(
  of: T,
  names: readonly K[],
): { [N in K]?: Exclude<T[N], undefined> } {
  return Object.fromEntries(names.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]]))) as {
    [N in K]?: Exclude<T[N], undefined>;
  };
}

function readList(value: unknown, length: number, path: string): readonly unknown[] {
  if (value === undefined) return [];
  // A pair {re, im} may stand around the list as well.
  if (typeof value === 'object' && value !== null && 're' in value && 'im' in value) {
    const { re, im } = value;
    if (Array.isArray(re) && Array.isArray(im) && re.length === length && im.length === length)
      return re.map((r: unknown, i) => ({ re: r, im: im[i] as unknown }));
  }
  if (Array.isArray(value) && value.length === length) return value as unknown[];
  throw new InputError(`${path}: expected an array of ${length} matrices`);
}

/** Relative departure from a Hermitian matrix that rounding of a stored file explains. */
const HERMITIAN = 1e-9;

function requireHermitian(c: Float64Array, size: number, path: string): void {
  let largest = 0;
  for (const x of c) largest = Math.max(largest, Math.abs(x));
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const re = (c[2 * (i * size + j)] as number) - (c[2 * (j * size + i)] as number);
      const im = (c[2 * (i * size + j) + 1] as number) + (c[2 * (j * size + i) + 1] as number);
      if (Math.hypot(re, im) > HERMITIAN * largest)
        throw new InputError(
          `${path}: expected a Hermitian matrix, entries [${i}][${j}] and [${j}][${i}] are not conjugate`,
        );
    }
}
