import { invariant } from '../../../../errors.ts';
import { constellation } from '../../../constellation.ts';
import type { Listeners } from '../../../listener.ts';

/** Bytes of the structures of kernels/cuda/symbolErrors/launch.h, and of a complex number. */
const LISTENER_BYTES = 40;
const ORDER_BYTES = 8;
const COMPLEX_BYTES = 16;
/** In place of an order, at symbol level. */
const FIXED = 0xffffffff;
/** Symbols are kept in 16 bits. */
const MOST_PHASES = 2 ** 16;

/** What the device is told of some designs, in one piece of memory. */
export interface FrameTables {
  /** [design][user] */
  readonly listeners: number;
  /** Orders of PSK that block-level designs send. */
  readonly orders: number;
  readonly bytes: number;
  /** Where listeners and orders begin; numbers begin at 0. */
  readonly listenersAt: number;
  readonly ordersAt: number;
  readonly fill: (memory: ArrayBuffer) => void;
}

/** Bytes that a design takes on the device beside its wrong decisions. */
export function listenersSize({ users, symbolLevel, pskOrder }: Listeners): number {
  const numbers = users.reduce((sum, { rows, turns }) => sum + rows.byteLength + turns.byteLength, 0);
  return numbers + users.length * LISTENER_BYTES + (symbolLevel ? 0 : pskOrder * COMPLEX_BYTES + ORDER_BYTES);
}

/** Lays out some designs. */
export function frameTables(designs: readonly Listeners[], antennas: number): FrameTables {
  const orders = [...new Set(designs.flatMap(({ symbolLevel, pskOrder }) => (symbolLevel ? [] : [pskOrder])))];
  invariant(
    orders.every((order) => order <= MOST_PHASES),
    'the index of a symbol has 16 bits',
  );
  const users = designs.flatMap((design) => design.users.map((user) => ({ design, user })));
  const points = orders.reduce((sum, order) => sum + 2 * order, 0);
  const numbers = users.reduce((sum, { user: { rows, turns } }) => sum + rows.length + turns.length, points);
  const listenersAt = 8 * numbers;
  const ordersAt = listenersAt + users.length * LISTENER_BYTES;

  const fill = (memory: ArrayBuffer): void => {
    const all = new Float64Array(memory, 0, numbers);
    let at = 0;
    /** Writes numbers, and gives the place of the first, counted in complex numbers. */
    const put = (values: Float64Array): number => {
      all.set(values, at);
      at += values.length;
      return (8 * (at - values.length)) / COMPLEX_BYTES;
    };
    orders.forEach((order, i) => {
      new Uint32Array(memory, ordersAt + i * ORDER_BYTES, 2).set([order, put(constellation(order))]);
    });
    users.forEach(({ design: { symbolLevel, pskOrder }, user }, i) => {
      const { rows, senders, each, links, turns, cotangent } = user;
      const place = listenersAt + i * LISTENER_BYTES;
      new Float64Array(memory, place, 1)[0] = cotangent;
      const order = symbolLevel ? FIXED : orders.indexOf(pskOrder);
      const words = [put(rows), 1 + links * antennas, senders, each, links, put(turns), order, 0];
      new Uint32Array(memory, place + 8, words.length).set(words);
    });
  };
  return {
    listeners: users.length,
    orders: orders.length,
    bytes: ordersAt + orders.length * ORDER_BYTES,
    listenersAt,
    ordersAt,
    fill,
  };
}
