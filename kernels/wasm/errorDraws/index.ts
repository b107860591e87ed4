// AssemblyScript module of the CSI error draws (IsacErrorDraws on the processor): src/montecarlo/kernels/cpu drives it.
import { alloc, heapTop, resetHeap } from './heap';
import { decideBlock, decideFixed, Listener, setBeamRoom } from './decisions';
import { fillErrors } from './errors';
import { fillNoise, fillSymbols } from './frames';
import { setKey } from './philox';
import { BLOCK, reduceBlock, Summary } from './reduce';
import { blockSinr, symbolSinr, User } from './sinr';
import { ld, st } from '../simd';

/** Room of the uniforms of a link, of a tile of errors, and of the SINRs of a user that are not kept. */
let uniformRoom: usize = 0, tile: usize = 0, scratch: usize = 0;
let links: i32 = 0, antennas: i32 = 0, groupBytes: usize = 0;

/** Begins a layout: a system of so many links of `txAntennas`, of whose errors `draws` at a time lie in memory. */
export function begin(linkCount: i32, txAntennas: i32, draws: i32): void {
  resetHeap();
  links = linkCount; antennas = txAntennas;
  groupBytes = (<usize>(links * antennas)) << 6;
  uniformRoom = alloc((<usize>(2 * antennas + 6)) << 5);
  tile = alloc(groupBytes * <usize>(draws >> 2));
  scratch = alloc((BLOCK + 2) << 3);
}
/** Room for numbers that the caller writes. */
export function doubles(count: i32): usize { return alloc((<usize>count) << 3); }
export function memoryTop(): usize { return heapTop(); }
/** Key of the study, index of the realization. */
export { setKey };

/** A user (sinr.ts), `index` counts all cells'. */
export function makeUser(rows: usize, senders: i32, each: i32, linksOfRow: i32, index: i32, users: i32, own: i32, ownRow: i32, noise: f64, cotangent: f64, floors: usize): usize {
  const p = alloc(offsetof<User>()), user = changetype<User>(p), bytes = (<usize>antennas) << 6;
  user.rows = rows; user.stride = (<usize>(1 + linksOfRow * antennas)) << 4;
  user.senders = senders; user.each = each; user.links = linksOfRow; user.antennas = antennas;
  user.first = <usize>index * bytes; user.step = <usize>users * bytes;
  user.own = own; user.ownRow = ownRow; user.noise = noise; user.cotangent = cotangent; user.floors = floors;
  return p;
}

/** Errors of `count` draws (a multiple of 4, as `first` is), in memory until the next call. */
export function drawErrors(law: i32, first: f64, count: i32): void {
  for (let g = 0; g < count; g += 4)
    fillErrors(law, <u64>first + g, links, antennas, uniformRoom, tile + <usize>(g >> 2) * groupBytes);
}
/** Address of those errors, for tests. */
export function errorsAt(): usize { return tile; }

/**
 * SINRs of a user for these draws, to `sinr` unless that is 0; `least` becomes the smaller of itself and them, or them where they are the
 * first. Both are addresses of the first draw.
 */
export function receive(user: usize, symbolLevel: bool, count: i32, sinr: usize, least: usize, first: bool): void {
  const u = changetype<User>(user);
  if (symbolLevel && !sinr) { symbolSinr(u, tile, groupBytes, count, first ? 0 : least, least); return; }
  const out = sinr ? sinr : first ? least : scratch;
  if (symbolLevel) symbolSinr(u, tile, groupBytes, count, 0, out); else blockSinr(u, tile, groupBytes, count, out);
  if (out == least) return;
  for (let p: usize = 0, end = (<usize>count) << 3; p < end; p += 16) st(least + p, first ? ld(out + p) : f64x2.min(ld(least + p), ld(out + p)));
}

