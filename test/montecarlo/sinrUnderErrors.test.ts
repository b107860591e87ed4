import { describe, expect, test } from 'vitest';
import { symbolLevelSinr, type Transmission } from '../../src/model/constructiveInterference.ts';
import { drawUnitErrors } from '../../src/model/csiErrors.ts';
import { ERROR_LAWS } from '../../src/model/errorLaw.ts';
import { sampledSinr } from '../../src/model/sampledWorstCase.ts';
import { perturbChannels, sinrCbf, sinrComp } from '../../src/model/sinr.ts';
import { drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { sinrUnderErrors, type EvaluatedDesign } from '../../src/montecarlo/sinrUnderErrors.ts';
import type { BlockTransmission } from '../../src/montecarlo/receiver.ts';
import { randomVector, sample, THREE_CELLS } from '../model/samples.ts';
import { zeroForcingVectors } from './zeroForcingVectors.ts';

const GRID = { fromDb: -30, toDb: 30, stepDb: 0.01 };
const KEY = { seed: 77n, realization: 5 };
const SYSTEMS = [
  THREE_CELLS,
  { cells: 2, usersPerCell: 3, txAntennas: 6, rxAntennas: 6, frameLength: 10 },
  { cells: 1, usersPerCell: 1, txAntennas: 2, rxAntennas: 3, frameLength: 3, targetAnglesDeg: [[10]] },
];

function transmissions(seed: number, input: (typeof SYSTEMS)[number]) {
  const { scenario, realization, cbf, comp } = sample(seed, input);
  const { cells, usersPerCell, frameLength } = scenario;
  const users = cells * usersPerCell;
  const symbolPhase = Float64Array.from({ length: users * frameLength }, (_, i) => ((2 * (i % 4) + 1) * Math.PI) / 4);
  const cbfVectors = zeroForcingVectors(scenario, realization.channels, symbolPhase, 'cbf');
  const compVectors = zeroForcingVectors(scenario, realization.channels, symbolPhase, 'comp');
  const symbol = (cooperation: 'cbf' | 'comp'): Transmission => ({
    cooperation,
    vectors: cooperation === 'cbf' ? cbfVectors : compVectors,
    symbolPhase,
    pskOrder: 4,
  });
  const cases: [string, BlockTransmission | Transmission, (h: Float64Array) => Float64Array][] = [
    ['BLP-CBF', { cooperation: 'cbf', precoders: cbf }, (h) => sinrCbf(scenario, h, cbf)],
    ['BLP-CoMP', { cooperation: 'comp', precoders: comp }, (h) => sinrComp(scenario, h, comp)],
    ['SLP-CBF', symbol('cbf'), (h) => symbolLevelSinr(scenario, h, symbol('cbf'))],
    ['SLP-CoMP', symbol('comp'), (h) => symbolLevelSinr(scenario, h, symbol('comp'))],
  ];
  return { scenario, channels: realization.channels, users, cases };
}

describe.each(ERROR_LAWS)('law %s', (law) => {
  test.each(SYSTEMS)('the SINR of every user at every draw is that of the model: $cells cells', (input) => {
    const { scenario, channels, users, cases } = transmissions(11, input);
    const draws = 2051;
    for (const [name, transmission, sinrOf] of cases) {
      const radius = 0.1;
      const expected = sampledSinr(scenario, channels, sinrOf, { ...KEY, draws, radius, errorLaw: law }).sinr;
      const smallest = Array.from({ length: draws }, (_, i) =>
        Math.min(...expected.subarray(i * users, (i + 1) * users)),
      );
      const reference = smallest.toSorted((a, b) => a - b)[draws >> 1] || 1;
      const design: EvaluatedDesign = {
        scenario,
        channels,
        transmission,
        radius,
        perUser: true,
        rows: true,
        settings: { grid: GRID, reference, levels: [reference, reference * 0.9] },
      };
      const [answer] = sinrUnderErrors([design], { ...KEY, law, draws, tail: 40 }, drawErrorsOnCpu);
      expect(answer, name).toBeDefined();
      if (!answer) return;
      const wrong = smallest.findIndex((e, i) => !(Math.abs((answer.rows[i] ?? NaN) - e) <= 1e-12 * e + 1e-14));
      expect(wrong, name).toBe(-1);
      const check = (d: typeof answer.smallest, values: readonly number[]) => {
        const order = values
          .map((sinr, draw) => ({ sinr, draw }))
          .toSorted((a, b) => a.sinr - b.sinr || a.draw - b.draw);
        expect([...d.tailDraws]).toStrictEqual(order.slice(0, 40).map(({ draw }) => draw));
        expect(d.draws).toBe(draws);
        expect(d.counts.reduce((a, b) => a + b, 0)).toBe(draws);
        expect(d.below).toStrictEqual(
          [reference, 0.9 * reference].map((level) => values.filter((x) => x < level).length),
        );
        const mean = values.reduce((a, b) => a + b, 0) / draws;
        expect(d.mean).toBeCloseTo(mean, 10);
        expect(d.squares / values.reduce((a, b) => a + (b - mean) ** 2, 0)).toBeCloseTo(1, 10);
        let at = 0;
        const bins = [...d.counts];
        for (const sinr of values) {
          const bin = Math.max(-1, Math.min(6000, Math.floor((10 * Math.log10(sinr / reference) + 30) / 0.01)));
          const i = bin - d.firstBin;
          bins[i] = (bins[i] ?? NaN) - 1;
          at++;
        }
        expect(at).toBe(draws);
        // a value at the edge of two bins may be in either
        expect(bins.reduce((a, b) => a + Math.abs(b), 0)).toBeLessThanOrEqual(2);
      };
      check(answer.smallest, [...answer.rows]);
      answer.users.forEach((own, user) => {
        const values = Array.from({ length: draws }, (_, i) => expected[i * users + user] as number);
        expect(own.tail[0]).toBeCloseTo(Math.min(...values), 10);
        expect(own.draws).toBe(draws);
      });
    }
  });
});

test('a shape S of the errors of each link gives the SINRs at h + d S u', () => {
  const { scenario, channels, users, cases } = transmissions(5, THREE_CELLS);
  const { cells, txAntennas: n } = scenario;
  const links = cells * users;
  const shape = randomVector(31, links * n * n);
  const [draws, radius] = [500, 0.05];
  for (const [name, transmission, sinrOf] of cases) {
    const design: EvaluatedDesign = {
      scenario,
      channels,
      transmission,
      radius,
      errorShape: shape,
      perUser: false,
      rows: true,
      settings: { grid: GRID, reference: 1, levels: [] },
    };
    const [answer] = sinrUnderErrors([design], { ...KEY, law: 'ball', draws, tail: 10 }, drawErrorsOnCpu);
    const worst = Array.from({ length: draws }, (_, draw) => {
      const u = drawUnitErrors(scenario, { ...KEY, draw, errorLaw: 'ball' });
      const errors = new Float64Array(u.length);
      for (let link = 0; link < links; link++)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const at = 2 * ((link * n + i) * n + j);
            const [a, b] = [shape[at] ?? NaN, shape[at + 1] ?? NaN];
            const [c, d] = [u[2 * (link * n + j)] ?? NaN, u[2 * (link * n + j) + 1] ?? NaN];
            const to = 2 * (link * n + i);
            errors[to] = (errors[to] ?? NaN) + radius * (a * c - b * d);
            errors[to + 1] = (errors[to + 1] ?? NaN) + radius * (a * d + b * c);
          }
      const expected = Math.min(...sinrOf(perturbChannels(channels, errors)));
      return Math.abs((answer?.rows[draw] ?? NaN) - expected) / (expected + 1e-3);
    });
    expect(Math.max(...worst), name).toBeLessThan(1e-11);
  }
});
