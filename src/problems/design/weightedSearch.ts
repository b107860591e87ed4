import { isSolved } from '../../conic/status.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { networkDesigns } from './networkDesign.ts';
import {
  type BlockTask,
  type RelaxedDesign,
  failedDesign,
  isSensingFree,
  noPrograms,
  sensingValue,
} from './relaxedDesign.ts';
import { searchCurves } from './searchCurves.ts';

/**
 * Weighted form of `joint` and `capsFree`: maximise -rho t*(g)/NFR + (1-rho) g/NFC over g by `searchValueFunction`, where
 * t*(g) is the design's optimum at a fixed g: the sum of the CRBs in CBF, the largest in CoMP.
 *
 * At rho = 0 the design is the one at the largest g found, and its CRB is not defined.
 */
export async function searchWeighted(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const found = await searchCurves<BlockTask, RelaxedDesign>(tasks, {
    taskOf: (task) => task,
    async measure(points) {
      const designs = await networkDesigns(
        points.map(({ item, sinr }) => ({ task: item, threshold: sinr })),
        settings,
      );
      return designs.map((design, i) => {
        const sensing = sensingValue(points[i]?.item as BlockTask, design.crb);
        const solved = isSolved(design.status) && design.keepsCap !== false;
        return { solved, certain: solved && design.status === 'optimal', sensing, design };
      });
    },
    costOf: (design) => design,
    communication: (sinr) => sinr,
    forget: (design) => ({ ...design, covariances: null, last: noPrograms }),
  });
  return found.map(({ best, lowest, normalization, cost }, i) => {
    const task = tasks[i] as BlockTask;
    // a design at the lowest g that exceeds the cap on the amplitudes is none, and proves nothing
    const status = isSolved(lowest.status) ? 'numericalError' : lowest.status;
    if (!best) return failedDesign(task, status, cost, lowest.infeasibility);
    return { ...best, ...cost, crb: isSensingFree(task) ? best.crb.map(() => Number.NaN) : best.crb, normalization };
  });
}
