import { beamPower, lift, weightedEigen } from './beamSpace.ts';
import { shapedErrors } from './errorShape.ts';
import type { Scenario } from './scenario.ts';
import { type ShapedLink, shapedLink, weightedGradient } from './shapedLink.ts';
import type { Cooperation } from './sinr.ts';
import { minimizeForm } from './trustRegion.ts';
import { partsOf, userLinks } from './userLinks.ts';

const MAX_RATIO_STEPS = 60;

/**
 * `exactWorstCase` for errors e = S u with norm(u) <= radius for every link in CBF, and norm of the stacked u at most sqrt(J) radius in CoMP. What a beam
 * receives over the estimated channel may lie where S has no error, so that the trust-region problems have a linear term of their own.
 *
 * @param shape S of every link, [bs][cell][user][antenna][antenna][2].
 */
export function shapedWorstCase(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  radius: number,
  shape: Float64Array,
): { readonly sinr: Float64Array; readonly errors: Float64Array } {
  const { cells, usersPerCell, txAntennas: n, noisePower } = scenario;
  const shapes = partsOf(shape, cells * cells * usersPerCell);
  const ball = radius * (cooperation === 'comp' ? Math.sqrt(cells) : 1);
  const unshaped = new Float64Array(channels.length);
  const sinr = userLinks(scenario, channels, precoders, cooperation).map((links) => {
    let noise = noisePower;
    let smallest = 0;
    // what other BSs send is at its largest whatever the error of the own link is: it comes first
    for (const { own, channel, stack, beams } of links.toSorted((a, b) => a.own - b.own)) {
      const link = shapedLink({ own, channel, stack, beams }, shapes);
      const z = own < 0 ? lowest(link, () => -1, ball) : weakest(link, own, ball, noise);
      if (own < 0) noise += powerBut(link, -1, z);
      else smallest = ratioAt(link, own, noise, z);
      const u = lift(link.space, z, channel.length / 2);
      stack.forEach((place, i) => unshaped.set(u.subarray(2 * i * n, 2 * (i + 1) * n), 2 * place * n));
    }
    return smallest;
  });
  return { sinr: Float64Array.from(sinr), errors: shapedErrors(unshaped, shape, n) };
}

/** The z at which beam `own` is weakest against all others and the noise, by Dinkelbach's iteration. */
function weakest(link: ShapedLink, own: number, radius: number, noise: number): Float64Array {
  let best: Float64Array = new Float64Array(2 * link.space.rank);
  let ratio = ratioAt(link, own, noise, best);
  for (let step = 0; step < MAX_RATIO_STEPS && radius > 0 && ratio > 0; step++) {
    const g = ratio;
    const candidate = lowest(link, (l) => (l === own ? 1 : -g), radius);
    const next = ratioAt(link, own, noise, candidate);
    if (!(next < ratio)) break;
    const settled = ratio - next <= 1e-14 * ratio;
    ratio = next;
    best = candidate;
    if (settled) break;
  }
  return best;
}

/** Minimizer of sum_l weight(l) abs(a_l + s_l^H z)^2 over norm(z) <= radius. */
function lowest(link: ShapedLink, weight: (beam: number) => number, radius: number): Float64Array {
  return minimizeForm(weightedEigen(link.space, weight), weightedGradient(link, weight), radius);
}

function ratioAt(link: ShapedLink, own: number, noise: number, z: Float64Array): number {
  return beamPower(link.space, own, z, link.amplitudes) / (noise + powerBut(link, own, z));
}

/** Power of all beams but one. */
function powerBut({ space, amplitudes }: ShapedLink, but: number, z: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < space.beams; l++) if (l !== but) sum += beamPower(space, l, z, amplitudes);
  return sum;
}
