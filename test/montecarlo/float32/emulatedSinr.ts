import type { PartTables } from '../../../src/montecarlo/kernels/webgpu/partTables.ts';
import type { Arithmetic } from './arithmetic.ts';

/** An SINR in float32, and the bounds between which float64 has it. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
const BEYOND = Math.fround(1e38);
const NOTHING: Interval = { value: BEYOND, low: BEYOND, high: BEYOND };
const NONE = 0xffffffff;

/** kernels/errorDraws/sinr.wgsl in some arithmetic, at one draw, from the tables that the device gets. */
export class EmulatedSinr {
  readonly a: Arithmetic;
  readonly #table: Uint32Array;
  readonly #reals: Float32Array;
  readonly #tables: PartTables;
  readonly #users: number;
  readonly #antennas: number;

  constructor(arithmetic: Arithmetic, tables: PartTables, users: number, antennas: number) {
    this.a = arithmetic;
    this.#tables = tables;
    this.#table = tables.table;
    this.#reals = new Float32Array(tables.table.buffer);
    this.#users = users;
    this.#antennas = antennas;
  }

  /** The SINR of a user, [user] of all designs one after the other. */
  sinr(user: number, errors: Float32Array): Interval {
    const at = this.#tables.usersAt + 16 * user;
    return (this.#table[at + 7] as number) > 0 ? this.#symbolSinr(at, errors) : this.#blockSinr(at, errors);
  }

  #word(at: number, i: number): number {
    return this.#table[at + i] as number;
  }

  /** The amplitude of a row of a sender. */
  #amplitude(at: number, sender: number, row: number, errors: Float32Array): readonly [number, number] {
    const { add, mul } = this.a;
    const [rows, stride, , each, links] = [0, 1, 2, 3, 4].map((i) => this.#word(at, i)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const { weights } = this.#tables;
    let q = 2 * (rows + (sender * each + row) * stride);
    let [re, im] = [weights[q] as number, weights[q + 1] as number];
    for (let link = 0; link < links; link++) {
      let p = 2 * ((sender * links + link) * this.#users + this.#word(at, 8)) * (this.#antennas + 1);
      for (let n = 0; n < this.#antennas; n++) {
        q += 2;
        const [c, d] = [weights[q] as number, weights[q + 1] as number];
        const [e, f] = [errors[p] as number, errors[p + 1] as number];
        re = add(re, add(mul(e, c), -mul(f, d)));
        im = add(im, add(mul(e, d), mul(f, c)));
        p += 2;
      }
    }
    return [re, im];
  }

  #power([re, im]: readonly [number, number]): number {
    return this.a.add(this.a.mul(re, re), this.a.mul(im, im));
  }

  #largestNorm(at: number, errors: Float32Array): number {
    let largest = 0;
    for (let n = 0; n < this.#word(at, 2) * this.#word(at, 4); n++) {
      const link = n * this.#users + this.#word(at, 8);
      largest = Math.max(largest, errors[2 * (link * (this.#antennas + 1) + this.#antennas)] as number);
    }
    return largest;
  }

  #interval(at: number, useful: number, other: number, norm: number, bounds: number): Interval {
    const { add, mul, div, sqrt } = this.a;
    const [slackUseful, slackOther] = [this.#reals[at + 14] as number, this.#reals[at + 15] as number];
    const bound = (i: number): number =>
      add(this.#reals[bounds + i] as number, mul(this.#reals[bounds + i + 1] as number, norm));
    const [root, error, others] = [sqrt(other), bound(0), bound(2)];
    const least = add(mul(root, add(1, -slackOther)), -others);
    const low = div(
      Math.max(0, add(mul(useful, add(1, -slackUseful)), -error)),
      add(mul(root, add(1, slackOther)), others),
    );
    const ratio = div(add(mul(useful, add(1, slackUseful)), error), least);
    const high = least > 0.125 * root ? mul(ratio, ratio) : BEYOND;
    return { value: div(mul(useful, useful), other), low: mul(low, low), high };
  }

  #blockSinr(at: number, errors: Float32Array): Interval {
    let useful = 0;
    let other = this.#reals[at + 12] as number;
    for (let sender = 0; sender < this.#word(at, 2); sender++)
      for (let row = 0; row < this.#word(at, 3); row++) {
        const power = this.#power(this.#amplitude(at, sender, row, errors));
        if (sender === this.#word(at, 5) && row === this.#word(at, 6)) useful = power;
        else other = this.a.add(other, power);
      }
    const root = useful > 0 ? this.a.sqrt(useful) : 0;
    return this.#interval(at, root, other, this.#largestNorm(at, errors), this.#word(at, 10));
  }

  #symbolSinr(at: number, errors: Float32Array): Interval {
    const { add, mul } = this.a;
    const norm = this.#largestNorm(at, errors);
    const [own, floors] = [this.#word(at, 5), this.#word(at, 11)];
    let least = NOTHING;
    for (let time = 0; time < this.#word(at, 3); time++) {
      if (floors !== NONE && time % 4 === 0 && least.high <= (this.#reals[floors + time] as number)) break;
      let other = this.#reals[at + 12] as number;
      for (let sender = 0; sender < this.#word(at, 2); sender++)
        if (sender !== own) other = add(other, this.#power(this.#amplitude(at, sender, time, errors)));
      const [re, im] = this.#amplitude(at, own, time, errors);
      const margin = Math.max(0, add(re, -mul(Math.abs(im), this.#reals[at + 13] as number)));
      const x = this.#interval(at, margin, other, norm, this.#word(at, 10) + 4 * time);
      least = {
        value: Math.min(least.value, x.value),
        low: Math.min(least.low, x.low),
        high: Math.min(least.high, x.high),
      };
    }
    return least;
  }
}
