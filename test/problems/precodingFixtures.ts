import { drawRealization } from '../../src/model/channels.ts';
import { noiseCovariance } from '../../src/model/echoCovariance.ts';
import { type ScenarioInput, makeScenario } from '../../src/model/makeScenario.ts';
import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';

export const THREE_CELLS: ScenarioInput = {
  cells: 3,
  usersPerCell: 2,
  txAntennas: 8,
  targetAnglesDeg: [
    [-50, 60, 10],
    [-60, 50, 20],
    [-30, 40, 0],
  ],
};

/** A program of a drawn channel with echo covariances sr2 I, P1.A of BS 0 at 10 dB unless overridden. */
export function makeProgram(
  input: ScenarioInput,
  override: Partial<PrecodingProgram> = {},
  realization = 0,
): PrecodingProgram {
  const scenario = makeScenario(input);
  const single = override.problem === undefined || override.problem.startsWith('P1');
  const count = single ? 1 : scenario.cells;
  return {
    scheme: 'BLP-CBF',
    problem: 'P1.A',
    robustness: 'none',
    form: 'threshold',
    scenario,
    realization: drawRealization(scenario, { seed: 5n, realization, reflectionPhase: 'uniform' }),
    bs: 0,
    threshold: 10,
    interference: { intraCell: 10, interCell: 10, coMP: 10 },
    leakage: scenario.maxLeakage,
    echoCovariance: Array.from({ length: count }, () => noiseCovariance(scenario)),
    ...override,
  };
}

export function expectClose(
  actual: number | null | undefined,
  expected: number | null | undefined,
  relative: number,
): void {
  if (
    typeof actual !== 'number' ||
    typeof expected !== 'number' ||
    !(Math.abs(actual - expected) <= relative * Math.abs(expected))
  )
    throw new Error(`expected ${expected} within ${relative}, got ${actual}`);
}
