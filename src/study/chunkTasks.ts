import { drawRealization } from '../model/channels.ts';
import type { Realization } from '../model/scenario.ts';
import { drawSymbolPhases } from '../model/symbols.ts';
import type { DesignTask } from '../problems/types.ts';
import { openChannelFile } from './channelFile/openChannelFile.ts';
import type { Chunk } from './chunks.ts';
import type { GridPoint } from './grid.ts';
import type { Study } from './schema.ts';

/** What is to be designed for one channel realization at one grid point. */
export interface GridTask {
  /** realization * points + point: the same in every run of the study. */
  readonly id: bigint;
  readonly point: GridPoint;
  readonly task: DesignTask;
  /** Why the draw cannot be computed: its measured channels are not finite. Null where they are. */
  readonly failure: string | null;
}

/**
 * The tasks of a range of realizations, realization by realization in the order of the grid, with their channels and data
 * symbols: a function of the study and the range alone.
 *
 * @param points the grid of the study, `studyGrid(study)`.
 * @throws InputError when the channel file of the study cannot be used (`openChannelFile`).
 */
export function chunkTasks(
  study: Study,
  points: readonly GridPoint[],
  range: Pick<Chunk, 'first' | 'end'>,
): GridTask[] {
  const seed = BigInt(study.seed);
  const tasks: GridTask[] = [];
  const measured = study.scenario.channelModel === 'file' ? openChannelFile(study) : null;
  for (let realizationIndex = range.first; realizationIndex < range.end; realizationIndex++) {
    // points that share the system share the channel object, and with it what designs derive from it
    const drawn = new Map<string, Realization>();
    const found = measured?.realization(realizationIndex);
    const failure = (found && measured?.faultIn(found, realizationIndex)) ?? null;
    for (const point of points) {
      const { scenario } = point;
      const { cells, usersPerCell, txAntennas, frameLength } = scenario;
      const key = [cells, usersPerCell, txAntennas, frameLength].join('/');
      const realization =
        drawn.get(key) ??
        drawRealization(scenario, {
          seed,
          realization: realizationIndex,
          interCellLoss: study.scenario.interCellLoss,
          reflectionPhase: study.scenario.reflectionPhase,
          channelModel: study.scenario.channelModel,
          ...found,
          ...(study.scenario.userAnglesDeg ? { userAnglesDeg: study.scenario.userAnglesDeg } : {}),
        });
      drawn.set(key, realization);
      const { scheme, design, robustness, form, pskOrder } = point;
      tasks.push({
        id: BigInt(realizationIndex) * BigInt(points.length) + BigInt(point.index),
        point,
        failure,
        task: {
          scheme,
          design,
          robustness,
          form,
          scenario,
          realization,
          seed,
          realizationIndex,
          ...(pskOrder === null
            ? {}
            : {
                symbols: {
                  phase: drawSymbolPhases(scenario, { seed, realization: realizationIndex, pskOrder }),
                  pskOrder,
                },
              }),
        },
      });
    }
  }
  return tasks;
}
