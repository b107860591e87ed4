import { describe, expect, it } from 'vitest';
import { drawRealization } from '../../src/model/channels.ts';
import {
  symbolLevelCovariances,
  symbolLevelSinr,
  type Transmission,
} from '../../src/model/constructiveInterference.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { perturbChannels } from '../../src/model/sinr.ts';
import { drawSymbolPhases } from '../../src/model/symbols.ts';
import { InputError } from '../../src/errors.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';

const RADIUS = 0.05;
const scenario = makeScenario({ txAntennas: 4, usersPerCell: 2, frameLength: 6, csiErrorRadius: RADIUS });
const { channels } = drawRealization(scenario, { seed: 4n, realization: 1 });
const at = (v: Float64Array, i: number): number => v[i] as number;

/**
 * CBF vectors near zero forcing: the matched filter of every user along its symbol, plus a little noise, so that constructive
 * amplitudes are positive for some users and symbols.
 */
function transmission(cooperation: 'cbf' | 'comp', pskOrder: number): Transmission {
  const { cells, usersPerCell, txAntennas: N, frameLength: L } = scenario;
  const symbolPhase = drawSymbolPhases(scenario, { seed: 4n, realization: 1, pskOrder });
  const noise = complexNormal(openStream({ seed: 4n, realization: 7, stream: 'rankOneCandidates' }), cells * L * N);
  const vectors = noise.map((x) => 0.05 * x);
  for (let bs = 0; bs < cells; bs++)
    for (let s = 0; s < L; s++) {
      // serve one user at a time: its constructive amplitude is then positive
      const user = bs * usersPerCell + (s % usersPerCell);
      const h = 2 * N * (bs * cells * usersPerCell + user);
      const phase = at(symbolPhase, user * L + s);
      const to = cooperation === 'cbf' ? 2 * N * (bs * L + s) : 2 * N * (s * cells + bs);
      for (let i = 0; i < N; i++) {
        const [a, b] = [at(channels, h + 2 * i), -at(channels, h + 2 * i + 1)];
        vectors[to + 2 * i] = at(vectors, to + 2 * i) + 3 * (a * Math.cos(phase) - b * Math.sin(phase));
        vectors[to + 2 * i + 1] = at(vectors, to + 2 * i + 1) + 3 * (a * Math.sin(phase) + b * Math.cos(phase));
      }
    }
  return { cooperation, vectors, symbolPhase, pskOrder };
}

/** (46)(47) bisected: the largest g for which both rows hold at one symbol. */
function sinrByBisection(t: Transmission, user: number, s: number): number {
  const { cells, usersPerCell, txAntennas: N, frameLength: L } = scenario;
  const cell = Math.floor(user / usersPerCell);
  const product = (bs: number): [number, number] => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < N; i++) {
      const h = 2 * (N * (bs * cells * usersPerCell + user) + i);
      const x = 2 * (N * (bs * L + s) + i);
      re += at(channels, h) * at(t.vectors, x) - at(channels, h + 1) * at(t.vectors, x + 1);
      im += at(channels, h) * at(t.vectors, x + 1) + at(channels, h + 1) * at(t.vectors, x);
    }
    return [re, im];
  };
  let noise = 1;
  for (let bs = 0; bs < cells; bs++) if (bs !== cell) noise += product(bs)[0] ** 2 + product(bs)[1] ** 2;
  const [re, im] = product(cell);
  const p = at(t.symbolPhase, user * L + s);
  const [along, across] = [re * Math.cos(p) + im * Math.sin(p), im * Math.cos(p) - re * Math.sin(p)];
  const holds = (g: number): boolean =>
    Math.abs(across) <= (along - Math.sqrt(g * noise)) * Math.tan(Math.PI / t.pskOrder);
  if (!holds(0)) return 0;
  let [lo, hi] = [0, 1e6];
  for (let k = 0; k < 200; k++) {
    const mid = (lo + hi) / 2;
    if (holds(mid)) lo = mid;
    else hi = mid;
  }
  return lo;
}

