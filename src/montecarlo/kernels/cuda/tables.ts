import { summaryNumbers } from '../../summaryNumbers.ts';
import type { ErrorDrawsDesign } from '../errorDraws.ts';
import { MORE_COUNTS, NO_TRACK, type TrackPlace } from '../trackPlace.ts';

/** Bytes of the structures of kernels/cuda/errorDraws/launch.h, and of a complex number. */
const USER_BYTES = 56;
const TRACK_BYTES = 48;
const COMPLEX_BYTES = 16;

/** What the device is told of some designs, in one piece of memory. */
export interface PartTables {
  readonly designs: readonly ErrorDrawsDesign[];
  /** Those of designs whose rows are kept come first: [smallest of those, smallest of the others, users]. */
  readonly tracks: readonly TrackPlace[];
  /** How many designs keep their rows. */
  readonly rows: number;
  readonly countWords: number;
  readonly bytes: number;
  /** Where users and tracks begin; weights begin at 0. */
  readonly usersAt: number;
  readonly tracksAt: number;
  readonly fill: (memory: ArrayBuffer) => void;
}

/** Bytes that a design takes on the device beside its SINRs, and how many sequences of them it has. */
export function designSize({ receiver, settings, perUser }: ErrorDrawsDesign): { bytes: number; tracks: number } {
  const { users } = receiver;
  const tracks = 1 + (perUser ? users.length : 0);
  const weights = users.reduce((sum, { rows }) => sum + rows.byteLength, 0);
  const counts = 4 * (summaryNumbers(settings).bins + MORE_COUNTS);
  return { bytes: weights + users.length * USER_BYTES + tracks * (TRACK_BYTES + counts + 12), tracks };
}

/** Lays out some designs. */
export function partTables(designs: readonly ErrorDrawsDesign[], antennas: number): PartTables {
  const tracks: TrackPlace[] = [];
  let countWords = 0;
  const addTrack = (design: number): number => {
    const { settings } = designs[design] as ErrorDrawsDesign;
    const { bins } = summaryNumbers(settings);
    tracks.push({ design, settings, counts: countWords, bins });
    countWords += bins + MORE_COUNTS;
    return tracks.length - 1;
  };
  const smallest: number[] = [];
  for (const kept of [true, false])
    for (const [i, { rows }] of designs.entries()) if (rows === kept) smallest[i] = addTrack(i);
  const alone = designs.map(({ perUser, receiver }, i) => receiver.users.map(() => (perUser ? addTrack(i) : NO_TRACK)));
  const numbers = designs.reduce((all, { receiver }) => all + receiver.users.reduce((n, u) => n + u.rows.length, 0), 0);
  const users = designs.reduce((all, { receiver }) => all + receiver.users.length, 0);
  const usersAt = 8 * numbers;
  const tracksAt = usersAt + users * USER_BYTES;

  const fill = (memory: ArrayBuffer): void => {
    const weights = new Float64Array(memory, 0, numbers);
    let [at, user] = [0, usersAt];
    for (const [i, { receiver }] of designs.entries())
      for (const [u, { rows, senders, each, links, own, ownRow, noise, cotangent }] of receiver.users.entries()) {
        weights.set(rows, at);
        new Float64Array(memory, user, 2).set([noise, cotangent]);
        const [least, track] = [smallest[i] as number, alone[i]?.[u] as number];
        const stride = 1 + links * antennas;
        const symbolLevel = receiver.symbolLevel ? 1 : 0;
        const words = [(8 * at) / COMPLEX_BYTES, stride, senders, each, links, own, ownRow, symbolLevel, least, track];
        new Uint32Array(memory, user + 16, words.length).set(words);
        at += rows.length;
        user += USER_BYTES;
      }
    for (const [i, { settings, counts }] of tracks.entries()) {
      const { bins, perLog, place, inverseReference, level0, level1 } = summaryNumbers(settings);
      const track = tracksAt + i * TRACK_BYTES;
      new Float64Array(memory, track, 5).set([perLog, place, inverseReference, level0, level1]);
      new Uint32Array(memory, track + 40, 2).set([bins, counts]);
    }
  };
  return {
    designs,
    tracks,
    rows: designs.filter(({ rows }) => rows).length,
    countWords,
    bytes: tracksAt + tracks.length * TRACK_BYTES,
    usersAt,
    tracksAt,
    fill,
  };
}
