import type { Receiver, ReceivingUser } from '../../receiver.ts';

/**
 * A receiver whose noise is from 1/2 to 2 at every user: float32 then has room for its amplitudes, whatever the unit of power. A power of two times the rows changes no digit of
 * an SINR.
 */
export function inNoiseUnits(receiver: Receiver): Receiver {
  return { ...receiver, users: receiver.users.map(scaled) };
}

function scaled(user: ReceivingUser): ReceivingUser {
  const factor = 2 ** -Math.round(Math.log2(user.noise) / 2);
  return { ...user, rows: user.rows.map((x) => x * factor), noise: user.noise * factor * factor };
}
