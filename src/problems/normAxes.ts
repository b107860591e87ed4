import { norm } from '../linalg/realVector.ts';
import { orthogonalise } from '../linalg/orthogonalise.ts';
import { stack } from '../linalg/stack.ts';
import { multiplyVector } from '../model/complexVector.ts';
import { type AxesJudgement, firstDirections, lostNorm, nextAxis, usersAndBlocks } from './missedNorm.ts';
import { userOfSlot } from './programs/blockLayout.ts';
import { effectiveRobustness } from './programs/plan.ts';
import { channelsOfTransmitters, type NormAxes, type ProgramContext } from './programs/programContext.ts';

/** One axis for each block. */
export function firstAxes(context: ProgramContext): NormAxes {
  return { count: 1, columns: stack(firstDirections(context)) };
}

/**
 * Looks for the norms of blocks that some axes miss in the covariances W of a solution, [block][antennas][antennas][2]. The next axes have one more for each
 * block: the part of W h* that they miss, of the user where they miss most.
 */
export function judgeAxes(context: ProgramContext, axes: NormAxes, covariances: Float64Array): AxesJudgement {
  const { served, slots, blocks } = usersAndBlocks(context);
  const channels = channelsOfTransmitters(context.program);
  const first = effectiveRobustness(context.program) === 'paper' ? 1 : 0;
  const length = axes.columns.length / (blocks * axes.count);
  const antennas = length / 2;
  if (axes.count >= antennas) return { missed: 0, next: null };
  let missed = 0;
  const grown: Float64Array[] = [];
  for (let block = 0; block < blocks; block++) {
    const own = axes.columns.subarray(block * axes.count * length, (block + 1) * axes.count * length);
    const matrix = covariances.subarray(block * antennas * length, (block + 1) * antennas * length);
    const heard = channels[Math.floor(block / served)] as Float64Array;
    let most = -1;
    let axis: Float64Array = new Float64Array(length);
    for (let slot = first; slot < slots; slot++) {
      const user = userOfSlot({ served }, block, slot);
      const y = multiplyVector(matrix, heard.subarray(user * length, (user + 1) * length));
      const whole = norm(y);
      orthogonalise(y, own, axes.count, antennas);
      const lost = lostNorm(whole, norm(y));
      if (lost <= most) continue;
      most = lost;
      axis = nextAxis(y, whole, own);
    }
    missed = Math.max(missed, (2 * context.radius * most) / context.noise);
    grown.push(own, axis);
  }
  return { missed, next: { count: axes.count + 1, columns: stack(grown) } };
}
