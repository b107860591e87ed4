import type { HermitianEigen } from '../../linalg/hermitianEigen.ts';
import { type BeamSpace, beamSpace, project, weightedEigen } from '../beamSpace.ts';
import type { ErrorForm } from './errorForm.ts';
import { shapedLink } from '../shapedLink.ts';
import type { UserLink } from '../userLinks.ts';

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
    const weight = weightOf(link, threshold);
    const shaped = shapedLink(link, shapes);
    form.addShapedLink(shaped, weight, weightedEigen(shaped.space, weight), deviation);
  };
}

/** Part of a beam in useful power - g interference. */
function weightOf({ own }: UserLink, threshold: number): (beam: number) => number {
  return (beam) => (beam === own ? 1 : -threshold);
}
