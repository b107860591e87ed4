import { type ClusterTally, clusteredInterval, designInterval, wilson } from '../../src/model/clusteredInterval.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream, type RandomStream } from '../../src/random/stream.ts';

/** How often intervals of 95% hold the true rate. */
export interface Coverage {
  readonly share: number;
  readonly meanWidth: number;
}

/** Chance of a wrong decision within a frame, as frames have it. */
export interface FrameLaw {
  readonly name: string;
  /** Its mean, the true rate. */
  readonly rate: number;
  readonly draw: (stream: RandomStream) => number;
}

/** Decisions of a user in a frame. */
const FRAME_LENGTH = 30;

const mixed = (name: string, share: number, burst: number, else_: number): FrameLaw => ({
  name,
  rate: share * burst + (1 - share) * else_,
  draw: (stream) => (stream.uniform() < share ? burst : else_),
});

/** Chance a exp(s x), x normal, cut at 1/2; its mean by the midpoint rule over the probabilities of x. */
function lognormal(name: string, scale: number, spread: number): FrameLaw {
  const cut = (x: number): number => Math.min(0.5, scale * Math.exp(spread * x));
  const normal = (stream: RandomStream): number => Math.SQRT2 * (complexNormal(stream, 1)[0] as number);
  let [sum, weight] = [0, 0];
  for (let x = -9; x <= 9; x += 1e-3) {
    const density = Math.exp((-x * x) / 2);
    weight += density;
    sum += density * cut(x);
  }
  return { name, rate: sum / weight, draw: (stream) => cut(normal(stream)) };
}

/** From independent decisions over chances that vary by factors to errors that come in bursts. */
export const FRAME_LAWS: readonly FrameLaw[] = [
  ...[0.2, 0.02, 0.002, 0.0002].map((p) => mixed(`all frames alike`, 0, 0, p)),
  lognormal('chances vary by a factor of e^0.5', 0.02, 0.5),
  lognormal('chances vary by a factor of e', 0.002, 1),
  lognormal('chances vary by a factor of e^2', 0.002, 2),
  mixed('half the frames at 0.4', 0.5, 0.4, 0),
  mixed('5% of the frames at 0.5', 0.05, 0.5, 0),
  mixed('1% of the frames at 0.3', 0.01, 0.3, 0),
  mixed('0.1% of the frames at 0.5', 0.001, 0.5, 0),
  mixed('0.5% of the frames at 0.5, others at 0.0005', 0.005, 0.5, 0.0005),
  mixed('1% of the frames at 0.5, others at 0.002', 0.01, 0.5, 0.002),
];

/** Coverage over repetitions of `frames` frames: of the interval that takes frames as clusters, and of Wilson's over all decisions. */
export function frameCoverage(
  law: FrameLaw,
  frames: number,
  repetitions: number,
  seed: bigint,
): { clustered: Coverage; independent: Coverage } {
  const clustered: [number, number][] = [];
  const independent: [number, number][] = [];
  for (let realization = 0; realization < repetitions; realization++) {
    const stream = openStream({ seed, realization, stream: 'symbols' });
    const tally = { clusters: frames, size: FRAME_LENGTH, wrong: 0, squares: 0, withWrong: 0, withRight: 0 };
    for (let f = 0; f < frames; f++) addFrame(tally, binomial(stream, FRAME_LENGTH, law.draw(stream)));
    clustered.push(clusteredInterval(tally));
    independent.push(wilson(tally.wrong, frames * FRAME_LENGTH));
  }
  return { clustered: coverageOf(clustered, law.rate), independent: coverageOf(independent, law.rate) };
}

/** Coverage of the interval over designs, each with a rate of its own estimated without error; only where some design errs. */
export function designCoverage(law: FrameLaw, designs: number, repetitions: number, seed: bigint): Coverage {
  const intervals: [number, number][] = [];
  for (let realization = 0; realization < repetitions; realization++) {
    const stream = openStream({ seed, realization, stream: 'symbols' });
    intervals.push(
      designInterval(
        Array.from({ length: designs }, () => law.draw(stream)),
        designs * 1e6,
      ),
    );
  }
  return coverageOf(
    intervals.filter(([lower]) => !Number.isNaN(lower)),
    law.rate,
  );
}

/** Share of intervals that hold a rate, and their mean width. */
export function coverageOf(intervals: readonly (readonly [number, number])[], rate: number): Coverage {
  return {
    share: intervals.filter(([lower, upper]) => lower <= rate && rate <= upper).length / intervals.length,
    meanWidth: intervals.reduce((sum, [lower, upper]) => sum + upper - lower, 0) / intervals.length,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Adds a frame with `wrong` wrong decisions. */
export function addFrame(tally: Mutable<ClusterTally>, wrong: number): void {
  tally.wrong += wrong;
  tally.squares += wrong ** 2;
  if (wrong > 0) tally.withWrong++;
  if (wrong < tally.size) tally.withRight++;
}

/** Binomial number by inversion, from one uniform. */
function binomial(stream: RandomStream, trials: number, p: number): number {
  const u = stream.uniform();
  let term = (1 - p) ** trials;
  let sum = term;
  let k = 0;
  while (u > sum && k < trials) {
    term *= ((trials - k) / (k + 1)) * (p / (1 - p));
    sum += term;
    k++;
  }
  return k;
}
