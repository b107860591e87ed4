import { CONSTANTS } from '../../algorithm/constants.ts';
import { runSteps } from '../../algorithm/runSteps.ts';
import type { DualVector, PrimalVector } from '../../algorithm/steps.ts';
import { claimsNothing } from '../../status.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { solveArrow } from './arrow.ts';
import { BatchState } from './batchState.ts';
import type { ScaledProgram } from './equilibrate.ts';
import { applyHPsd } from './hermitianPsd.ts';
import { type Ending, judge, newTrack, type Scales, SHIFTS, type Word, WORDS } from './judge.ts';
import { applyA, applyAdjoint, type Context } from './operator.ts';
import { applyHCones } from './secondOrder.ts';
import { batchDecisions, batchStages, type HostSide } from './stages.ts';

/** Endings, and the best points x | y | z on scaled data, [batch, 2 primal + dual]. */
export interface BatchEnding {
  readonly endings: readonly Ending[];
  readonly points: Handle;
}

/** An earlier solution on scaled data, and which programs have one. */
export interface EarlierPoint {
  readonly x: Handle;
  readonly y: Handle;
  readonly z: Handle;
  readonly usable: readonly boolean[];
  /** Whether it is all but the answer. */
  readonly finish: boolean;
}

/** Handles of a batch, in any nesting, for the programs `indices` alone. */
function gatherPrograms<T>({ ops }: Context, value: T, indices: Handle): T {
  const visit = (v: unknown): unknown => {
    if (typeof v !== 'object' || v === null) return v;
    if ('dtype' in v) return ops.gather(v as unknown as Handle, indices, 0);
    if (Array.isArray(v)) return v.map(visit);
    return Object.fromEntries(Object.entries(v).map(([k, part]) => [k, visit(part)]));
  };
  return visit(value) as T;
}

/**
 * Takes a batch of at least two programs through the steps until each has its own ending. The device computes; the host reads a few numbers of each
 * program and iteration and decides. Finished programs are gathered out when half of the batch is done.
 */
