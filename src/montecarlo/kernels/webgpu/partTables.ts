import { summaryNumbers } from '../../summaryNumbers.ts';
import { isBounded } from '../../../model/errorLaw.ts';
import type { ErrorDrawsBatch, ErrorDrawsDesign } from '../errorDraws.ts';
import { MORE_COUNTS, NO_TRACK, type TrackPlace } from '../trackPlace.ts';
import { drawBound, SLACK_USEFUL, sinrBounds, slackOther } from './bounds.ts';
import { notAbove } from './float32.ts';
import { inNoiseUnits } from './noiseUnits.ts';

/** Words of a design (kernels/errorDraws/evaluate.wgsl) and of a user (sinr.wgsl). */
const DESIGN_WORDS = 4;
const USER_WORDS = 16;

/** A track with the user whose SINRs it has. */
export interface UserTrack extends TrackPlace {
  /** -1: the smallest over the users. */
  readonly user: number;
}

/** What the device is told of some designs. */
export interface PartTables {
  readonly designs: readonly ErrorDrawsDesign[];
  /** Of each design that of the smallest SINRs and then those of its users. */
  readonly tracks: readonly UserTrack[];
  readonly countWords: number;
  /** Designs, users, their bounds and floors. */
  readonly table: Uint32Array;
  readonly usersAt: number;
  /** Complex numbers, two float32 each. */
  readonly weights: Float32Array;
}

/** Bytes that a design takes on the device beside what grows with the draws, and its sequences of SINRs. */
export function designSize({ receiver, settings, perUser }: ErrorDrawsDesign): { bytes: number; tracks: number } {
  const { users } = receiver;
  const tracks = 1 + (perUser ? users.length : 0);
  const rows = users.reduce((sum, user) => sum + user.rows.byteLength / 2 + 20 * user.each, 0);
  return { bytes: rows + 4 * USER_WORDS * users.length + 12 * tracks * (summaryNumbers(settings).bins + 32), tracks };
}

/** Lays out some designs. */
export function partTables(batch: ErrorDrawsBatch, designs: readonly ErrorDrawsDesign[]): PartTables {
  const tracks: UserTrack[] = [];
  let countWords = 1; // the number of candidates comes first
  const words: number[] = [];
  const users: number[] = [];
  const reals: [at: number, value: number][] = [];
  const usersAt = DESIGN_WORDS * designs.length;
  let behind = usersAt + USER_WORDS * designs.reduce((n, { receiver }) => n + receiver.users.length, 0);
  const numbers: Float64Array[] = [];
  let weightsAt = 0;
  const draws = drawBound(batch.law, batch.txAntennas);

  designs.forEach((design, i) => {
    const { receiver, settings, perUser } = design;
    const { bins } = summaryNumbers(settings);
    const addTrack = (user: number): number => {
      tracks.push({ design: i, user, settings, counts: countWords, bins });
      countWords += bins + MORE_COUNTS;
      return tracks.length - 1;
    };
    words.push(users.length / USER_WORDS, addTrack(-1), perUser ? 1 : 0, 0);
    inNoiseUnits(receiver).users.forEach((user, index) => {
      const { rows, senders, each, links, own, ownRow, noise, cotangent, floors } = user;
      const { symbolLevel } = receiver;
      const bounds = behind;
      for (const { useful, other } of sinrBounds(user, symbolLevel, draws))
        for (const x of [useful.a, useful.b, other.a, other.b]) reals.push([behind++, x]);
      const hasFloors = symbolLevel && floors.length > 0 && isBounded(batch.law);
      const floorsAt = hasFloors ? behind : NO_TRACK;
      if (hasFloors) for (const floor of floors) reals.push([behind++, notAbove(floor)]);
      const track = perUser ? addTrack(index) : NO_TRACK;
      const at = usersAt + users.length;
      users.push(weightsAt, 1 + links * batch.txAntennas, senders, each, links, own, ownRow, symbolLevel ? 1 : 0);
      users.push(index, track, bounds, floorsAt, 0, 0, 0, 0);
      const slacks = [SLACK_USEFUL, slackOther(user, symbolLevel)];
      [noise, cotangent, ...slacks].forEach((x, j) => reals.push([at + 12 + j, x]));
      numbers.push(rows);
      weightsAt += rows.length / 2;
    });
  });
  const table = new Uint32Array(behind);
  table.set(words);
  table.set(users, usersAt);
  const real = new Float32Array(table.buffer);
  for (const [at, x] of reals) real[at] = x;
  const weights = new Float32Array(2 * weightsAt);
  let at = 0;
  for (const rows of numbers) {
    weights.set(rows, at);
    at += rows.length;
  }
  return { designs, tracks, countWords, table, usersAt, weights };
}
