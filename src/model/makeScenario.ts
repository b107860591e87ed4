import { InputError } from '../errors.ts';
import type { Scenario } from './scenario.ts';

/** A scenario in the units of study files; every field has a default. */
export interface ScenarioInput {
  /** J, default 2. */
  readonly cells?: number;
  /** K, default 3. */
  readonly usersPerCell?: number;
  /** N, default 6. */
  readonly txAntennas?: number;
  /** Nrx, default 6. */
  readonly rxAntennas?: number;
  /** L >= N, default 30. */
  readonly frameLength?: number;
  /** P over the noise power, in dB, default 40. */
  readonly powerBudgetDb?: number;
  /** Linear, the unit of all powers, default 1. */
  readonly noisePower?: number;
  /** d, linear, in the unit of the channel coefficients, default 0. */
  readonly csiErrorRadius?: number;
  /** Imax over the noise power, in dB, default 10. */
  readonly maxInterferenceDb?: number;
  /** Linear, in the unit of `noisePower`, default 4 pi P. */
  readonly maxLeakage?: number;
  /** Largest CRB of each part of a BS's own reflection gain over abs(a_mm)^2; default: no cap. */
  readonly amplitudeCrbCap?: number;
  /** Default `single`. */
  readonly interferenceSnapshots?: Scenario['interferenceSnapshots'];
  /** [bs][target]; required unless `cells` is 2, default th11 = -50, th12 = 60, th21 = -60, th22 = 50. */
  readonly targetAnglesDeg?: readonly (readonly number[])[];
}

/** Target angles of two cells, degrees, [bs][target]. */
export const DEFAULT_TARGET_ANGLES = [
  [-50, 60],
  [-60, 50],
] as const;

/**
 * Converts a scenario in study units to linear units and radians, with the defaults of the paper's system. What each field alone may be
 * is looked at by those who read it.
 *
 * @throws InputError where fields do not go together, naming the field, what was expected and what came.
 */
export function makeScenario(input: ScenarioInput = {}): Scenario {
  const { cells = 2, usersPerCell = 3, txAntennas = 6, rxAntennas = 6, frameLength = 30, noisePower = 1 } = input;
  if (frameLength < txAntennas)
    throw new InputError(`frameLength: expected at least txAntennas = ${txAntennas}, got ${frameLength}`);
  const angle = missingAngle(txAntennas, rxAntennas);
  if (angle !== null) throw new InputError(`txAntennas: ${angle}`);
  const powerBudget = linearBudget(noisePower, input.powerBudgetDb ?? 40);
  return {
    cells,
    usersPerCell,
    txAntennas,
    rxAntennas,
    frameLength,
    powerBudget,
    noisePower,
    csiErrorRadius: input.csiErrorRadius ?? 0,
    maxInterference: noisePower * fromDb(input.maxInterferenceDb ?? 10),
    maxLeakage: input.maxLeakage ?? defaultLeakage(powerBudget),
    ...(input.amplitudeCrbCap === undefined ? {} : { amplitudeCrbCap: input.amplitudeCrbCap }),
    interferenceSnapshots: input.interferenceSnapshots ?? 'single',
    targetAngles: targetAngles(input.targetAnglesDeg, cells),
  };
}

/** Power budget of a BS, linear, in the unit of the noise power. */
export function linearBudget(noisePower: number, powerBudgetDb: number): number {
  return noisePower * fromDb(powerBudgetDb);
}

/** Largest leakage towards a neighbour's target where none is given: 4 pi P, linear. */
export function defaultLeakage(powerBudget: number): number {
  return 4 * Math.PI * powerBudget;
}

/** Why arrays of so many antennas tell no angle, as what was expected and what came; null where they do. */
export function missingAngle(txAntennas: number, rxAntennas: number): string | null {
  if (txAntennas > 1 || rxAntennas > 1) return null;
  return `expected txAntennas or rxAntennas above 1, got ${txAntennas} and ${rxAntennas}: one antenna on both sides tells no angle`;
}

function targetAngles(given: ScenarioInput['targetAnglesDeg'], cells: number): Float64Array {
  if (given === undefined && cells !== 2)
    throw new InputError(
      `targetAnglesDeg: expected ${cells} x ${cells} angles because cells is ${cells}, got none`,
      'give one row per base station with one angle per target, in degrees; only two cells have a default',
    );
  const rows = given ?? DEFAULT_TARGET_ANGLES;
  if (rows.length !== cells || rows.some((row) => row.length !== cells))
    throw new InputError(
      `targetAnglesDeg: expected ${cells} x ${cells} angles, got rows of lengths [${rows.map((r) => r.length).join(', ')}]`,
    );
  return Float64Array.from(rows.flat(), (degrees) => (degrees * Math.PI) / 180);
}

function fromDb(value: number): number {
  return Math.pow(10, value / 10);
}
