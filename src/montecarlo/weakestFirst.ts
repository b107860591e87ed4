import type { Receiver, ReceivingUser } from './receiver.ts';

/** Room for the rounding of SINRs and of their lower bounds. */
const ROUNDING = 1 - 1e-9;

/**
 * The same symbol times of every user in ascending order of what their SINRs cannot fall below, so that the kernel need not look at those which are not the
 * smallest. Receivers at block level stay as they are.
 */
export function weakestFirst(receiver: Receiver): Receiver {
  return receiver.symbolLevel ? { ...receiver, users: receiver.users.map(sorted) } : receiver;
}

function sorted(user: ReceivingUser): ReceivingUser {
  const { rows, senders, each } = user;
  const width = rows.length / (senders * each);
  const floors = Float64Array.from({ length: each }, (_, s) => floorOf(user, s));
  const order = Array.from(floors, (_, s) => s).toSorted((a, b) => (floors[a] as number) - (floors[b] as number));
  const moved = new Float64Array(rows.length);
  for (let sender = 0; sender < senders; sender++)
    order.forEach((s, place) => {
      const from = (sender * each + s) * width;
      moved.set(rows.subarray(from, from + width), (sender * each + place) * width);
    });
  return { ...user, rows: moved, floors: floors.sort() };
}

/**
 * Lower bound on the SINR of a symbol time over all errors of norm 1 on every link: an error moves an amplitude by no more than the norms of its weights, and the
 * margin Re - abs(Im) cot(pi/M) by that over sin(pi/M).
 */
function floorOf({ rows, senders, each, links, own, noise, cotangent }: ReceivingUser, s: number): number {
  const width = rows.length / (senders * each);
  const n = (width / 2 - 1) / links;
  let margin = 0;
  let interference = noise;
  for (let sender = 0; sender < senders; sender++) {
    const at = (sender * each + s) * width;
    const [re, im] = [rows[at] as number, rows[at + 1] as number];
    let reach = 0;
    for (let link = 0; link < links; link++)
      reach += norm(rows.subarray(at + 2 * (1 + link * n), at + 2 * (1 + (link + 1) * n)));
    if (sender === own) margin = re - Math.abs(im) * cotangent - reach * Math.sqrt(1 + cotangent * cotangent);
    else interference += (Math.sqrt(re * re + im * im) + reach) ** 2;
  }
  return ROUNDING * (Math.max(0, margin) ** 2 / interference);
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}
