import { invariant } from '../errors.ts';
import { shapedBeams } from '../model/errorShape.ts';
import type { Transmission } from '../model/constructiveInterference.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Cooperation } from '../model/sinr.ts';
import { cosSin } from '../random/elementary.ts';

/** Precoders of a block-level design. */
export interface BlockTransmission {
  readonly cooperation: Cooperation;
  /** CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2]. */
  readonly precoders: Float64Array;
}

/**
 * What the users of a design receive, as sums over the errors: an amplitude is c + sum over links and antennas of e w for errors e at radius 1. c is
 * what the estimated channels give, h^T w', and w is the precoder or transmit vector w' times the radius. All error draws of a realization, whatever the
 * design, its radius and its shape of errors, so come from the same e.
 */
export interface Receiver {
  /** False: amplitudes of beams; true: of symbol times. */
  readonly symbolLevel: boolean;
  /** [cell * usersPerCell + user]. */
  readonly users: readonly ReceivingUser[];
}

/** The amplitudes of one user. */
export interface ReceivingUser {
  /**
   * [sender][row][1 + links * antennas][2]: c and then w. At block level a row is a precoder; at symbol level it is a symbol time, of even number (the
   * last one may stand twice), and the useful ones are turned by exp(-j p) of their data symbol.
   */
  readonly rows: Float64Array;
  /** BSs in CBF, 1 in CoMP. */
  readonly senders: number;
  /** Rows of each sender. */
  readonly each: number;
  /** Links that a row goes over: 1 in CBF, all BSs in CoMP. */
  readonly links: number;
  /** Sender of the useful signal, and at block level its row. */
  readonly own: number;
  readonly ownRow: number;
  readonly noise: number;
  /** cot(pi/M) at symbol level, else 0. */
  readonly cotangent: number;
  /**
   * Symbol level: what the SINRs of a row, and of every row after it, do not fall below for any errors of norm 1, ascending, as
   * `weakestFirst` finds it; else empty.
   */
  readonly floors: Float64Array;
}

/**
 * @param channels estimated, [bs][cell][user][antenna][2].
 * @param radius d, at least 0.
 * @param errorShape S of each link, e = S u, [bs][cell][user][antenna][antenna][2]; default the identity.
 */
export function receiverOf(
  scenario: Scenario,
  channels: Float64Array,
  transmission: BlockTransmission | Transmission,
  radius: number,
  errorShape?: Float64Array,
): Receiver {
  const { cells, usersPerCell, txAntennas: n, frameLength, noisePower: noise } = scenario;
  const symbolLevel = 'vectors' in transmission;
  const comp = transmission.cooperation === 'comp';
  const vectors = symbolLevel ? transmission.vectors : transmission.precoders;
  const count = cells * usersPerCell;
  const [senders, links] = comp ? [1, cells] : [cells, 1];
  const given = symbolLevel ? frameLength : count / senders;
  const each = symbolLevel ? given + (given % 2) : given;
  invariant(vectors.length === senders * given * links * n * 2, 'vectors fit the system');
  const turn = new Float64Array(2);
  const width = 2 * (1 + links * n);
  const users = Array.from({ length: count }, (_, user): ReceivingUser => {
    const own = comp ? 0 : Math.floor(user / usersPerCell);
    const rows = new Float64Array(senders * each * width);
    for (let sender = 0; sender < senders; sender++)
      for (let row = 0; row < each; row++) {
        const source = Math.min(row, given - 1);
        const at = (sender * each + row) * width;
        const from = 2 * (sender * given + source) * links * n;
        for (let link = 0; link < links; link++) {
          const first = ((comp ? link : sender) * count + user) * n;
          const w = vectors.subarray(from + 2 * link * n, from + 2 * (link + 1) * n);
          addProduct(channels, 2 * first, w, rows, at);
          scaleInto(
            rows,
            at + 2 * (1 + link * n),
            errorShape ? shapedBeams(w, [errorShape.subarray(2 * first * n, 2 * (first + n) * n)], n) : w,
            radius,
          );
        }
        if (!symbolLevel || sender !== own) continue;
        const phase = transmission.symbolPhase[user * frameLength + source] as number;
        cosSin(-phase / (2 * Math.PI), turn, 0);
        rotate(rows.subarray(at, at + width), turn);
      }
    const cotangent = symbolLevel ? cotangentOf(transmission.pskOrder, turn) : 0;
    const ownRow = comp ? user : user % usersPerCell;
    return { rows, senders, each, links, own, ownRow, noise, cotangent, floors: new Float64Array(0) };
  });
  return { symbolLevel, users };
}

function cotangentOf(pskOrder: number, turn: Float64Array): number {
  cosSin(1 / (2 * pskOrder), turn, 0);
  return (turn[0] as number) / (turn[1] as number);
}

/** rows[at] += h^T w. */
function addProduct(h: Float64Array, first: number, w: Float64Array, rows: Float64Array, at: number): void {
  let re = rows[at] as number;
  let im = rows[at + 1] as number;
  for (let i = 0; i < w.length; i += 2) {
    const [a, b] = [h[first + i] as number, h[first + i + 1] as number];
    const [c, d] = [w[i] as number, w[i + 1] as number];
    re += a * c - b * d;
    im += a * d + b * c;
  }
  rows[at] = re;
  rows[at + 1] = im;
}

function scaleInto(rows: Float64Array, at: number, w: Float64Array, factor: number): void {
  for (let i = 0; i < w.length; i++) rows[at + i] = factor * (w[i] as number);
}

function rotate(row: Float64Array, turn: Float64Array): void {
  const [c, s] = [turn[0] as number, turn[1] as number];
  for (let i = 0; i < row.length; i += 2) {
    const [re, im] = [row[i] as number, row[i + 1] as number];
    row[i] = re * c - im * s;
    row[i + 1] = re * s + im * c;
  }
}
