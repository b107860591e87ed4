import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/conic/builder/columns.ts';
import { crbFormCbf } from '../../../src/model/crbForms.ts';
import { cramerRaoBounds } from '../../../src/model/crb.ts';
import { drawRealization } from '../../../src/model/channels.ts';
import { noiseCovariance } from '../../../src/model/echoCovariance.ts';
import { evaluateForm } from '../../../src/model/fim.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { addAmplitudeCaps } from '../../../src/problems/rows/amplitudeCaps.ts';
import { atMostOne, belowCap, tieCopy } from '../../../src/problems/rows/caps.ts';
import { signalRow, signalWeight } from '../../../src/problems/rows/constructiveInterference.ts';
import {
  addFisherTerms,
  BLOCK_STYLE,
  crbRows,
  type Information,
  receiveRow,
  SYMBOL_STYLE,
} from '../../../src/problems/rows/crbCone.ts';
import { heardRows } from '../../../src/problems/rows/heardAmplitude.ts';
import { closeHeardPower } from '../../../src/problems/rows/heardPower.ts';
import { fixProduct, inverseOf, ROTATED, scaledInverse } from '../../../src/problems/rows/inverse.ts';
import { addLeakageCaps } from '../../../src/problems/rows/leakageCaps.ts';
import { addVectorPower } from '../../../src/problems/rows/vectorPower.ts';
import { covarianceOfBeams, type DescribeRows, numbers, rowResiduals } from './rowResiduals.ts';

const scenario = makeScenario({ txAntennas: 4 });
const realization = drawRealization(scenario, { seed: 3n, realization: 0 });
const N = 4;
const form = crbFormCbf(scenario, realization, 0, noiseCovariance(scenario));
const beams = numbers(2 * 3 * N, 5);
const fisher = evaluateForm(form, beams);
const W = covarianceOfBeams(beams, N);

/** All rows hold, up to rounding. */
function expectZero(describeRows: DescribeRows, blocks?: Float64Array): void {
  const residuals = rowResiduals(describeRows, blocks);
  expect(residuals.length).toBeGreaterThan(0);
  residuals.forEach((r) => expect(Math.abs(r)).toBeLessThan(1e-12));
}

/** abs(v^H x)^2 summed over the beams. */
function powerAlong(v: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < 3; l++) {
    const [re, im] = innerProductOf(v, beams.subarray(2 * l * N, 2 * (l + 1) * N));
    sum += re * re + im * im;
  }
  return sum;
}

/** v^H x. */
function innerProductOf(v: Float64Array, x: Float64Array): readonly [number, number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < v.length; i += 2) {
    const [a, b, c, d] = [v[i] ?? 0, v[i + 1] ?? 0, x[i] ?? 0, x[i + 1] ?? 0];
    re += a * c + b * d;
    im += a * d - b * c;
  }
  return [re, im];
}

