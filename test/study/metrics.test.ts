import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawRealization } from '../../src/model/channels.ts';
import { sensingCbf, sensingComp } from '../../src/model/crb.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { runStudy } from '../../src/study/runner.ts';
import { readRows, temporaryFolder, tinyStudy } from './tinyStudy.ts';

const ERRORS = 3;
const study = tinyStudy((t) =>
  t
    .replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP]')
    .replace('thresholdDb: [5, 60]', 'thresholdDb: 5, txAntennas: [2, 3]')
    .replace('channels: 3, errors: 4', `channels: 2, errors: ${ERRORS}`),
);
const out = join(temporaryFolder(), 'metrics');
beforeAll(async () => {
  await runStudy(study, { out });
});

type Row = Record<string, unknown>;
const listOf = (value: unknown): number[] => [...(value as { toArray(): Float64Array }).toArray()];
const db = (x: number): number => 10 * Math.log10(x);

/** Precoders of a design from the rows of the table: [bs][cell][user] -> weights. */
function storedPrecoders(rows: Row[], design: Row, scenario: Scenario): Map<string, number[]> {
  const own = rows.filter((r) => r['design_id'] === design['design_id']);
  return new Map(
    own.map((r) => {
      const weights = listOf(r['weights']);
      expect(weights).toHaveLength(6);
      expect(r['tx_antennas']).toBe(scenario.txAntennas);
      expect(weights.slice(2 * scenario.txAntennas).every((x) => x === 0)).toBe(true);
      return [[r['bs'], r['cell'], r['user']].join('/'), weights.slice(0, 2 * scenario.txAntennas)];
    }),
  );
}

/** The arrays of the model's functions: CBF [bs][user], CoMP [cell][user][bs]. */
function stacked(stored: Map<string, number[]>, scenario: Scenario, comp: boolean): Float64Array {
  const { cells, usersPerCell } = scenario;
  const list: number[] = [];
  for (let cell = 0; cell < cells; cell++)
    for (let user = 0; user < usersPerCell; user++)
      for (let bs = 0; bs < cells; bs++)
        if (comp || bs === cell) list.push(...(stored.get(`${bs}/${cell}/${user}`) ?? [Number.NaN]));
  return Float64Array.from(list);
}

/** Smallest SINR from its definition: |sum over BSs h^T w|^2 of each stream, CBF streams of other BSs alike. */
function smallestSinr(stored: Map<string, number[]>, channels: Float64Array, scenario: Scenario): number {
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  let smallest = Infinity;
  for (let cell = 0; cell < cells; cell++)
    for (let user = 0; user < usersPerCell; user++) {
      let [useful, interference] = [0, 0];
      for (let c = 0; c < cells; c++)
        for (let u = 0; u < usersPerCell; u++) {
          let [re, im] = [0, 0];
          for (let bs = 0; bs < cells; bs++) {
            const w = stored.get(`${bs}/${c}/${u}`) ?? [];
            const h = channels.subarray(2 * txAntennas * ((bs * cells + cell) * usersPerCell + user));
            for (let i = 0; i < w.length; i += 2) {
              const [wr, wi, hr, hi] = [w[i], w[i + 1], h[i], h[i + 1]] as [number, number, number, number];
              re += hr * wr - hi * wi;
              im += hr * wi + hi * wr;
            }
          }
          const power = re * re + im * im;
          if (c === cell && u === user) useful = power;
          else interference += power;
        }
      smallest = Math.min(smallest, useful / (interference + noisePower));
    }
  return smallest;
}

describe('designs and errors', () => {
  it('hold what the stored precoders give', () => {
    const [designs, errors, precoders] = [
      readRows(out, 'designs'),
      readRows(out, 'errors'),
      readRows(out, 'precoders'),
    ];
    expect(designs).toHaveLength(2 * 2 * 2);
    expect(errors).toHaveLength(designs.length * ERRORS);
    expect(precoders).toHaveLength(2 * 2 * 2 + 2 * 2 * 4);
    for (const design of designs) {
      const scenario = makeScenario({
        usersPerCell: 1,
        txAntennas: Number(design['tx_antennas']),
        rxAntennas: 2,
        frameLength: 4,
        csiErrorRadius: 0.01,
      });
      const key = { seed: 3n, realization: Number(design['realization']) };
      const realization = drawRealization(scenario, key);
      const comp = design['scheme'] === 'BLP-CoMP';
      const stored = storedPrecoders(precoders, design, scenario);
      expect(stored.size).toBe(comp ? 4 : 2);
      const flat = stacked(stored, scenario, comp);
      const { crb } = (comp ? sensingComp : sensingCbf)(scenario, realization, flat);

      const rcrb = [...crb].map(Math.sqrt);
      listOf(design['rcrb_bs_rad']).forEach((x, bs) => expect(x / (rcrb[bs] ?? 0)).toBeCloseTo(1, 12));
      listOf(design['rcrb_bs_deg']).forEach((x, bs) =>
        expect(x / (((rcrb[bs] ?? 0) * 180) / Math.PI)).toBeCloseTo(1, 12),
      );
      const mean = Math.sqrt(crb.reduce((a, b) => a + b, 0) / crb.length);
      expect(Number(design['rcrb_deg']) / ((mean * 180) / Math.PI)).toBeCloseTo(1, 12);

      const { channels } = realization;
      expect(design['sinr_db']).toBeCloseTo(db(smallestSinr(stored, channels, scenario)), 9);
      const exact = exactWorstCase(scenario, channels, flat, comp ? 'comp' : 'cbf').sinr;
      expect(design['worst_exact_sinr_db']).toBeCloseTo(db(Math.min(...exact)), 9);
      expect(design['meets_claim']).toBe(true);
      expect(Number(design['worst_exact_sinr_db'])).toBeGreaterThan(5 - 1e-6);

      const sampled = Array.from({ length: ERRORS }, (_, draw) => {
        const e = drawCsiErrors(scenario, { ...key, draw });
        return db(
          smallestSinr(
            stored,
            channels.map((x, i) => x + (e[i] ?? 0)),
            scenario,
          ),
        );
      });
      const rows = errors.filter((r) => r['design_id'] === design['design_id']);
      expect(rows.map((r) => r['error'])).toEqual([0, 1, 2]);
      rows.forEach((r, i) => expect(r['sinr_db']).toBeCloseTo(sampled[i] ?? Number.NaN, 9));
      expect(design['worst_sampled_sinr_db']).toBeCloseTo(Math.min(...sampled), 9);
      expect(Number(design['worst_sampled_sinr_db'])).toBeGreaterThanOrEqual(Number(design['worst_exact_sinr_db']));

      listOf(design['power_used_bs']).forEach((used, bs) => {
        const sent = [...stored].filter(([k]) => k.startsWith(`${bs}/`)).flatMap(([, w]) => w);
        expect(used).toBeCloseTo(sent.reduce((sum, x) => sum + x * x, 0) / 1e4, 12);
        expect(used).toBeLessThanOrEqual(1 + 1e-8);
      });
    }
  });
});
