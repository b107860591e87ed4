import { setImmediate } from 'node:timers/promises';
import { layOutMemory } from '../../../device/cpu/wasmModule.ts';
import { ERROR_LAWS } from '../../../model/errorLaw.ts';
import { seedWords } from '../../../random/stream.ts';
import type { ErrorDrawsBatch, ErrorDrawsDesign } from '../errorDraws.ts';
import { GROUP, layOutUsers } from './layOutUsers.ts';
import { type WasmErrorDraws, withWasmErrorDraws } from './wasmErrorDraws.ts';

/** Memory of designs that are in the module together, bytes. */
const MOST_BYTES = 64 * 2 ** 20;
/** Milliseconds for which the thread is kept from other work. */
const SLICE = 50;

/** An SINR that is asked for. */
export interface SingleDraw {
  /** Of the batch. */
  readonly design: number;
  /** -1: the smallest over the users. */
  readonly user: number;
  readonly draw: number;
}

/** A design in the module, and where its SINRs at the four draws of a group are: the smallest ones, then those of each user. */
interface Placed {
  readonly design: ErrorDrawsDesign;
  readonly users: readonly number[];
  readonly sinr: number;
}

/**
 * SINRs at some draws, each the one that the cpu kernel has for it: the module makes the same groups of four draws.
 *
 * @throws RangeError when the module's memory cannot grow so far.
 */
export async function sinrsOfDraws(batch: ErrorDrawsBatch, asked: readonly SingleDraw[]): Promise<Float64Array> {
  const found = new Float64Array(asked.length);
  const byDraw = Uint32Array.from(asked, (_, i) => i).sort(
    (a, b) => (asked[a] as SingleDraw).draw - (asked[b] as SingleDraw).draw,
  );
  for (const designs of parts(batch, new Set(asked.map(({ design }) => design)))) {
    const own = byDraw.filter((i) => designs.has((asked[i] as SingleDraw).design));
    await withWasmErrorDraws(async (wasm) => evaluate(wasm, batch, designs, asked, own, found));
  }
  return found;
}

/** Designs that fit into the module together. */
function parts({ designs }: ErrorDrawsBatch, wanted: ReadonlySet<number>): Set<number>[] {
  const all: Set<number>[] = [];
  let bytes = Infinity;
  for (const i of wanted) {
    const { users } = (designs[i] as ErrorDrawsDesign).receiver;
    const own = users.reduce((sum, { rows, floors }) => sum + rows.byteLength + floors.byteLength, 0);
    bytes += own;
    if (bytes > MOST_BYTES) {
      all.push(new Set());
      bytes = own;
    }
    all.at(-1)?.add(i);
  }
  return all;
}

async function evaluate(
  wasm: WasmErrorDraws,
  batch: ErrorDrawsBatch,
  designs: ReadonlySet<number>,
  asked: readonly SingleDraw[],
  byDraw: Uint32Array,
  found: Float64Array,
): Promise<void> {
  const { cells, usersPerCell, txAntennas, law } = batch;
  const placed = layOutMemory(wasm, () => {
    wasm.begin(cells ** 2 * usersPerCell, txAntennas, GROUP);
    return new Map([...designs].map((i) => [i, place(wasm, batch, batch.designs[i] as ErrorDrawsDesign)]));
  });
  const memory = new Float64Array(wasm.memory.buffer);
  wasm.setKey(...seedWords(batch.seed), batch.realization);
  let start = performance.now();
  for (let from = 0; from < byDraw.length;) {
    const group = Math.floor((asked[byDraw[from] as number] as SingleDraw).draw / GROUP);
    wasm.drawErrors(ERROR_LAWS.indexOf(law), GROUP * group, GROUP);
    const done = new Set<number>();
    for (; from < byDraw.length; from++) {
      const i = byDraw[from] as number;
      const { design, user, draw } = asked[i] as SingleDraw;
      if (Math.floor(draw / GROUP) !== group) break;
      const own = placed.get(design) as Placed;
      if (!done.has(design)) receive(wasm, own);
      done.add(design);
      found[i] = memory[own.sinr / memory.BYTES_PER_ELEMENT + GROUP * (1 + user) + (draw % GROUP)] as number;
    }
    if (performance.now() - start < SLICE) continue;
    await setImmediate();
    start = performance.now();
  }
}

function place(wasm: WasmErrorDraws, { law }: ErrorDrawsBatch, design: ErrorDrawsDesign): Placed {
  const users = layOutUsers(wasm, law, design.receiver);
  return { design, users, sinr: wasm.doubles(GROUP * (1 + users.length)) };
}

/** SINRs of a design under the errors in memory: as the cpu kernel, of every user only where they are kept. */
function receive(wasm: WasmErrorDraws, { design, users, sinr }: Placed): void {
  const symbolLevel = design.receiver.symbolLevel ? 1 : 0;
  for (const [i, user] of users.entries()) {
    const own = design.perUser ? sinr + memoryOf(1 + i) : 0;
    wasm.receive(user, symbolLevel, GROUP, own, sinr, i === 0 ? 1 : 0);
  }
}

/** Bytes of the SINRs of so many sequences. */
function memoryOf(sequences: number): number {
  return Float64Array.BYTES_PER_ELEMENT * GROUP * sequences;
}
