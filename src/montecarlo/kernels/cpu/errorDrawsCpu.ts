import { setImmediate } from 'node:timers/promises';
import { layOutMemory } from '../../../device/cpu/wasmModule.ts';
import { ERROR_LAWS } from '../../../model/errorLaw.ts';
import { seedWords } from '../../../random/stream.ts';
import { Collector } from '../../collector.ts';
import { binCount } from '../../grid.ts';
import type { SummarySettings } from '../../distribution.ts';
import { summaryNumbers } from '../../summaryNumbers.ts';
import { BLOCK, type ErrorDrawsAnswer, type ErrorDrawsBatch, type ErrorDrawsDesign } from '../errorDraws.ts';
import { GROUP, layOutUsers } from './layOutUsers.ts';
import { type WasmErrorDraws, withWasmErrorDraws } from './wasmErrorDraws.ts';

/** Errors that lie in memory at a time, bytes: they stay in the second cache of a core while all designs are evaluated under them. */
const TILE_BYTES = 96 * 1024;
/** Memory of designs that are evaluated under the same draws, bytes; more of them draw again. */
const MOST_BYTES = 64 * 2 ** 20;

/** The module's places of one sequence of SINRs, and what is kept of it. */
interface Track {
  readonly settings: SummarySettings;
  readonly summary: number;
  /** SINRs of a block. */
  readonly sinr: number;
  readonly collector: Collector;
}

interface LaidOutDesign {
  readonly design: ErrorDrawsDesign;
  readonly users: readonly number[];
  readonly smallest: Track;
  /** Empty unless every user is kept. */
  readonly perUser: readonly Track[];
  readonly rows: Float64Array;
}

/** Milliseconds for which a run keeps its thread from other work: a signal is answered in between. */
const SLICE = 50;

/**
 * IsacErrorDraws on the processor. The draws of a realization are made once, in parts that fit the cache, and every design is evaluated
 * under them, as far as memory goes.
 *
 * @throws RangeError when the module's memory cannot grow so far.
 */
export function drawErrorsOnCpu(batch: ErrorDrawsBatch): ErrorDrawsAnswer[] {
  return withWasmErrorDraws((wasm) => {
    const steps = drawSteps(wasm, batch);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  });
}

/** The same in slices of the thread's time. */
export async function drawErrorsInSlices(batch: ErrorDrawsBatch): Promise<ErrorDrawsAnswer[]> {
  return withWasmErrorDraws(async (wasm) => {
    const steps = drawSteps(wasm, batch);
    for (let start = performance.now(); ;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      if (performance.now() - start < SLICE) continue;
      await setImmediate();
      start = performance.now();
    }
  });
}

/** A step for each block of draws. */
function* drawSteps(wasm: WasmErrorDraws, batch: ErrorDrawsBatch): Generator<void, ErrorDrawsAnswer[]> {
  const answers: ErrorDrawsAnswer[] = [];
  for (const designs of parts(batch.designs)) answers.push(...(yield* drawTogether(wasm, { ...batch, designs })));
  return answers;
}

/** Designs that fit into memory together. */
function parts(designs: readonly ErrorDrawsDesign[]): ErrorDrawsDesign[][] {
  const all: ErrorDrawsDesign[][] = [];
  let bytes = Infinity;
  for (const design of designs) {
    bytes += bytesOf(design);
    if (bytes > MOST_BYTES) {
      all.push([]);
      bytes = bytesOf(design);
    }
    all.at(-1)?.push(design);
  }
  return all;
}

/** Memory of a design in the module: its rows, and for each sequence of SINRs counts, a block and its candidates. */
function bytesOf({ receiver, settings, perUser }: ErrorDrawsDesign): number {
  const tracks = perUser ? 1 + receiver.users.length : 1;
  const rows = receiver.users.reduce((sum, user) => sum + user.rows.length, 0);
  return 8 * rows + tracks * (4 * binCount(settings.grid) + 24 * BLOCK);
}

