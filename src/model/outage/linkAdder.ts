import type { HermitianEigen } from '../../linalg/hermitianEigen.ts';
import { type BeamSpace, beamSpace, project, weightedEigen } from '../beamSpace.ts';
import { bilinear } from '../complexVector.ts';
import type { ErrorForm } from './errorForm.ts';
import { shapedBeams } from './shapedBeams.ts';
import type { UserLink } from './userLinks.ts';

/** Adds a link to the form of its user. */
export type LinkAdder = (form: ErrorForm, link: UserLink) => void;

/**
 * Links with errors CN(0, deviation^2 I). All users that hear the same beams share their span, and where all beams are interference the eigenvectors too.
 *
 * @param threshold g.
 */
export function whiteLinkAdder(threshold: number, deviation: number): LinkAdder {
  const spaces = new Map<Float64Array, BeamSpace>();
  const foreign = new Map<Float64Array, HermitianEigen>();
  return (form, link) => {
    const { beams, own, channel } = link;
    const space = spaces.get(beams) ?? beamSpace(beams, channel.length / 2);
    spaces.set(beams, space);
    const eigen = (own < 0 ? foreign.get(beams) : undefined) ?? weightedEigen(space, weightOf(link, threshold));
    if (own < 0) foreign.set(beams, eigen);
    form.addLink(eigen, project(space, channel), deviation);
  };
}

/**
 * Links with errors S u, u ~ CN(0, deviation^2 I).
 *
 * @param shapes S of every link, in [bs][cell][user], each [antennas][antennas][2].
 */
export function shapedLinkAdder(threshold: number, deviation: number, shapes: readonly Float64Array[]): LinkAdder {
  return (form, link) => {
    const { beams, channel, stack } = link;
    const ofStack = stack.map((i) => shapes[i] as Float64Array);
    const space = beamSpace(shapedBeams(beams, ofStack, channel.length / 2 / stack.length), channel.length / 2);
    const weight = weightOf(link, threshold);
    form.addShapedLink(space, weight, weightedEigen(space, weight), amplitudes(link), deviation);
  };
}

/** Part of a beam in useful power - g interference. */
function weightOf({ own }: UserLink, threshold: number): (beam: number) => number {
  return (beam) => (beam === own ? 1 : -threshold);
}

/** h^T w_l of the known channel, [beams][2]. */
function amplitudes({ beams, channel }: UserLink): Float64Array {
  const result = new Float64Array((2 * beams.length) / channel.length);
  for (let l = 0; l < result.length / 2; l++) {
    const { re, im } = bilinear(channel, 0, beams, l * channel.length, channel.length / 2);
    result[2 * l] = re;
    result[2 * l + 1] = im;
  }
  return result;
}
