import { types } from 'node:util';
import * as z from 'zod';
import { ERROR_LAWS } from '../model/errorLaw.ts';
import { linearSinr, linearSystem, MOST_DRAWS, MOST_PHASES, weight } from '../problems/fieldSchemas.ts';
import { tooLarge } from '../problems/systemSize.ts';
import { DESIGNS, ROBUSTNESS, SCHEMES } from '../problems/types.ts';
import type { Numbers } from '../conic/lowering/numbers.ts';
import { scenarioSchema as studyScenario } from '../study/sections/scenario.ts';

// Fields of library calls. What a study file has too is taken from its schema, limits included.

/** 64-bit unsigned. */
export const seed = z
  .bigint()
  .min(0n)
  .max(2n ** 64n - 1n);
export const scheme = z.enum(SCHEMES);
export const design = z.enum(DESIGNS);
export const robustness = z.enum(ROBUSTNESS);
export const errorLaw = z.enum(ERROR_LAWS);
export const cooperation = z.enum(['cbf', 'comp']);
/** Index of an error draw or frame. */
export const drawIndex = z
  .int()
  .min(0)
  .max(MOST_DRAWS - 1);
export const tolerance = z.number().gt(0).lt(1);
export const flag = z.boolean().optional();
/** What every solve of conic programs takes. */
export const solverSettings = z.strictObject({
  tolerance: tolerance.optional(),
  maxIterations: z.int().positive().max(1_000_000).optional(),
  finish: flag,
});
/** Numbers whose length and values are looked at where the scenario is known. */
export const float64 = z.custom<Float64Array>((v) => types.isFloat64Array(v), 'expected a Float64Array');
export const int32 = z.custom<Int32Array>((v) => types.isInt32Array(v), 'expected an Int32Array');
/** `Numbers` of the conic solver, whose elements are looked at where their shape is known. */
export const numbers = z.custom<Numbers>(
  (v) => types.isFloat64Array(v) || Array.isArray(v),
  'expected a Float64Array or nested lists of numbers',
);
export const text = z.string().min(1);

/** `ScenarioInput`, in the units of study files. */
export const scenarioInput = studyScenario.pick({
  cells: true,
  usersPerCell: true,
  txAntennas: true,
  rxAntennas: true,
  frameLength: true,
  powerBudgetDb: true,
  noisePower: true,
  csiErrorRadius: true,
  maxInterferenceDb: true,
  maxLeakage: true,
  amplitudeCrbCap: true,
  interferenceSnapshots: true,
  targetAnglesDeg: true,
});

/** Fields of the channel law that a study's scenario has. */
export const channelLaw = studyScenario
  .pick({ interCellLoss: true, reflectionPhase: true, channelModel: true, userAnglesDeg: true })
  .extend({ channels: float64.optional(), errorShape: float64.optional() });

/** `Scenario`, in linear units. */
export const scenario = z
  .strictObject({
    ...linearSystem,
    interferenceSnapshots: z.enum(['single', 'frame']),
    targetAngles: float64,
  })
  .superRefine((s, context) => {
    const issue = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const size = tooLarge(s);
    if (size !== undefined) issue([], size);
    const angles = s.cells ** 2;
    if (s.targetAngles.length !== angles)
      issue(['targetAngles'], `expected ${angles} numbers [bs][target], got ${s.targetAngles.length}`);
    const at = s.targetAngles.findIndex((a) => !(Math.abs(a) < Math.PI / 2));
    if (at >= 0)
      issue(
        ['targetAngles'],
        `expected angles within -pi/2 and pi/2, in radians, got ${s.targetAngles[at]} at index ${at}`,
      );
  });

export const realization = z.strictObject({
  reflectionGain: float64,
  channels: float64,
  errorShape: float64.optional(),
});
export const symbols = z.strictObject({ phase: float64, pskOrder: z.int().min(2).max(MOST_PHASES) });

/** Objective of a design. */
export const form = z
  .strictObject({
    kind: z.enum(['threshold', 'weighted']),
    threshold: linearSinr.optional(),
    rho: weight.optional(),
  })
  .superRefine(({ kind, threshold, rho }, context) => {
    const own = kind === 'threshold' ? 'threshold' : 'rho';
    const issue = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if ((own === 'threshold' ? threshold : rho) === undefined)
      issue(own, `expected a number with kind ${kind}, got nothing`);
    if (kind === 'threshold' && rho !== undefined) issue('rho', `expected it only with kind weighted, got ${rho}`);
    if (kind === 'weighted' && threshold !== undefined)
      issue('threshold', `expected it only with kind threshold, got ${threshold}`);
  });
