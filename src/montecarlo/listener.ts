import type { Transmission } from '../model/constructiveInterference.ts';
import type { Scenario } from '../model/scenario.ts';
import { type BlockTransmission, receiverOf } from './receiver.ts';

/** What the users of a design receive in a frame of symbols. */
export interface Listeners {
  /** False: precoders, which send new symbols in every frame; true: the transmit vectors of one frame, which are sent again and again. */
  readonly symbolLevel: boolean;
  readonly pskOrder: number;
  /** [cell * usersPerCell + user]. */
  readonly users: readonly ListeningUser[];
}

/** The received samples of one user. */
export interface ListeningUser {
  /** As `ReceivingUser.rows`: at block level of every beam, at symbol level of every symbol time with the sum over all BSs. */
  readonly rows: Float64Array;
  readonly senders: number;
  readonly each: number;
  readonly links: number;
  /** What the noise is turned by, as the rows are: one pair of cosine and sine at block level, one for each symbol time at symbol level. */
  readonly turns: Float64Array;
  readonly cotangent: number;
}

/**
 * Receivers are coherent: each knows the phase of its useful signal over the estimated channel. Its samples are turned by that phase, and at symbol
 * level by that of its data symbols, so that a decision is right where abs(arg) <= pi/M.
 *
 * @param radius d.
 * @param errorShape S of each link, [bs][cell][user][antenna][antenna][2]; default the identity.
 */
export function listenersOf(
  scenario: Scenario,
  channels: Float64Array,
  transmission: (BlockTransmission & { readonly pskOrder: number }) | Transmission,
  radius: number,
  errorShape?: Float64Array,
): Listeners {
  const { pskOrder } = transmission;
  const psi = Math.PI / pskOrder;
  const cotangent = pskOrder === 2 ? 0 : Math.cos(psi) / Math.sin(psi);
  if (!('vectors' in transmission)) {
    const { users } = receiverOf(scenario, channels, transmission, radius, errorShape);
    return {
      symbolLevel: false,
      pskOrder,
      users: users.map(({ rows, senders, each, links, own, ownRow }) => {
        const width = rows.length / (senders * each);
        const at = (own * each + ownRow) * width;
        const turns = backwards(rows[at] as number, rows[at + 1] as number);
        return { rows: turned(rows, turns), senders, each, links, turns, cotangent };
      }),
    };
  }
  const { frameLength } = scenario;
  const comp = { ...transmission, cooperation: 'comp', vectors: stackedVectors(scenario, transmission) } as const;
  const { users } = receiverOf(scenario, channels, comp, radius, errorShape);
  return {
    symbolLevel: true,
    pskOrder,
    users: users.map(({ rows, senders, each, links }, user) => {
      const phases = transmission.symbolPhase.subarray(user * frameLength, (user + 1) * frameLength);
      const turns = Float64Array.from(Array.from(phases, (p) => [Math.cos(p), -Math.sin(p)]).flat());
      return { rows, senders, each, links, turns, cotangent };
    }),
  };
}

/** Transmit vectors of all BSs, [s][bs][antenna][2]. */
function stackedVectors(
  { cells, txAntennas, frameLength }: Scenario,
  { cooperation, vectors }: Transmission,
): Float64Array {
  if (cooperation === 'comp') return vectors;
  const width = 2 * txAntennas;
  const stacked = new Float64Array(vectors.length);
  for (let bs = 0; bs < cells; bs++)
    for (let s = 0; s < frameLength; s++) {
      const from = (bs * frameLength + s) * width;
      stacked.set(vectors.subarray(from, from + width), (s * cells + bs) * width);
    }
  return stacked;
}

/** The factor of magnitude 1 that takes a number to the positive axis. */
function backwards(re: number, im: number): Float64Array {
  const magnitude = Math.sqrt(re * re + im * im);
  return magnitude > 0 ? Float64Array.of(re / magnitude, -im / magnitude) : Float64Array.of(1, 0);
}

function turned(rows: Float64Array, [c = 1, s = 0]: Float64Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 2) {
    const [re, im] = [rows[i] as number, rows[i + 1] as number];
    result[i] = re * c - im * s;
    result[i + 1] = re * s + im * c;
  }
  return result;
}
