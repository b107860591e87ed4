import { readdirSync } from 'node:fs';
import { solveInstanceFiles } from '../../../src/problems/solveInstance.ts';
import type { ConicProgram } from '../../../src/conic/program.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { goldenPath, readGolden } from '../../../test/problems/goldenFiles.ts';
import { pointOf, primalViolation } from '../../../test/conic/certify.ts';
import { FAMILIES } from '../../../test/conic/families.ts';
import {
  badlyScaled,
  infeasibleProgram,
  MIXED,
  redundantRows,
  unboundedProgram,
} from '../../../test/conic/hardPrograms.ts';
import { randomProgram } from '../../../test/conic/randomProgram.ts';
import { selectPrograms } from '../../../test/conic/selectPrograms.ts';

/** Merit that is asked for and the relative error of an objective that is let pass. */
const MODES = [
  { precision: 'precise', tolerance: 1e-8, accuracy: 1e-6 },
  { precision: 'centred', tolerance: 1e-10, accuracy: 1e-6 },
  { precision: 'fast', tolerance: 1e-6, accuracy: 1e-3 },
] as const;
type Mode = (typeof MODES)[number];

/** Outcome of the checks on the running backend. */
export interface Correctness {
  readonly passed: number;
  /** One line each. */
  readonly failed: readonly string[];
  /** Checks that were not made because the time was over. */
  readonly left: number;
}

/**
 * The solver and reference suites of test/ as a plain script, on the running backend: known optima, certificates, the same bytes in another batch,
 * and every reference instance.
 *
 * @param hasTime false when no further check is to begin.
 */
export async function checkCorrectness(log: (line: string) => void, hasTime: () => boolean): Promise<Correctness> {
  const failed: string[] = [];
  let passed = 0;
  let left = 0;
  const check = async (name: string, body: () => Promise<string | null>): Promise<void> => {
    if (!hasTime()) {
      left++;
      return;
    }
    const fault = await body().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (fault === null) passed++;
    else failed.push(`${name}: ${fault}`);
    log(`${fault === null ? 'ok  ' : 'FAIL'} ${name}${fault === null ? '' : `: ${fault}`}`);
  };
  for (const mode of MODES) {
    await checkReferences(mode, check);
    for (const [family, options] of Object.entries(FAMILIES))
      for (const complementarity of ['strict', 'degenerate'] as const)
        await check(`${mode.precision}, ${family}, ${complementarity}`, async () => {
          const { program, optimum } = randomProgram({ ...options, complementarity, batch: 3 });
          return knownOptimum(program, optimum, mode);
        });
    for (const [what, { program, optimum }] of Object.entries({
      'redundant rows': redundantRows(31),
      'four decades of scales': badlyScaled(32, 2),
    }))
      await check(`${mode.precision}, ${what}`, async () => knownOptimum(program, [optimum], mode));
    for (const [status, program] of Object.entries({
      infeasible: infeasibleProgram(41, MIXED),
      unbounded: unboundedProgram(42, MIXED),
    }))
      await check(`${mode.precision}, ${status}`, async () => {
        const [got] = (await solveProgram(program, { tolerance: mode.tolerance })).status;
        return got === status ? null : `expected ${status}, got ${String(got)}`;
      });
    await check(`${mode.precision}, the same bytes alone and in a batch`, async () => sameBytes(mode));
  }
  return { passed, failed, left };
}

async function knownOptimum(program: ConicProgram, optimum: ArrayLike<number>, mode: Mode): Promise<string | null> {
  const solution = await solveProgram(program, { tolerance: mode.tolerance });
  for (let i = 0; i < optimum.length; i++) {
    const status = solution.status[i];
    if (status !== 'optimal' && !(mode.precision === 'fast' && status === 'almostOptimal'))
      return `program ${i} ends ${String(status)}`;
    const error =
      Math.abs((solution.objective[i] as number) - (optimum[i] as number)) / (1 + Math.abs(optimum[i] as number));
    if (!(error < mode.accuracy)) return `program ${i}: objective off by ${error.toExponential(1)}`;
    const violation = primalViolation(program, i, pointOf(solution, i));
    if (!(violation < mode.accuracy)) return `program ${i}: rows violated by ${violation.toExponential(1)}`;
  }
  return null;
}

async function sameBytes({ tolerance }: Mode): Promise<string | null> {
  const options = FAMILIES['coupled and free groups together'];
  if (!options) throw new Error('no such family');
  const { program } = randomProgram({ ...options, batch: 5 });
  const together = await solveProgram(program, { tolerance });
  for (let i = 0; i < 5; i++) {
    const alone = await solveProgram(selectPrograms(program, [i]), { tolerance });
    const n = alone.state.length;
    if (!alone.state.every((v, j) => Object.is(v, together.state[i * n + j]))) return `program ${i} differs`;
  }
  return null;
}

/** Every reference instance: status and objective of each of its problems. */
async function checkReferences(
  mode: Mode,
  check: (name: string, body: () => Promise<string | null>) => Promise<void>,
): Promise<void> {
  const names = readdirSync(goldenPath('.')).filter((name) => name.endsWith('.json'));
  for (const name of names)
    await check(`${mode.precision}, ${name}`, async () => {
      const [line] = await solveInstanceFiles([goldenPath(name)], { tolerance: mode.tolerance });
      const faults = readGolden(name).problems.flatMap(({ expected }, index) => {
        const result = line?.results.find((r) => r.index === index);
        const status = result?.status;
        const right =
          status === expected.status ||
          (mode.precision === 'fast' && expected.status === 'optimal' && status === 'almostOptimal');
        if (!right) return [`problem ${index}: expected ${expected.status}, got ${String(status)}`];
        if (expected.objective === null) return [];
        const error = Math.abs((result?.objective ?? NaN) / expected.objective - 1);
        const most = mode.precision === 'fast' ? mode.accuracy : (expected.relTolerance ?? 0);
        return error <= most ? [] : [`problem ${index}: objective off by ${error.toExponential(1)}`];
      });
      return faults.length === 0 ? null : faults.join('; ');
    });
}
