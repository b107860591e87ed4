import { type ErrorLaw, isBounded } from '../../../model/errorLaw.ts';
import type { Receiver } from '../../receiver.ts';
import { type WasmErrorDraws, writeDoubles } from './wasmErrorDraws.ts';

/** Draws that the module makes together. */
export const GROUP = 4;

/** Writes the users of a design to the memory that is laid out. @returns their addresses. */
export function layOutUsers(wasm: WasmErrorDraws, law: ErrorLaw, { users }: Receiver): number[] {
  return users.map(({ rows, senders, each, links, own, ownRow, noise, cotangent, floors }, i) => {
    const at = writeDoubles(wasm, rows);
    // errors without a largest norm have no floor
    const floorsAt = floors.length > 0 && isBounded(law) ? writeDoubles(wasm, floors) : 0;
    return wasm.makeUser(at, senders, each, links, i, users.length, own, ownRow, noise, cotangent, floorsAt);
  });
}
