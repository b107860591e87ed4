// AssemblyScript module of the exact worst case at block level: src/model/exactWorstCase.ts drives it and says what it finds.
import { alloc, heapTop, resetHeap } from '../errorDraws/heap';
import { get, set } from '../simd';
import { minimizeOverBall } from './ball';
import { beamPower, Beams, lift, makeBeams, project, spanBeams, weightedSum } from './beams';
import { hermitianEigen, unitVectors } from './eigen';

const MAX_RATIO_STEPS = 60;

let cells: i32 = 0, users: i32 = 0, antennas: i32 = 0, together: bool = false;
/** Channels, precoders, smallest SINRs, errors; spans of the groups of precoders. */
let channels: usize = 0, precoders: usize = 0, sinr: usize = 0, errors: usize = 0, spans: usize = 0;
/** Eigenvalues and eigenvectors of what each group sends, negative. */
let sentValues: usize = 0, sentVectors: usize = 0, matrixBytes: usize = 0, vectorBytes: usize = 0;
let matrix: usize = 0, turned: usize = 0, order: usize = 0, values: usize = 0, vectors: usize = 0;
let center: usize = 0, coordinates: usize = 0, step: usize = 0, best: usize = 0, moved: usize = 0, stacked: usize = 0, lifted: usize = 0;

/**
 * Lays out the memory for a system; the answer is the address of its numbers: channels [bs][cell][user][antenna][2], precoders, SINRs [cell][user] and
 * errors as the channels, one behind the other.
 *
 * @param comp the base stations send together: precoders [user][stacked antenna][2], else [bs][user][antenna][2].
 */
export function layOut(cellCount: i32, usersPerCell: i32, txAntennas: i32, comp: bool): usize {
  resetHeap();
  cells = cellCount; users = cellCount * usersPerCell; antennas = txAntennas; together = comp;
  const link = (<usize>antennas) << 4, links = <usize>(cells * users) * link, group = comp ? users : usersPerCell, row = comp ? cells * antennas : antennas;
  channels = alloc(2 * links + (<usize>(users * (comp ? cells : 1))) * link + ((<usize>users) << 3));
  precoders = channels + links;
  sinr = precoders + (<usize>(users * (comp ? cells : 1))) * link;
  errors = sinr + ((<usize>users) << 3);
  const senders = comp ? 1 : cells, rank = min(group, row);
  spans = alloc((<usize>senders) << 3);
  for (let n = 0; n < senders; n++) store<usize>(spans + ((<usize>n) << 3), changetype<usize>(makeBeams(group, row)));
  matrixBytes = (<usize>(rank * rank)) << 4;
  vectorBytes = (<usize>rank) << 4;
  sentValues = alloc(<usize>senders * vectorBytes);
  sentVectors = alloc(<usize>senders * matrixBytes);
  matrix = alloc(matrixBytes); turned = alloc(matrixBytes); vectors = alloc(matrixBytes);
  order = alloc(vectorBytes); values = alloc(vectorBytes); center = alloc(vectorBytes); coordinates = alloc(vectorBytes);
  step = alloc(vectorBytes); best = alloc(vectorBytes); moved = alloc(vectorBytes);
  stacked = alloc(<usize>cells * link); lifted = alloc(<usize>cells * link);
  return channels;
}
/** Where the memory laid out ends. */
export function memoryTop(): usize { return heapTop(); }

/** The smallest SINR of every user over errors of norm at most `radius` > 0 (of each link, or stacked), and errors that attain it. */
export function worstCase(radius: f64, noise: f64): void {
  if (together) worstTogether(radius, noise); else worstApart(radius, noise);
}

// @ts-ignore: decorator
@inline function spanOf(n: i32): Beams { return changetype<Beams>(load<usize>(spans + ((<usize>n) << 3))); }

function worstApart(radius: f64, noisePower: f64): void {
  const usersPerCell = users / cells, link = (<usize>antennas) << 4;
  for (let n = 0; n < cells; n++) {
    const span = spanOf(n);
    spanBeams(span, precoders + <usize>(n * usersPerCell) * link);
    if (cells == 1) continue;
    unitVectors(span.rank, turned);
    weightedSum(span, -1, -1, turned, matrix);
    hermitianEigen(matrix, span.rank, turned, order, sentValues + <usize>n * vectorBytes, sentVectors + <usize>n * matrixBytes);
  }
  for (let user = 0; user < users; user++) {
    const cell = user / usersPerCell;
    let noise = noisePower;
    for (let n = 0; n < cells; n++) {
      if (n == cell) continue;
      // the links' errors are independent: each interferes as much as it can
      const span = spanOf(n), at = <usize>(n * users + user) * link;
      project(span, channels + at, center);
      if (span.rank > 0)
        noise -= minimizeOverBall(span.rank, sentValues + <usize>n * vectorBytes, sentVectors + <usize>n * matrixBytes, center, radius, coordinates, step);
      lift(span, step, errors + at);
    }
    const at = <usize>(cell * users + user) * link;
    set(sinr, user, weakest(spanOf(cell), user % usersPerCell, channels + at, radius, noise, errors + at));
  }
}

function worstTogether(radius: f64, noise: f64): void {
  const span = spanOf(0), link = (<usize>antennas) << 4;
  spanBeams(span, precoders);
  for (let user = 0; user < users; user++) {
    for (let n = 0; n < cells; n++) memory.copy(stacked + <usize>n * link, channels + <usize>(n * users + user) * link, link);
    set(sinr, user, weakest(span, user, stacked, radius, noise, lifted));
    for (let n = 0; n < cells; n++) memory.copy(errors + <usize>(n * users + user) * link, lifted + <usize>n * link, link);
  }
}

/** Smallest ratio of beam `own` to the other beams of its group plus `noise` over the ball around the channel, by Dinkelbach's iteration. */
function weakest(span: Beams, own: i32, channel: usize, radius: f64, noise: f64, error: usize): f64 {
  const rank = span.rank;
  project(span, channel, center);
  memory.fill(best, 0, (<usize>rank) << 4);
  unitVectors(rank, vectors);
  let ratio = ratioAt(span, own, center, noise);
  for (let i = 0; i < MAX_RATIO_STEPS && ratio > 0; i++) {
    // along the eigenvectors of the last ratio the matrix is almost diagonal
    memory.copy(turned, vectors, matrixBytes);
    weightedSum(span, own, -ratio, turned, matrix);
    hermitianEigen(matrix, rank, turned, order, values, vectors);
    minimizeOverBall(rank, values, vectors, center, radius, coordinates, step);
    for (let j = 0; j < 2 * rank; j++) set(moved, j, get(center, j) + get(step, j));
    const next = ratioAt(span, own, moved, noise);
    if (!(next < ratio)) break;
    const settled = ratio - next <= 1e-14 * ratio;
    ratio = next;
    memory.copy(best, step, (<usize>rank) << 4);
    if (settled) break;
  }
  lift(span, best, error);
  return ratio;
}

function ratioAt(span: Beams, own: i32, z: usize, noise: f64): f64 {
  let interference = noise;
  for (let l = 0; l < span.beams; l++) if (l != own) interference += beamPower(span, l, z);
  return beamPower(span, own, z) / interference;
}