/** What is kept of SINRs (reduce.ts). */
export function makeSummary(bins: i32, perLog: f64, place: f64, inverseReference: f64, level0: f64, level1: f64): usize {
  const p = alloc(offsetof<Summary>()), s = changetype<Summary>(p);
  s.bins = bins; s.perLog = perLog; s.place = place; s.inverseReference = inverseReference;
  s.level0 = level0; s.level1 = level1; s.below0 = 0; s.below1 = 0; s.cut = Infinity;
  s.counts = alloc((<usize>(bins + 2)) << 2);
  memory.fill(s.counts, 0, (<usize>(bins + 2)) << 2);
  s.kept = alloc(BLOCK << 4);
  return p;
}
/** Adds a block of SINRs, all but the last one of BLOCK draws. Only those below the cut are told as candidates. */
export function reduce(summary: usize, sinr: usize, count: i32, cut: f64): void {
  const s = changetype<Summary>(summary);
  s.cut = cut;
  reduceBlock(s, sinr, count);
}
export function candidates(summary: usize): i32 { return changetype<Summary>(summary).candidates; }
export function candidatesAt(summary: usize): usize { return changetype<Summary>(summary).kept; }
export function mean(summary: usize): f64 { return changetype<Summary>(summary).mean; }
export function squares(summary: usize): f64 { return changetype<Summary>(summary).squares; }
export function below(summary: usize, level: i32): f64 { return level == 0 ? changetype<Summary>(summary).below0 : changetype<Summary>(summary).below1; }
export function countsAt(summary: usize): usize { return changetype<Summary>(summary).counts; }

/** Room of the noise and the symbols of a tile of frames, bytes of a group of four, and symbols of a frame. */
let noise: usize = 0, symbols: usize = 0, frameBytes: usize = 0, frameSymbols: i32 = 0;

/** After `begin`: frames of so many symbols of all users, of which `frames` at a time lie in memory; users hear so many beams. */
export function beginFrames(symbolCount: i32, frames: i32, beamCount: i32): void {
  frameSymbols = symbolCount; frameBytes = (<usize>symbolCount) << 6;
  noise = alloc(frameBytes * <usize>(frames >> 2));
  symbols = alloc(frameBytes * <usize>(frames >> 2));
  setBeamRoom(alloc((<usize>beamCount) << 6));
}

/** A user that decides symbols (decisions.ts). */
export function makeListener(rows: usize, senders: i32, each: i32, linksOfRow: i32, index: i32, users: i32, length: i32, cotangent: f64, sigma: f64, turns: usize): usize {
  const p = alloc(offsetof<Listener>()), own = changetype<Listener>(p), bytes = (<usize>antennas) << 6;
  own.rows = rows; own.stride = (<usize>(1 + linksOfRow * antennas)) << 4;
  own.senders = senders; own.each = each; own.links = linksOfRow; own.antennas = antennas;
  own.first = <usize>index * bytes; own.step = <usize>users * bytes;
  own.user = index; own.length = length; own.cotangent = cotangent; own.sigma = sigma; own.turns = turns;
  own.wrong = 0; own.squares = 0; own.withWrong = 0; own.withRight = 0;
  return p;
}

/** Noise of `count` frames (a multiple of 4, as `first` is), in memory until the next call. */
export function drawNoise(first: f64, count: i32): void {
  for (let g = 0; g < count; g += 4) fillNoise(<u64>first + g, frameSymbols, noise + <usize>(g >> 2) * frameBytes);
}
/** Symbols of the same frames. @param points cosine and sine of every phase. */
export function drawSymbols(first: f64, count: i32, order: i32, points: usize): void {
  for (let g = 0; g < count; g += 4) fillSymbols(<u64>first + g, frameSymbols, order, points, symbols + <usize>(g >> 2) * frameBytes);
}
/** Counts the wrong decisions of a user over the first `count` of the frames in memory. */
export function decide(listener: usize, symbolLevel: bool, count: i32): void {
  const own = changetype<Listener>(listener);
  if (symbolLevel) decideFixed(own, tile, groupBytes, noise, frameBytes, count);
  else decideBlock(own, tile, groupBytes, noise, symbols, frameBytes, count);
}
export function wrongDecisions(listener: usize): f64 { return changetype<Listener>(listener).wrong; }
export function wrongSquares(listener: usize): f64 { return changetype<Listener>(listener).squares; }
export function framesWithWrong(listener: usize): f64 { return changetype<Listener>(listener).withWrong; }
export function framesWithRight(listener: usize): f64 { return changetype<Listener>(listener).withRight; }