function* drawTogether(wasm: WasmErrorDraws, batch: ErrorDrawsBatch): Generator<void, ErrorDrawsAnswer[]> {
  const links = batch.cells ** 2 * batch.usersPerCell;
  const bytes = 8 * 2 * links * batch.txAntennas;
  const tile = Math.max(GROUP, Math.min(BLOCK, GROUP * Math.floor(TILE_BYTES / bytes / GROUP)));
  const designs = layOutMemory(wasm, () => {
    wasm.begin(links, batch.txAntennas, tile);
    return batch.designs.map((design) => layOutDesign(wasm, batch, design));
  });
  wasm.setKey(...seedWords(batch.seed), batch.realization);
  const law = ERROR_LAWS.indexOf(batch.law);
  for (let block = 0; block < batch.draws; block += BLOCK) {
    const count = Math.min(BLOCK, batch.draws - block);
    for (let at = 0; at < count; at += tile) {
      // whole groups: those beyond the last draw are not looked at
      const part = GROUP * Math.ceil(Math.min(tile, count - at) / GROUP);
      wasm.drawErrors(law, block + at, part);
      for (const own of designs) receive(wasm, own, at, part);
    }
    for (const { smallest, perUser, rows } of designs) {
      if (rows.length > 0) rows.set(new Float64Array(wasm.memory.buffer, smallest.sinr, count), block);
      for (const track of [smallest, ...perUser]) reduce(wasm, track, block, count);
    }
    yield;
  }
  return designs.map(({ smallest, perUser, rows }) => ({
    smallest: distributionOf(wasm, smallest),
    users: perUser.map((track) => distributionOf(wasm, track)),
    rows,
  }));
}

function layOutDesign(wasm: WasmErrorDraws, batch: ErrorDrawsBatch, design: ErrorDrawsDesign): LaidOutDesign {
  const { receiver, settings, perUser } = design;
  const users = layOutUsers(wasm, batch.law, receiver);
  const track = (): Track => {
    const { bins, perLog, place, inverseReference, level0, level1 } = summaryNumbers(settings);
    return {
      settings,
      summary: wasm.makeSummary(bins, perLog, place, inverseReference, level0, level1),
      sinr: wasm.doubles(BLOCK + 2),
      collector: new Collector(batch.tail),
    };
  };
  return {
    design,
    users,
    smallest: track(),
    perUser: perUser ? users.map(track) : [],
    rows: new Float64Array(design.rows ? batch.draws : 0),
  };
}

/** SINRs of a design under the errors in memory, draws `at` .. `at + count - 1` of the block. */
function receive(
  wasm: WasmErrorDraws,
  { design, users, smallest, perUser }: LaidOutDesign,
  at: number,
  count: number,
): void {
  const symbolLevel = design.receiver.symbolLevel ? 1 : 0;
  for (let i = 0; i < users.length; i++) {
    const own = perUser[i];
    wasm.receive(
      users[i] as number,
      symbolLevel,
      count,
      own ? own.sinr + 8 * at : 0,
      smallest.sinr + 8 * at,
      i === 0 ? 1 : 0,
    );
  }
}

function reduce(wasm: WasmErrorDraws, { summary, sinr, collector }: Track, block: number, count: number): void {
  wasm.reduce(summary, sinr, count, collector.cut);
  const found = new Float64Array(wasm.memory.buffer, wasm.candidatesAt(summary), 2 * wasm.candidates(summary));
  for (let i = 0; i < found.length; i += 2) collector.add(found[i] as number, block + (found[i + 1] as number));
  collector.endBlock({ draws: count, mean: wasm.mean(summary), squares: wasm.squares(summary) });
}

function distributionOf(wasm: WasmErrorDraws, { settings, summary, collector }: Track) {
  const counts = new Uint32Array(wasm.memory.buffer, wasm.countsAt(summary), binCount(settings.grid) + 2);
  return collector.distribution(
    settings,
    counts,
    settings.levels.map((_, level) => wasm.below(summary, level)),
  );
}
