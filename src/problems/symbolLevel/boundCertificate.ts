import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import type { CrbRows } from '../rows/crbCone.ts';
import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import type { TimeRows } from './boundRows.ts';
import type { BoundSensing } from './boundSensing.ts';
import { othersOf, pairsOf } from '../../model/othersOf.ts';
import { type BoundUnits, cappedUnit, receivedUnit, turnsOf } from './boundUnits.ts';
import { timesOfClasses, writeTurned, writeTurnedVector } from './classTimes.ts';
import type { Links } from './symbolLinks.ts';
import { expandVectors } from './transmitSubspace.ts';

/** Rows of a bound program. */
export interface BoundRows {
  /** By class. */
  readonly times: readonly TimeRows[];
  /** Power of each BS over P. */
  readonly power: readonly number[];
  /** Leakage of each block towards each target over its cap, [block][target]. */
  readonly leakage: readonly (readonly number[])[];
  /** CRB rows of every BS in the objective. */
  readonly sensing: readonly CrbRows[];
}

/** Terms of the certificate of a bound from the multipliers of its program, in antenna space and linear units, at all times of the frame. */
export function boundTerms(
  p: BoundProgram,
  u: BoundUnits,
  { blocks, classes }: BoundLinks,
  sensing: BoundSensing,
  rows: BoundRows,
  row: (row: number) => number,
): CertificateTerms {
  const {
    cells: J,
    usersPerCell: K,
    txAntennas: N,
    frameLength: L,
    powerBudget,
    noisePower,
    maxLeakage,
  } = p.task.task.scenario;
  const comp = blocks.length === 1;
  const robust = u.radius > 0;
  const foreign = comp ? 0 : (J - 1) * K;
  const n = comp ? J * N : N;
  const users = J * K;
  const turns = turnsOf(u.psi).length;
  const pairs = pairsOf(u.users).length;
  const [root, amplitude] = [Math.sqrt(noisePower), Math.sqrt(noisePower * p.threshold)];
  const [unit, power] = [receivedUnit(u), noisePower * p.threshold];
  const signal = new Float64Array(2 * users * L);
  const heard = new Float64Array(2 * J * foreign * L);
  const [level, limit] = [new Float64Array(J * foreign * L), new Float64Array(J * foreign * L)];
  const received = new Float64Array(comp ? 0 : users * L);
  const capped = new Float64Array(J * foreign * L);
  const products = new Float64Array(comp ? 0 : J * pairs * turns * L);
  const norm = new Float64Array(robust ? 2 * blocks.length * L * n : 0);
  timesOfClasses(classes).forEach((times, c) => {
    const own = rows.times[c] as TimeRows;
    const share = 1 / times.length;
    const multiplier = (r: number | undefined): number => (r === undefined ? 0 : share * row(r));
    /** Weight of norm(x) of each block. */
    const lengths = blocks.map(() => 0);
    for (let user = 0; user < users; user++) {
      const cell = Math.floor(user / K);
      const block = comp ? 0 : cell;
      for (const sign of [0, 1]) {
        const weight = -multiplier(own.signal[user]?.[sign]) / amplitude;
        lengths[block] = (lengths[block] as number) + weight;
        for (const s of times) signal[2 * (user * L + s) + sign] = weight;
      }
      if (comp || J === 1) continue;
      for (const s of times) received[user * L + s] = (multiplier(own.received[user]) * unit) / power;
      othersOf(cell, J).forEach((t, i) => {
        const f = othersOf(t, J).indexOf(cell) * K + (user % K);
        const parts = own.heard[user]?.[i] ?? [];
        const [re, im] = [-multiplier(parts[0]) / root, -multiplier(parts[1]) / root];
        const sum = multiplier(own.sums[user]?.[i]);
        const most = multiplier(own.limits[user]?.[i]);
        lengths[t] = (lengths[t] as number) - sum / root;
        for (const s of times) {
          const at = (t * foreign + f) * L + s;
          writeTurned(heard, at, re, im, turnOf(s, t));
          level[at] = (most - sum) / root;
          limit[at] = -most / root;
          const weight = -multiplier(own.capped[user]?.[i]);
          capped[at] = u.cap === null ? 0 : (weight * cappedUnit(u, u.cap)) / noisePower;
        }
      });
    }
    own.pairs.forEach((ofCell, t) =>
      ofCell.forEach((ofPair, i) =>
        ofPair.forEach((r, j) => {
          for (const s of times) products[((t * pairs + i) * turns + j) * L + s] = (multiplier(r) * unit) / power;
        }),
      ),
    );
    if (!robust) return;
    blocks.forEach(({ space }, b) => {
      const parts = Float64Array.from(own.vector[b] ?? [], multiplier);
      const scale = -1 / (Math.sqrt(powerBudget) * u.radius * (lengths[b] as number));
      if (!((lengths[b] as number) > 0)) return;
      const vector = expandVectors(
        space,
        parts.map((x) => x * scale),
      );
      for (const s of times) writeTurnedVector(norm, (b * L + s) * n, vector, turnOf(s, b));
    });
  });
  const information = new Float64Array(3 * J);
  rows.sensing.forEach(({ row11, rowRe, rowIm }, i) => {
    const scale = sensing.scales[i];
    const weight = row(row11) / (scale?.f11 ?? Number.NaN);
    const cross = -1 / (2 * weight * (scale?.f12 ?? Number.NaN));
    if (weight > 0) information.set([weight, row(rowRe) * cross, row(rowIm) * cross], 3 * (p.bs ?? i));
  });
  const leakage = new Float64Array(comp ? 0 : J * J);
  rows.leakage.forEach((ofBlock, b) =>
    ofBlock.forEach((r, i) => (leakage[b * J + (othersOf(b, J)[i] as number)] = -row(r) / maxLeakage)),
  );
  return {
    power: Float64Array.from(rows.power, (r) => -row(r) / powerBudget),
    information,
    signal,
    ...(robust ? { norm } : {}),
    ...(comp || J === 1
      ? {}
      : { leakage, heard, received, capped, ...(products.length > 0 ? { pairs: products } : {}) }),
    ...(robust && !comp ? { level, limit } : {}),
  };

  /** Phase by which a block's vector turns from its class to time s. */
  function turnOf(s: number, block: number): number {
    if (comp) return classes.rotation[s] as number;
    const { phases } = blocks[block] as Links;
    const first = classes.representative[classes.classOf[s] as number] as number;
    return (phases[s] as number) - (phases[first] as number);
  }
}