export function runBatch(
  context: Context,
  whole: ScaledProgram,
  earlier: EarlierPoint | null,
  tolerance: number,
  maxIterations: number,
): BatchEnding {
  const { ops, layout, constants } = context;
  const [batch = 0] = whole.b.shape;
  const scales = readScales(context, whole);
  const tracks = scales.map(newTrack);
  const state = new BatchState(context);
  /** Iterations of warm starts that found no answer. */
  const spent = new Int32Array(batch);
  let warm = earlier;
  /** Program of the whole batch at each place; where one alone is left it stands at two: TensorFlow multiplies a batch of one matrix another way. */
  let places = tracks.map((_, i) => i);
  let best: Handle | null = null;

  const trackAt = (at: number): (typeof tracks)[number] => tracks[places[at] as number] as (typeof tracks)[number];
  /** Places of programs that are not done, each program once. */
  const open = (): number[] =>
    places.map((_, at) => at).filter((at) => places[at] !== places[at - 1] && !trackAt(at).done);
  const column = (f: (at: number) => number): Handle =>
    ops.upload(
      Float64Array.from(places, (_, at) => f(at)),
      [places.length, 1],
    );
  const allPoints = (): Handle => ops.concat([state.now.x, state.now.y, state.now.z], 1);

  const keep = (taken: readonly number[]): void => {
    if (best && taken.length === 0) return;
    const next = ops.tidy(() => {
      const all = allPoints();
      if (!best || (taken.length === batch && places.length === batch)) return all;
      const to = ops.integers(
        Int32Array.from(taken, (at) => places[at] as number),
        [taken.length, 1],
      );
      return ops.replaceRows(best, to, ops.gather(all, ops.integers(taken), 0));
    });
    ops.free(best);
    best = next;
  };

  /** Leaves the programs at some places alone in the batch, with what the next steps read of them. */
  const shrink = (kept: readonly number[]): void => {
    const pair = kept.length === 1 ? [kept[0] as number, kept[0] as number] : kept;
    state.replace(() => {
      const { program, x, y, z, tau, kappa, rp, rd, mu, gapResidual } = state.now;
      const fields = { program, x, y, z, tau, kappa, rp, rd, mu, gapResidual };
      return gatherPrograms(context, fields, ops.integers(pair));
    });
    places = pair.map((at) => places[at] as number);
  };

  const goesOn = (): boolean => {
    const words = ops.tidy(() => ops.read(state.now.word));
    const taken = open().filter((at) =>
      judge(trackAt(at), wordOf(words, at), scales[places[at] as number] as Scales, tolerance, maxIterations),
    );
    keep(taken);
    const left = open();
    if (left.length === 0) return false;
    if (2 * left.length <= places.length && places.length > 2) shrink(left);
    return true;
  };

  const start = (): { x: Handle; y: Handle; z: Handle } => {
    const n = places.length;
    const unit = ops.broadcast(constants.unit, [n, layout.primal]);
    const zero = ops.zeros([n, layout.dual]);
    if (!warm) return { x: unit, y: zero, z: unit };
    const own = warm.finish ? CONSTANTS.FINISH_UNIT : CONSTANTS.WARM_UNIT;
    const share = ops.scalar(1 - own);
    const usable = warm.usable;
    const from = column((at) => (usable[places[at] as number] === true ? 1 : 0));
    const is = ops.less(ops.scalar(0.5), from);
    const rest = ops.mul(constants.unit, ops.scalar(own));
    const mixed = (v: Handle): Handle => ops.select(is, ops.add(ops.mul(share, v), rest), unit);
    return { x: mixed(warm.x), y: ops.select(is, ops.mul(share, warm.y), zero), z: mixed(warm.z) };
  };

  const isAnswered = (): boolean => {
    const failed = warm ? tracks.flatMap(({ status }, i) => (warm?.usable[i] && claimsNothing(status) ? [i] : [])) : [];
    warm = null;
    if (failed.length === 0) return true;
    for (const i of failed) {
      spent[i] = (tracks[i] as Ending).iterations;
      tracks[i] = newTrack();
    }
    places = failed.length === 1 ? [failed[0] as number, failed[0] as number] : failed;
    state.replace(() => ({ program: gatherPrograms(context, whole, ops.integers(places)) }));
    return false;
  };

  const host: HostSide = {
    start,
    goesOn,
    isAnswered,
    shifts: () => column((at) => SHIFTS[trackAt(at).shift] as number),
    predicts: () => open().some((at) => trackAt(at).centred < 0),
    centring: () => {
      if (!places.some((_, at) => trackAt(at).centred >= 0)) return null;
      return ops.less(
        ops.scalar(0.5),
        column((at) => (trackAt(at).centred >= 0 ? 1 : 0)),
      );
    },
    stepped: () => {
      for (const at of open()) trackAt(at).iterations++;
    },
  };

  return ops.tidy(() => {
    state.replace(() => ({ program: whole }));
    runSteps({
      applyA: (from: PrimalVector, to: DualVector) => {
        state.set(() => ({ [to]: applyA(context, state.now.program, state.vector(from)) }));
      },
      applyAdjoint: (from: DualVector, to: PrimalVector) => {
        state.set(() => ({ [to]: applyAdjoint(context, state.now.program, state.vector(from)) }));
      },
      applyH: (from: PrimalVector, to: PrimalVector) => {
        const { cones, psd } = state.now;
        const v = state.vector(from);
        state.set(() => ({ [to]: ops.concat([...applyHCones(context, cones, v), ...applyHPsd(context, psd, v)], 1) }));
      },
      solve: (names) => {
        const vectors = names.map((name) => state.vector(name));
        state.set(() => {
          const solved = solveArrow(context, state.now.factor, vectors);
          return Object.fromEntries(names.map((name, i) => [name, solved[i] as Handle]));
        });
      },
      stages: batchStages(state, host),
      decisions: batchDecisions(state, host),
    });
    const endings = tracks.map((track, i) => ({ ...track, iterations: track.iterations + (spent[i] as number) }));
    return { endings, points: best ?? allPoints() };
  });
}

/** The numbers of a program among those read of a batch. */
function wordOf(words: Float64Array, at: number): Word {
  return Object.fromEntries(WORDS.map((name, i) => [name, words[at * WORDS.length + i]])) as Word;
}

function readScales({ ops }: Context, { scaleB, scaleC, normB, normC }: ScaledProgram): readonly Scales[] {
  const numbers = ops.tidy(() => ops.read(ops.concat([scaleB, scaleC, normB, normC], 1)));
  return Array.from({ length: numbers.length / 4 }, (_, i) => {
    const [b = NaN, c = NaN, ofB = NaN, ofC = NaN] = numbers.subarray(4 * i, 4 * i + 4);
    return { scaleB: b, scaleC: c, normB: ofB, normC: ofC };
  });
}
