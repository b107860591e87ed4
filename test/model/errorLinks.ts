/** Users' links under CSI errors and their worst errors by descent, written independently of src/model/worstErrors.ts. */
import { squaredNorm } from '../../src/model/complexVector.ts';
import { shapedErrors } from '../../src/model/errorShape.ts';
import type { ScenarioInput } from '../../src/model/makeScenario.ts';
import type { Cooperation } from '../../src/model/sinr.ts';
import { partsOf } from '../../src/model/userLinks.ts';
import { stack } from '../../src/linalg/stack.ts';
import type { RobustQuestion, UserError } from '../../src/model/worstErrors.ts';
import { channelOf, type Hermitian, power, stackedChannelOf, sumOf } from '../problems/naivePowers.ts';
import { makeProgram } from '../problems/precodingFixtures.ts';
import { gramOf, randomVector, sample } from './samples.ts';

const NONE = new Float64Array(0);
export const norm = (x: Float64Array): number => Math.sqrt(squaredNorm(x));

/** Random covariances of every rank up to the number of antennas. */
function covariancesFor(
  seed: number,
  { cells, usersPerCell, txAntennas }: RobustQuestion['scenario'],
  cooperation: Cooperation,
) {
  const n = txAntennas * (cooperation === 'comp' ? cells : 1);
  return stack(
    Array.from({ length: cells * usersPerCell }, (_, u) => gramOf(randomVector(10 * seed + u, ((u % n) + 1) * n), n)),
  );
}

export function questionOf(
  seed: number,
  input: ScenarioInput,
  cooperation: Cooperation,
  threshold = 0.5,
): RobustQuestion {
  const { scenario, realization } = sample(seed, input);
  return {
    scenario,
    realization: { channels: realization.channels },
    cooperation,
    covariances: covariancesFor(seed, scenario, cooperation),
    threshold,
  };
}

/** An S for every link: the identity and something random, a singular matrix, or rows of zeros. */
export function shapesFor(
  seed: number,
  { cells, usersPerCell, txAntennas: n }: RobustQuestion['scenario'],
): Float64Array {
  return stack(
    Array.from({ length: cells * cells * usersPerCell }, (_, link) =>
      randomVector(100 * seed + link, n * n).map((x, i) => {
        const [row, column] = [Math.floor(i / (2 * n)), Math.floor(i / 2) % n];
        if (link % 3 === 2) return column === 0 ? 0 : 0.8 * x;
        if (link % 3 === 1) return row === 1 ? 0 : x;
        return (row === column && i % 2 === 0 ? 1 : 0) + 0.4 * x;
      }),
    ),
  );
}

/** What a link brings to the left side of a user's row, and what it brings of the useful power, written on its own. */
export interface Link {
  readonly channel: Float64Array;
  readonly useful: Hermitian | null;
  readonly heard: Hermitian;
  readonly shape: Float64Array | null;
  readonly radius: number;
}

export function linksOf({ scenario, realization, cooperation, covariances }: RobustQuestion, user: number): Link[] {
  const { cells, usersPerCell: K, txAntennas, csiErrorRadius } = scenario;
  const comp = cooperation === 'comp';
  const n = txAntennas * (comp ? cells : 1);
  const program = {
    ...makeProgram({}),
    scenario,
    realization: { ...realization, reflectionGain: new Float64Array(8) },
  };
  const blocks = partsOf(covariances, cells * K).map((data) => ({ n, data }));
  const [cell, k] = [Math.floor(user / K), user % K];
  const shapes = realization.errorShape && partsOf(realization.errorShape, cells * cells * K);
  const others = blocks.filter((_, u) => u !== user);
  if (comp) {
    const shape =
      shapes &&
      blockDiagonal(
        Array.from({ length: cells }, (_, m) => shapes[m * cells * K + user]),
        n,
      );
    return [
      {
        channel: stackedChannelOf(program, cell, k),
        useful: blocks[user] ?? null,
        heard: sumOf(others, n),
        shape: shape ?? null,
        radius: csiErrorRadius * Math.sqrt(cells),
      },
    ];
  }
  return Array.from({ length: cells }, (_, m) => ({
    channel: channelOf(program, m, cell, k),
    useful: m === cell ? (blocks[user] ?? null) : null,
    heard: sumOf(
      blocks.filter((_w, u) => u !== user && Math.floor(u / K) === m),
      n,
    ),
    shape: shapes?.[m * cells * K + user] ?? null,
    radius: csiErrorRadius,
  }));
}

function blockDiagonal(blocks: readonly (Float64Array | undefined)[], n: number): Float64Array {
  const size = n / blocks.length;
  const result = new Float64Array(2 * n * n);
  blocks.forEach((block, b) => {
    for (let row = 0; row < size; row++)
      result.set((block ?? NONE).subarray(2 * row * size, 2 * (row + 1) * size), 2 * ((b * size + row) * n + b * size));
  });
  return result;
}

export const errorOf = ({ shape }: Link, u: Float64Array): Float64Array =>
  shape ? shapedErrors(u, shape, u.length / 2) : u;

/** (h+e)^T (W/g - heard) (h+e)* of a link at u. */
function leftSide(link: Link, u: Float64Array, g: number): number {
  const e = errorOf(link, u);
  const h = link.channel.map((x, i) => x + (e[i] ?? NaN));
  return (link.useful ? power(link.useful, h) / g : 0) - power(link.heard, h);
}

/** The smallest left side that projected descent with numerical gradients finds from many starts. */
export function descend(link: Link, g: number, seed: number, starts = 12): number {
  const { radius } = link;
  const n = link.channel.length / 2;
  const clamp = (u: Float64Array): Float64Array => u.map((x) => x * Math.min(1, radius / norm(u)));
  let best = Infinity;
  for (let start = 0; start < starts; start++) {
    let u = clamp(randomVector(seed + start, n).map((x) => radius * x));
    let [value, step] = [leftSide(link, u, g), radius];
    for (let iteration = 0; iteration < 400 && step > 1e-9 * radius; iteration++) {
      const h = 1e-4 * radius;
      // the form is quadratic, so that central differences are exact
      const slope = u.map((_, i) => {
        const at = (by: number): number =>
          leftSide(
            link,
            u.map((x, j) => (j === i ? x + by : x)),
            g,
          );
        return (at(h) - at(-h)) / (2 * h);
      });
      const length = norm(slope) || 1;
      const moved = clamp(u.map((x, i) => x - (step * (slope[i] ?? NaN)) / length));
      const next = leftSide(link, moved, g);
      if (next < value) [u, value, step] = [moved, next, 1.5 * step];
      else step /= 2;
    }
    best = Math.min(best, value);
  }
  return best;
}

/** Left side and margin of a user at the errors that were found, by formulas of their own. */
export function attained(
  question: RobustQuestion,
  user: number,
  { error }: UserError,
): { left: number; margin: number } {
  const { scenario, realization, threshold: g } = question;
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  const users = cells * usersPerCell;
  const channels = realization.channels.slice();
  partsOf(error, cells).forEach((e, m) =>
    e.forEach((x, i) => {
      const at = 2 * (m * users + user) * txAntennas + i;
      channels[at] = (channels[at] ?? NaN) + x;
    }),
  );
  const links = linksOf({ ...question, realization: { channels } }, user);
  const useful = links.reduce((sum, { useful: w, channel }) => sum + (w ? power(w, channel) : 0), 0);
  const heard = links.reduce((sum, { heard: w, channel }) => sum + power(w, channel), noisePower);
  return { left: useful / g - heard, margin: useful / g / heard - 1 };
}