describe.each([
  ['block level', BLOCK_STYLE],
  ['symbol level', SYMBOL_STYLE],
])('CRB rows of %s', (_, style) => {
  const { half } = style;
  const unit = { f11: 2 * fisher.f11, f22: 0.3 * fisher.f22, f12: Math.sqrt(0.6 * fisher.f11 * fisher.f22) };
  const u = 0.4;
  /** Columns of the cone for the information u over the unit of F11. */
  const coneValues = (least: number): readonly number[] => {
    const [sum, difference] = [(fisher.f11 / unit.f11 - least) / half, fisher.f22 / unit.f22 / half];
    return [
      (sum + difference) / 2,
      (sum - difference) / 2,
      fisher.f12.re / unit.f12 / half,
      fisher.f12.im / unit.f12 / half,
    ];
  };
  const withFisher =
    (information: (program: Parameters<DescribeRows>[0]) => readonly [Information, [Column, number][]]): DescribeRows =>
    (program) => {
      program.blocks(1, N, 2);
      program.vectors(0, 0, form.vectors, 2 * N);
      const [asked, values] = information(program);
      const rows = crbRows(program, style, asked);
      const share = { rows, form, weigh: (x: number, entry: keyof typeof unit) => x / unit[entry] };
      addFisherTerms(program, style, form, 0, [share]);
      return [...values, ...rows.cone.map((column, i) => [column, coneValues(u)[i] ?? 0] as const)];
    };

  it('hold at the Fisher information of a covariance, u a column, half a rotated cone or a constant', () => {
    expectZero(
      withFisher((program) => {
        const column = program.nonneg('u');
        return [{ kind: 'column', column, factor: 2 }, [[column, u / 2]]];
      }),
      W,
    );
    expectZero(
      withFisher((program) => {
        const cone = program.rotated('u');
        return [
          { kind: 'rotated', cone, factor: 2 },
          [
            [cone[0], 1],
            [cone[1], 1 - u / 2 / half],
          ],
        ];
      }),
      W,
    );
    expectZero(
      withFisher(() => [{ kind: 'constant', value: u }, []]),
      W,
    );
  });

  it('of one beam count the information of the receive array, and what is above it in a slack', () => {
    const { vector, weight } = form.angle.receive;
    const receive = (weight * powerAlong(form.vectors.subarray(2 * vector * N, 2 * (vector + 1) * N))) / unit.f11;
    const residuals = rowResiduals((program) => {
      program.blocks(1, N, 2);
      program.vectors(0, 0, form.vectors, 2 * N);
      const row = receiveRow(program, style, { kind: 'constant', value: u });
      addVectorPower(
        program,
        vector,
        1,
        () => row,
        () => weight / unit.f11,
      );
      return [];
    }, W);
    expect(residuals[0]).toBeCloseTo(receive - u, 12);
  });

  it('with amplitude caps hold where both CRBs are at their caps or below, and cannot where they are not', () => {
    const { gainRe, gainIm } = cramerRaoBounds(fisher);
    for (const [share, met] of [
      [1.0001, true],
      [0.9999, false],
    ] as const) {
      // one amplitude is capped in each pair of cones
      const deltas = [1 / (2 * share * gainRe * unit.f22), 1 / (2 * share * gainIm * unit.f22)] as const;
      const cone = coneValues(0);
      const [q0 = 0, q1 = 0, q2 = 0, q3 = 0] = cone;
      const values: [Column, number][] = [];
      const slacks: number[] = [];
      const residuals = rowResiduals((program) => {
        const rows = crbRows(program, style, { kind: 'constant', value: 0 });
        rows.cone.forEach((column, i) => values.push([column, cone[i] ?? 0]));
        const own = addAmplitudeCaps(program, style, rows, { kind: 'constant', value: 0 }, deltas).flatMap(
          (r) => r.cones,
        );
        // the smallest head of every cone: (s0 - s1)(s0 + s1) = s2^2 with s0 - s1 = q0 - q1 less delta
        own.forEach((columns, i) => {
          const delta = i === 0 || i === 3 ? (deltas[i === 0 ? 0 : 1] ?? 0) / half : 0;
          const [cross, difference] = [i % 2 === 0 ? q2 : q3, q0 - q1 - delta];
          const sum = (cross * cross) / difference;
          values.push([columns[0], (sum + difference) / 2], [columns[1], (sum - difference) / 2], [columns[2], cross]);
        });
        return values;
      });
      // rows 0 to 3 are the cone's own; a cap's first row is what F11 has beyond what the cap asks for
      residuals.subarray(4).forEach((r, i) => {
        if (i % 5 === 0) slacks.push(r);
        else expect(Math.abs(r)).toBeLessThan(1e-12);
      });
      expect(slacks).toHaveLength(2);
      slacks.forEach((slack) => expect(slack > 0).toBe(met));
      expect(q1).toBeLessThan(q0);
    }
  });
});

describe('rows of constructive interference', () => {
  const x = numbers(2 * N, 11);
  const h = numbers(2 * N, 12);
  const [phase, psi, radius] = [0.7, Math.PI / 8, 0.1];
  const conjugateH = h.map((v, i) => (i % 2 === 0 ? v : -v));

  it.each([0, 1])('are (52) and (53) times cos psi, sign %i', (sign) => {
    // h^T x = (h*)^H x
    const [re, im] = innerProductOf(conjugateH, x);
    const along = re * Math.cos(phase) + im * Math.sin(phase);
    const across = im * Math.cos(phase) - re * Math.sin(phase);
    const norm = Math.sqrt(x.reduce((s, v) => s + v * v, 0));
    const level = 1.3;
    const expected =
      (sign === 0 ? 1 : -1) * across * Math.cos(psi) - along * Math.sin(psi) + radius * norm + level * Math.sin(psi);
    const [wr, wi] = signalWeight(psi, sign, phase, 1);
    const residuals = rowResiduals((program) => {
      const [column, head] = [program.nonneg('level'), program.cone('norm', 1)[0]];
      signalRow(program, 0, psi, column, { norm: head, factor: radius });
      return [
        [column, level],
        [head, norm],
      ];
    });
    expect((residuals[0] ?? 0) + wr * re - wi * im).toBeCloseTo(expected, 12);
    const fixed = rowResiduals((program) => {
      signalRow(program, 0, psi, null, null);
      return [];
    });
    expect(fixed[0]).toBeCloseTo(Math.sin(psi), 15);
  });
});

