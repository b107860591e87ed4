import { type BeamSpace, beamSpace } from './beamSpace.ts';
import { bilinear } from './complexVector.ts';
import { shapedBeams } from './errorShape.ts';
import type { UserLink } from './userLinks.ts';

/** A link as its shaped errors e = S u see it: beam l arrives as a_l + s_l^H z, with z the part of u in the span of the conjugate beams S^T w_l. */
export interface ShapedLink {
  readonly space: BeamSpace;
  /** a_l = h^T w_l over the known channel, [beams][2]; it may lie where the errors have nothing. */
  readonly amplitudes: Float64Array;
}

/** @param shapes S of every link, in [bs][cell][user], each [antennas][antennas][2] by rows. */
export function shapedLink({ beams, channel, stack }: UserLink, shapes: readonly Float64Array[]): ShapedLink {
  const antennas = channel.length / 2;
  const ofStack = stack.map((i) => shapes[i] as Float64Array);
  const space = beamSpace(shapedBeams(beams, ofStack, antennas / stack.length), antennas);
  const amplitudes = new Float64Array(2 * space.beams);
  for (let l = 0; l < space.beams; l++) {
    const { re, im } = bilinear(channel, 0, beams, l * channel.length, antennas);
    amplitudes[2 * l] = re;
    amplitudes[2 * l + 1] = im;
  }
  return { space, amplitudes };
}

/** sum_l weight(l) s_l a_l, half the gradient of sum_l weight(l) abs(a_l + s_l^H z)^2 at z = 0, [rank][2]. */
export function weightedGradient({ space, amplitudes }: ShapedLink, weight: (beam: number) => number): Float64Array {
  const { beams, rank, beamVectors } = space;
  const gradient = new Float64Array(2 * rank);
  for (let l = 0; l < beams; l++) {
    const ar = weight(l) * (amplitudes[2 * l] as number);
    const ai = weight(l) * (amplitudes[2 * l + 1] as number);
    for (let i = 0; i < rank; i++) {
      const sr = beamVectors[2 * (l * rank + i)] as number;
      const si = beamVectors[2 * (l * rank + i) + 1] as number;
      gradient[2 * i] = (gradient[2 * i] as number) + sr * ar - si * ai;
      gradient[2 * i + 1] = (gradient[2 * i + 1] as number) + sr * ai + si * ar;
    }
  }
  return gradient;
}
