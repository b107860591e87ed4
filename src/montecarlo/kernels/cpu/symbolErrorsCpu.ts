import { layOutMemory } from '../../../device/cpu/wasmModule.ts';
import { ERROR_LAWS } from '../../../model/errorLaw.ts';
import { seedWords } from '../../../random/stream.ts';
import type { FramesBatch, Tally } from '../symbolErrors.ts';
import { constellation } from '../../constellation.ts';
import { type WasmErrorDraws, withWasmErrorDraws, writeDoubles } from './wasmErrorDraws.ts';

/** Errors, noise and symbols that lie in memory at a time, bytes. */
const TILE_BYTES = 128 * 1024;
/** Frames that the module makes together. */
const GROUP = 4;

/**
 * Counts symbol errors on the processor. Errors, noise and symbols of a frame are made once for all designs.
 *
 * @returns for each design that of every user, [cell * usersPerCell + user].
 * @throws RangeError when the module's memory cannot grow so far.
 */
export function countSymbolErrors(batch: FramesBatch): Tally[][] {
  return withWasmErrorDraws((wasm) => countOn(wasm, batch));
}

function countOn(wasm: WasmErrorDraws, batch: FramesBatch): Tally[][] {
  const { cells, usersPerCell, txAntennas, frameLength, frames } = batch;
  const users = cells * usersPerCell;
  const symbols = users * frameLength;
  const bytes = 8 * 2 * (cells * users * txAntennas + 2 * symbols);
  const tile = Math.max(GROUP, GROUP * Math.floor(TILE_BYTES / bytes / GROUP));
  const { listeners, points } = layOut(wasm, batch, tile, symbols);
  wasm.setKey(...seedWords(batch.seed), batch.realization);
  const law = ERROR_LAWS.indexOf(batch.law);
  for (let first = 0; first < frames; first += tile) {
    const count = Math.min(tile, frames - first);
    const part = GROUP * Math.ceil(count / GROUP);
    // without a radius any finite numbers will do
    if (batch.hasErrors || first === 0) wasm.drawErrors(law, first, part);
    wasm.drawNoise(first, part);
    let order = 0;
    batch.designs.forEach(({ symbolLevel, pskOrder }, i) => {
      if (!symbolLevel && pskOrder !== order) {
        wasm.drawSymbols(first, part, pskOrder, points.get(pskOrder) as number);
        order = pskOrder;
      }
      for (const listener of listeners[i] ?? []) wasm.decide(listener, symbolLevel ? 1 : 0, count);
    });
  }
  return listeners.map((own) =>
    own.map((listener) => ({
      wrong: wasm.wrongDecisions(listener),
      squares: wasm.wrongSquares(listener),
      withWrong: wasm.framesWithWrong(listener),
      withRight: wasm.framesWithRight(listener),
    })),
  );
}

function layOut(
  wasm: WasmErrorDraws,
  { cells, usersPerCell, txAntennas, frameLength, noisePower, designs }: FramesBatch,
  tile: number,
  symbols: number,
): { readonly listeners: number[][]; readonly points: ReadonlyMap<number, number> } {
  const users = cells * usersPerCell;
  return layOutMemory(wasm, () => {
    wasm.begin(cells * users, txAntennas, tile);
    wasm.beginFrames(symbols, tile, users);
    const sigma = Math.sqrt(noisePower);
    const write = (numbers: Float64Array): number => writeDoubles(wasm, numbers);
    const listeners = designs.map((design) =>
      design.users.map(({ rows, senders, each, links, turns, cotangent }, user) =>
        wasm.makeListener(write(rows), senders, each, links, user, users, frameLength, cotangent, sigma, write(turns)),
      ),
    );
    const orders = new Set(designs.flatMap((d) => (d.symbolLevel ? [] : [d.pskOrder])));
    return { listeners, points: new Map([...orders].map((order) => [order, write(constellation(order))])) };
  });
}