describe('symbolLevelSinr', () => {
  it('is the largest g of (46)(47) at the worst symbol of each user (CBF)', () => {
    const t = transmission('cbf', 4);
    const sinr = symbolLevelSinr(scenario, channels, t);
    for (let user = 0; user < 4; user++) {
      const worst = Math.min(...Array.from({ length: 6 }, (_, s) => sinrByBisection(t, user, s)));
      expect(sinr[user] as number).toBeCloseTo(worst, 6);
    }
  });

  for (const cooperation of ['cbf', 'comp'] as const)
    for (const pskOrder of [2, 4, 8])
      it(`worst case: no drawn error falls below it (${cooperation}, M = ${pskOrder})`, () => {
        const t = transmission(cooperation, pskOrder);
        const ball = cooperation === 'comp' ? Math.SQRT2 * RADIUS : RADIUS;
        const worst = symbolLevelSinr(scenario, channels, t, ball);
        const nominal = symbolLevelSinr(scenario, channels, t);
        worst.forEach((w, user) => {
          expect(w).toBeLessThanOrEqual(nominal[user] as number);
        });
        for (let draw = 0; draw < 300; draw++) {
          const errors = drawCsiErrors(scenario, {
            seed: 5n,
            realization: 0,
            draw,
            errorLaw: 'sphere',
            radius: RADIUS,
          });
          const sampled = symbolLevelSinr(scenario, perturbChannels(channels, errors), t);
          sampled.forEach((g, user) => {
            expect(g).toBeGreaterThanOrEqual((worst[user] as number) * (1 - 1e-12));
          });
        }
      });

  it('worst case of one link is attained by an explicit error', () => {
    // one cell, one user, one symbol: e along conj(x) exp(j (p +- (pi/2 + psi)))
    const small = makeScenario({ cells: 1, usersPerCell: 1, txAntennas: 3, frameLength: 3, targetAnglesDeg: [[-50]] });
    const drawn = drawRealization(small, { seed: 8n, realization: 0 });
    const h = drawn.channels;
    const phase = Float64Array.of(0.3, 1.1, -2);
    const vectors = new Float64Array(18);
    for (let s = 0; s < 3; s++)
      for (let i = 0; i < 3; i++) {
        const angle = at(phase, s) + 0.2;
        const [a, b] = [at(h, 2 * i), -at(h, 2 * i + 1)];
        vectors[2 * (3 * s + i)] = a * Math.cos(angle) - b * Math.sin(angle);
        vectors[2 * (3 * s + i) + 1] = a * Math.sin(angle) + b * Math.cos(angle);
      }
    const t: Transmission = { cooperation: 'cbf', vectors, symbolPhase: phase, pskOrder: 4 };
    const worst = at(symbolLevelSinr(small, h, t, RADIUS), 0);
    let reached = Infinity;
    for (let s = 0; s < 3; s++)
      for (const sign of [1, -1]) {
        const x = vectors.subarray(6 * s, 6 * s + 6);
        const norm = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
        // e^T x exp(-j p) = radius norm(x) exp(j q) with q perpendicular to the sector's edge
        const q = sign * (Math.PI / 2 + Math.PI / 4) + at(phase, s);
        const errors = new Float64Array(6);
        for (let i = 0; i < 3; i++) {
          const [a, b] = [at(x, 2 * i), -at(x, 2 * i + 1)];
          errors[2 * i] = (RADIUS / norm) * (a * Math.cos(q) - b * Math.sin(q));
          errors[2 * i + 1] = (RADIUS / norm) * (a * Math.sin(q) + b * Math.cos(q));
        }
        reached = Math.min(reached, at(symbolLevelSinr(small, perturbChannels(h, errors), t), 0));
      }
    expect(worst).toBeGreaterThan(0);
    expect(reached).toBeCloseTo(worst, 10);
  });

  it('refuses arrays of the wrong length', () => {
    const t = transmission('cbf', 4);
    expect(() => symbolLevelSinr(scenario, channels, { ...t, vectors: t.vectors.subarray(2) })).toThrow(InputError);
    expect(() => symbolLevelSinr(scenario, channels, { ...t, symbolPhase: t.symbolPhase.subarray(1) })).toThrow(
      /symbolPhase/,
    );
  });
});

it('symbolLevelCovariances: traces are the mean transmit powers', () => {
  const t = transmission('cbf', 4);
  const r = symbolLevelCovariances(scenario, t);
  for (let bs = 0; bs < 2; bs++) {
    const trace = [0, 1, 2, 3].reduce((sum, i) => sum + at(r, 2 * ((bs * 4 + i) * 4 + i)), 0);
    const mean = t.vectors.subarray(bs * 48, (bs + 1) * 48).reduce((sum, v) => sum + v * v, 0) / 6;
    expect(trace).toBeCloseTo(mean, 10);
  }
});

describe('drawSymbolPhases', () => {
  it('draws each of the M phases, the same for every call', () => {
    for (const pskOrder of [2, 4, 8, 16]) {
      const long = makeScenario({ frameLength: 400 });
      const phases = drawSymbolPhases(long, { seed: 1n, realization: 3, pskOrder });
      const counts = new Map<number, number>();
      for (const p of phases) counts.set(p, (counts.get(p) ?? 0) + 1);
      expect(counts.size).toBe(pskOrder);
      const mean = phases.length / pskOrder;
      // five standard deviations of a binomial count
      for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean));
      expect(drawSymbolPhases(long, { seed: 1n, realization: 3, pskOrder })).toEqual(phases);
    }
  });
});
