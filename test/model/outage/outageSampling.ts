import { makeScenario } from '../../../src/model/makeScenario.ts';
import type { ExactOutage } from '../../../src/model/outage/exactOutage.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { type Cooperation, perturbChannels, sinrCbf, sinrComp } from '../../../src/model/sinr.ts';
import { complexNormal, fillComplexNormal } from '../../../src/random/complexNormal.ts';
import { openStream, type RandomStream } from '../../../src/random/stream.ts';

/** A small system with precoders and an error law, and a threshold within reach of its SINRs. */
export interface OutageCase {
  readonly scenario: Scenario;
  readonly channels: Float64Array;
  readonly precoders: Float64Array;
  readonly cooperation: Cooperation;
  readonly threshold: number;
  readonly radius: number;
  readonly errorShape?: Float64Array | undefined;
}

const sinrOf = { cbf: sinrCbf, comp: sinrComp };

/** Case `index` of a family of random ones: up to three cells of three users, precoders random or matched to the channels, every third with shapes. */
export function randomCase(index: number): OutageCase {
  const stream = openStream({ seed: 90n, realization: index, stream: 'channel' });
  const below = (n: number): number => Math.floor(n * stream.uniform());
  const cells = 1 + below(3);
  const scenario = makeScenario({
    cells,
    usersPerCell: 1 + below(3),
    txAntennas: 1 + below(4),
    noisePower: 0.2 + 2 * stream.uniform(),
    targetAnglesDeg: Array.from({ length: cells }, () => Array.from({ length: cells }, () => 0)),
  });
  const { usersPerCell, txAntennas } = scenario;
  const channels = complexNormal(stream, cells * cells * usersPerCell * txAntennas);
  const cooperation = stream.uniform() < 0.5 ? 'cbf' : 'comp';
  const precoders = precodersOf(scenario, channels, cooperation, stream);
  const errorShape = index % 3 === 0 ? shapesOf(scenario, stream) : undefined;
  const known = sinrOf[cooperation](scenario, channels, precoders);
  const threshold = (known[below(known.length)] as number) * 10 ** (1.2 * stream.uniform() - 1);
  const radius = 10 ** (1.7 * stream.uniform() - 1.4);
  return { scenario, channels, precoders, cooperation, threshold, radius, errorShape };
}

/** Half of them point at their user and hear little else; the powers of beams differ by up to 100. */
function precodersOf(
  { cells, usersPerCell, txAntennas }: Scenario,
  channels: Float64Array,
  cooperation: Cooperation,
  stream: RandomStream,
): Float64Array {
  const users = cells * usersPerCell;
  const stations = cooperation === 'cbf' ? 1 : cells;
  const result = complexNormal(stream, users * stations * txAntennas);
  const matched = stream.uniform() < 0.5;
  for (let user = 0; user < users; user++) {
    const size = 10 ** (stream.uniform() - 0.3);
    for (let n = 0; n < stations; n++)
      for (let i = 0; i < 2 * txAntennas; i++) {
        const station = cooperation === 'cbf' ? Math.floor(user / usersPerCell) : n;
        const toUser = channels[2 * (station * users + user) * txAntennas + i] as number;
        const at = 2 * (user * stations + n) * txAntennas + i;
        const own = i % 2 === 0 ? toUser : -toUser;
        result[at] = size * (matched ? own + 0.2 * (result[at] as number) : (result[at] as number));
      }
  }
  return result;
}

/** Full matrices, matrices of rank one, zero. */
function shapesOf({ cells, usersPerCell, txAntennas: n }: Scenario, stream: RandomStream): Float64Array {
  const links = cells * cells * usersPerCell;
  const shapes = complexNormal(stream, links * n * n);
  for (let link = 0; link < links; link++) {
    const kind = stream.uniform();
    const at = 2 * link * n * n;
    if (kind < 0.15) shapes.fill(0, at, at + 2 * n * n);
    else if (kind < 0.4) for (let i = 1; i < n; i++) shapes.copyWithin(at + 2 * i * n, at, at + 2 * n);
  }
  return shapes;
}

/** In how many of `draws` drawn errors each user is in outage, and the weakest one. */
export function sampledOutage(
  { scenario, channels, precoders, cooperation, threshold, radius, errorShape }: OutageCase,
  draws: number,
  index: number,
): { users: number[]; smallest: number } {
  const stream = openStream({ seed: 91n, realization: index, stream: 'csiError' });
  const count = channels.length / 2;
  const deviation = radius / Math.sqrt(scenario.txAntennas);
  const [normal, error] = [new Float64Array(2 * count), new Float64Array(2 * count)];
  const users = Array.from({ length: scenario.cells * scenario.usersPerCell }, () => 0);
  let smallest = 0;
  for (let draw = 0; draw < draws; draw++) {
    fillComplexNormal(stream, normal, 0, count);
    for (let i = 0; i < 2 * count; i++) normal[i] = deviation * (normal[i] as number);
    if (errorShape) applyShapes(errorShape, normal, scenario.txAntennas, error);
    const sinr = sinrOf[cooperation](scenario, perturbChannels(channels, errorShape ? error : normal), precoders);
    let some = 0;
    sinr.forEach((value, user) => {
      if (!(value < threshold)) return;
      users[user] = (users[user] as number) + 1;
      some = 1;
    });
    smallest += some;
  }
  return { users, smallest };
}

/** e = S u of every link. */
function applyShapes(shape: Float64Array, u: Float64Array, n: number, e: Float64Array): void {
  for (let row = 0; row < u.length / 2; row++) {
    const link = row - (row % n);
    let [re, im] = [0, 0];
    for (let j = 0; j < n; j++) {
      const [sr, si] = [shape[2 * (row * n + j)] as number, shape[2 * (row * n + j) + 1] as number];
      const [ur, ui] = [u[2 * (link + j)] as number, u[2 * (link + j) + 1] as number];
      re += sr * ur - si * ui;
      im += sr * ui + si * ur;
    }
    e[2 * row] = re;
    e[2 * row + 1] = im;
  }
}

/** The smaller of P(X <= count) and P(X >= count), X binomial: no larger than a level for at most twice that share of right probabilities. */
export function binomialTail(count: number, draws: number, p: number): number {
  const sum = (from: number, step: 1 | -1): number => {
    let term = Math.exp(logBinomial(draws, from) + from * Math.log(p) + (draws - from) * Math.log1p(-p));
    let total = 0;
    for (let k = from; k >= 0 && k <= draws && term > 1e-18 * total; k += step) {
      total += term;
      term *= step > 0 ? ((draws - k) / (k + 1)) * (p / (1 - p)) : (k / (draws - k + 1)) * ((1 - p) / p);
    }
    return total;
  };
  // each is summed away from the mean
  return count > draws * p ? sum(count, 1) : sum(count, -1);
}

function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}

/** All probabilities of a case that sampling can judge, with their counts. */
export function judged(exact: ExactOutage, counts: { users: number[]; smallest: number }): [number, number][] {
  const pairs = counts.users.map((count, user): [number, number] => [exact.users[user] as number, count]);
  pairs.push([exact.smallest, counts.smallest]);
  return pairs;
}
