import { noiseCovariance } from '../../model/echoCovariance.ts';
import { isSolved } from '../../conic/status.ts';
import { type CrbLowerBound, lowerBoundOf } from '../crbLowerBound.ts';
import type { ErrorAxes } from '../errorAxes.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { solveGroups } from '../solveGroups.ts';
import { solveShared } from '../solveShared.ts';
import { solveSome } from '../../conic/batching.ts';
import { channelKey } from './channelKey.ts';
import { type BlockTask, programFields } from './relaxedDesign.ts';
import { withoutCap } from './tightenedCap.ts';
import { solveWithRestart } from './solveWithRestart.ts';

/** Merit of the programs of the bounds: what is charged for their errors is then a millionth of a bound at most. */
const BOUND_MERIT = 1e-9;

/**
 * Lower bounds on the CRBs of every block-level design of a scheme and robustness at a fixed threshold. The programs are the relaxation of `joint`, whose
 * constraints all designs keep (caps only add to them), at the threshold without tightening and with C = sr2 I, because the echoes of other cells only
 * add to C, and without a cap on the amplitudes. One program for each BS minimises its CRB alone, and another one minimises the sum of the CRBs. What their multipliers prove (`provenBounds`) are
 * the bounds, whatever the solver says of them. Tasks that differ in their design alone share the programs, and all programs of one
 * shape are one batch.
 *
 * @param bounded tasks of the threshold form.
 * @param settings of the solver; the bounds replace its tolerance.
 * @returns bounds of each task, rad^2.
 */
export async function lowerBounds(
  bounded: readonly BoundedTask[],
  settings: PrecodingSettings,
): Promise<readonly CrbLowerBound[]> {
  const bounds = await solveShared(
    bounded.map((own) => ({ ...own, task: withoutCap(own.task) })),
    ({ task }) => boundKey(task),
    async (owners) => {
      // the vectors that stand in for norms are in the state of a solution
      const isPlain = ({ task: { robustness, scenario } }: BoundedTask): boolean =>
        robustness === 'none' || scenario.csiErrorRadius === 0;
      const solve = (scalarsOnly: boolean): Promise<(PrecodingSolution[] | undefined)[]> =>
        solveSome(
          owners,
          (owner) => isPlain(owner) === scalarsOnly,
          (chosen) =>
            solveGroups(chosen.map(boundPrograms), (programs) =>
              solveWithRestart(programs, { ...settings, tolerance: BOUND_MERIT, boundsOnly: true, scalarsOnly }),
            ),
        );
      const [plain, robust] = [await solve(true), await solve(false)];
      return owners.map(({ task }, i) => {
        const solved = plain[i] ?? robust[i] ?? [];
        return lowerBoundOf(
          task,
          solved.map(({ status, certificate, iterations, path }) => ({
            terms: isSolved(status) ? certificate() : null,
            iterations,
            path,
          })),
        );
      });
    },
  );
  return bounds as CrbLowerBound[];
}

/** A task, and the error axes of its design, robustness `exact`. */
interface BoundedTask {
  readonly task: BlockTask;
  readonly errorAxes?: ErrorAxes | undefined;
}

/** The program of each BS alone; where there are several BSs, then that of their sum. */
function boundPrograms({ task, errorAxes }: BoundedTask): PrecodingProgram[] {
  const { scheme, scenario, form } = task;
  const { cells } = scenario;
  const all = Array.from({ length: cells }, (_, m) => m);
  const sets = cells > 1 ? [...all.map((m) => [m]), all] : [all];
  const noise = noiseCovariance(scenario);
  return sets.map((sensingBs) => ({
    ...programFields(task),
    problem: 'joint',
    form: 'threshold',
    sensingBs,
    ...(errorAxes ? { firstErrorAxes: errorAxes } : {}),
    threshold: form.kind === 'threshold' ? form.threshold : Number.NaN,
    ...(scheme === 'BLP-CBF' ? { echoCovariance: all.map(() => noise) } : {}),
  }));
}

function boundKey(task: BlockTask): string {
  const { form, scenario, robustness } = task;
  const seen = scenario.csiErrorRadius > 0 ? robustness : 'none';
  return `${form.kind === 'threshold' ? form.threshold : ''} ${channelKey({ ...task, design: 'joint', robustness: seen })}`;
}