describe('rows of what other cells hear', () => {
  it('bound an amplitude and its margin by a column or by 1', () => {
    const rows = rowResiduals((program) => {
      const cone = program.norm('amplitude', 1);
      const [cap, norm] = [program.nonneg('cap'), program.nonneg('norm')];
      heardRows(program, 0, cone, cap, { norm, factor: 0.1 });
      return [
        [cone[0], 5],
        [cone[1] as Column, 3],
        [cone[2] as Column, 4],
        [cap, 5.2],
        [norm, 2],
      ];
    });
    expect(rows[0]).toBeCloseTo(0, 12);
    expect(Array.from(rows.subarray(1))).toEqual([-3, -4]);
    const fixed = rowResiduals((program) => {
      const cone = program.norm('amplitude', 1);
      heardRows(program, 0, cone, null, null);
      return [[cone[0], 1]];
    });
    expect(fixed[0]).toBe(0);
  });

  it('bound a power and its margin', () => {
    const v = numbers(2 * N, 21);
    const most = 2 * powerAlong(v);
    const rows = rowResiduals((program) => {
      program.blocks(1, N, 1);
      program.vector(0, 0, v);
      const power = program.nonneg('power');
      const row = program.row(most);
      addVectorPower(
        program,
        0,
        1,
        () => row,
        () => 1,
      );
      closeHeardPower(program, row, [power], 0.5);
      return [[power, 3]];
    }, W);
    expect(rows[0]).toBeCloseTo(powerAlong(v) + 1.5 - most, 12);
  });
});

describe('caps', () => {
  it('of leakage sum over the blocks of a transmitter, over their unit or a variable in it', () => {
    const v = numbers(2 * N, 31);
    const both = Float64Array.from([...W, ...W]);
    const weights = [0.5, 0.25];
    const leakage = { slots: [0], transmitters: 1, transmitterOf: [0, 0], weightOf: (b: number) => weights[b] ?? 0 };
    const rows = (withCap: boolean): Float64Array =>
      rowResiduals((program) => {
        program.blocks(2, N, 1);
        for (const b of [0, 1]) program.vector(b, 0, v);
        const cap = program.nonneg('cap');
        expect(addLeakageCaps(program, leakage, withCap ? cap : null)).toEqual([[0]]);
        return [[cap, 3]];
      }, both);
    expect(rows(false)[0]).toBeCloseTo(0.75 * powerAlong(v) - 1, 12);
    expect(rows(true)[0]).toBeCloseTo(0.75 * powerAlong(v) - 3, 12);
  });

  it('of a variable and of a copy', () => {
    const rows = rowResiduals((program) => {
      const [x, y] = [program.nonneg('x'), program.nonneg('y')];
      atMostOne(program, x);
      belowCap(program, y);
      tieCopy(program, x, y);
      return [
        [x, 0.25],
        [y, 4],
      ];
    });
    expect(Array.from(rows)).toEqual([-0.75, -4, -3.75]);
  });
});

describe('t u >= 1', () => {
  it('is a rotated cone with its last column fixed, in either scaling', () => {
    const u = 2.5;
    expectZero((program) => {
      const information = program.nonneg('u');
      const cone = inverseOf(program, information);
      const t = 1 / u;
      return [
        [information, u],
        [cone[0], (t + u) / 2],
        [cone[1], (t - u) / 2],
        [cone[2], Math.sqrt(((t + u) / 2) ** 2 - ((t - u) / 2) ** 2)],
      ];
    });
    expectZero((program) => {
      const [t, own] = [ROTATED ** 2 / u, u];
      const cone = scaledInverse(program);
      return [[cone[2], Math.sqrt((t + own) ** 2 - (t - own) ** 2)]];
    });
    expect(
      rowResiduals((program) => {
        fixProduct(program, program.rotated('cone'), 3);
        return [];
      })[0],
    ).toBe(-3);
  });
});
